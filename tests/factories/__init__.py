"""Hand-written makers of rows, messages and documents for the tests."""
