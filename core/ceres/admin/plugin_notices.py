"""How a plugin does, as notices on its card: kept out and why, waiting, failing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ceres.admin.plugin_list import Reason
from ceres.mail.models import MailMessage
from ceres.plugins.contributions import Health
from ceres.plugins.core_version import asked
from ceres.web.health import guarded

if TYPE_CHECKING:
    from datetime import datetime

    from ceres.admin.plugin_list import PluginLine
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class Notice:
    """One of them, translated."""

    level: str  # crit or abn
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WaitingLetters:
    """Letters of one package that could not be sent yet."""

    count: int
    error: str  # French sentence, the latest
    next_try: datetime


class Notices:
    """Tells how the plugins do, with one statement for all their letters."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._plugins = request.registry["ceres.site"].plugins
        self._packages = {plugin.info.name: plugin.package for plugin in self._plugins.loaded()}
        self._letters = self._waiting_letters()

    def of(self, line: PluginLine) -> tuple[Notice, ...]:
        """Return what is to be said of one plugin, the gravest first."""
        return (*self._kept_out(line), *self._waiting(line), *self._failing(line))

    def _kept_out(self, line: PluginLine) -> Iterator[Notice]:
        request = self._request
        if line.reason is Reason.SITE_FILE:
            text = request.translate("plugins.blocked le nomme, il n’est pas chargé.")
            yield Notice("crit", request.translate("Bloqué par le fichier du site"), text)
        if line.reason is Reason.INCOMPATIBLE:
            versions = {"asked": asked(line.requires_core), "core": str(self._plugins.core)}
            text = request.translate("demande le cœur ${asked}, version installée ${core}.", **versions)
            yield Notice("crit", request.translate("Incompatible"), text)

    def _waiting(self, line: PluginLine) -> Iterator[Notice]:
        request = self._request
        if line.missing:
            yield Notice("abn", request.translate("À l’arrêt"), request.translate("il attend ${missing}.", missing=", ".join(line.missing)))
        letters = self._letters.get(self._packages.get(line.name, ""))
        if letters:
            again = request.translate("Nouvel essai : ${moment}.", moment=request.write_moment(letters.next_try))
            title = request.pluralize("${n} message en attente", "${n} messages en attente", letters.count)
            yield Notice("abn", title, f"{letters.error} {again}".strip())

    def _failing(self, line: PluginLine) -> Iterator[Notice]:
        request, counts = self._request, self._plugins.failures.counts()
        failures = sum(number for (plugin, _hook), number in counts.items() if plugin == line.name)
        if failures:
            title = request.pluralize("${n} anomalie depuis le démarrage", "${n} anomalies depuis le démarrage", failures)
            yield Notice("abn", title, request.translate("les journaux du serveur disent où."))
        if line.state == "enabled":
            yield from self._unwell(line.name)

    def _unwell(self, name: str) -> Iterator[Notice]:
        request = self._request
        states = {Health.DEGRADED: request.translate("dégradé."), Health.DOWN: request.translate("en panne.")}
        for line in self._plugins.bind(frozenset({name})).collect("ceres_health_checks"):
            report = guarded(line, request.database, Health.DEGRADED)
            if report.state in states:
                title, advice = (request.translate(text) if text else "" for text in (line.title, report.advice))
                yield Notice("abn", title or line.name, f"{states[report.state]} {advice}".strip())

    def _waiting_letters(self) -> Mapping[str, WaitingLetters]:
        row = MailMessage
        failing = row.sent_at.is_(None) & row.given_up_at.is_(None) & (row.attempts > 0) & (row.last_error != "")
        columns = row.kind, func.count(), func.max(row.last_error), func.min(row.not_before)
        found: dict[str, WaitingLetters] = {}
        for kind, count, error, moment in self._request.db.execute(select(*columns).where(failing).group_by(row.kind)):
            package = kind.partition("/")[0]
            known = found.get(package, WaitingLetters(0, error, moment))
            found[package] = WaitingLetters(known.count + count, error, min(known.next_try, moment))
        return found
