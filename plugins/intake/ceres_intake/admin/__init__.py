"""« Flux du laboratoire »: what arrives, what waits, what is done about it."""
