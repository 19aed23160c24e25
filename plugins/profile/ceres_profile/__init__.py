"""A CÉRÈS plugin."""
