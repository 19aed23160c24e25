"""Ways in for those who are outside: a lost password, a first account."""
