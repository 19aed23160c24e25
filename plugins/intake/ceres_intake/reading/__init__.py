"""From a message to reports: who, what, when, in which state."""
