"""E-mails: queued in the transaction that causes them, sent by the worker."""
