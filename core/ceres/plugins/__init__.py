"""The plugin host: discovery, run-time switches, isolated hook calls."""
