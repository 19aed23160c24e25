"""The texts that are shipped: ``<slug>.<language>.md``."""
