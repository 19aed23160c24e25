"""Source profiles as a site writes them: chosen by sender or door, begun from a shipped one, checked in French."""
