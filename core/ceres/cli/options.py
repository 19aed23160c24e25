"""Arguments and options that several commands on accounts have."""

from __future__ import annotations

import click

from ceres.security.permissions import Role

LOGIN = click.argument("login", metavar="IDENTIFIANT")
PASSWORD_STDIN = click.option("--password-stdin", is_flag=True, help="Lit le mot de passe sur l’entrée standard, au lieu d’en générer un.")
ROLES = [role.value for role in Role]
