"""ZIP archives that need no memory and no file: their length is known before the first byte."""
