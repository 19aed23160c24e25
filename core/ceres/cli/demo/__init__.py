"""``ceres demo``: a whole site of invented people, filled through the same door as a laboratory's messages."""
