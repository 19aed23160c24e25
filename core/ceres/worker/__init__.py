"""What the site does by itself: jobs of the core and of the plugins."""
