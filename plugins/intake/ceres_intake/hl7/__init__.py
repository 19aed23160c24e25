"""A reader of HL7 v2 that takes any bytes: nothing in here raises on what a sender wrote."""
