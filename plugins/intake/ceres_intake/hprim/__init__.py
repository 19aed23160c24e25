"""HPRIM, in which French laboratories wrote before HL7: HPRIM Santé (segments) and HPRIM Médecins (text)."""
