"""Back-up and restore: the rows, the documents and the files of a site, in one folder that any database can be filled from."""
