"""Message catalogues of the core and of every shipped plugin (one domain, ``ceres``)."""
