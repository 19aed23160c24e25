"""Sends the events of the journal to a syslog server."""
