"""The drop folder: files are taken in once they are whole, and put away where people see what became of them."""
