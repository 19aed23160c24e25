"""The door that stays open: HL7 v2 over MLLP, one frame a message, one answer a frame."""
