"""HTTP of the results, the searches, the report page and the documents."""
