"""One module for each format in which laboratories write; all of them become the same acts."""
