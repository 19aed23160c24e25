"""What can be done with the reports ticked in a list: take them away in one archive, print them together."""
