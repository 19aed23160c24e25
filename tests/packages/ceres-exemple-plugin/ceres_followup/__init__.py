"""Reports that prescribers follow, and are reminded of."""
