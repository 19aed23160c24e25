"""« Mon profil »: what somebody who is signed in may see and change of the own account; the panels come from plugins."""
