"""Administration: what administrators see and switch."""
