"""The document of a report: found in the message, or composed from its values."""
