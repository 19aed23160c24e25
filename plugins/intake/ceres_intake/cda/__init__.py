"""CDA R2, the French laboratory report (CR-BIO): header, text of the sections, report."""
