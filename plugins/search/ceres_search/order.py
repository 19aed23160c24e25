"""Places of the five tabs, as in the guide; between two of them there is room for another plugin's."""

from __future__ import annotations

REFERENCE = 10
NIP = 20
PATIENT = 30
DATE = 40
NUMBER = 50
