"""HTTP of the administration."""
