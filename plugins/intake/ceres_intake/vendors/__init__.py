"""Profiles of the systems seen, one TOML file for each: begin a source of the site with ``profile = "name"``."""
