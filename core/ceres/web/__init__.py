"""The frame of every page: request, layout, static files, response headers, errors, health."""
