"""Files of accounts: what is written in them, before anything is compared with the site."""
