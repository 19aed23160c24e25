"""The traced access log: who did what, when, from where, with what outcome."""
