"""Who can sign in, whom the laboratory addresses reports to, and who may read for whom."""
