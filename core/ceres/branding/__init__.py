"""Part of the portal."""
