"""``ceres intake list``: what is stored, version by version."""

from __future__ import annotations

import json

import click

from ceres.api import CliContext, pass_ceres
from ceres_intake.cli.group import intake
from ceres_intake.stored import stored_versions


@intake.command("list", short_help="Liste les versions conservées.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par version.")
@pass_ceres
def list_stored(context: CliContext, as_json: bool) -> None:
    """Lister les versions conservées, dans l’ordre de leur arrivée, sans donnée de patient."""
    for version in stored_versions(context.site.database):
        click.echo(json.dumps(version, ensure_ascii=False) if as_json else _text(version))


def _text(version: dict[str, object]) -> str:
    flaw = "" if version["document_ok"] else "  incomplet"
    return f"{version['order_number']}  {version['section']}  v{version['version']}  {version['status']}  {version['sha256']}{flaw}"
