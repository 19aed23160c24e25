"""Server-side sessions and the throttling of guesses, both in the database."""
