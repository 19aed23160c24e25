"""The way in: what laboratories send (HL7 v2) becomes reports."""
