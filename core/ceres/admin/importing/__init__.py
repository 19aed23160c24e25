"""Accounts from a file: what each line would do, then all of it in one transaction."""
