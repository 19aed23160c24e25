"""Reports: what the laboratory sent, who receives it, how it is published, found and read."""
