"""Passwords of test accounts, hashed at little cost."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher

PASSWORD = "cagou niaouli 1853"
WRONG = "cagou niaouli 1854"


@cache
def cheap_hash(password: str = PASSWORD) -> str:
    """Return a hash that costs nothing to make or check."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
