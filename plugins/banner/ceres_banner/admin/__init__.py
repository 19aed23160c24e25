"""« Annonces »: the page of the administration."""
