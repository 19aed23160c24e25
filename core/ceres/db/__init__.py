"""Database of the portal: declarative base, column types, engine, unit of work of a request."""
