"""HTTP of the pages of this folder."""
