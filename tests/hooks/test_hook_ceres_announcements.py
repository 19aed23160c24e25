"""``ceres_announcements``: lines above the tabs, or beside the log-in form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ceres.plugins.contributions import Action, Announcement, AnnouncementLevel
from factories.plugins import make_host, make_plugin

FERRY = Announcement(AnnouncementLevel.INFO, "Le bac ne passe pas.", order=40)


def test_hook_ceres_announcements() -> None:
    def ceres_announcements(request: object, account: object) -> Sequence[Announcement]:
        return [FERRY, replace(FERRY, order=10)] if account is None else []

    host = make_host(make_plugin("ferry", ceres_announcements))
    assert [each.order for each in host.every().collect("ceres_announcements", request=None, account=None)] == [10, 40]
    assert host.every().collect("ceres_announcements", request=None, account="h.marchand") == ()
    assert host.bind(frozenset()).collect("ceres_announcements", request=None, account=None) == ()


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)", ""])
def test_an_action_leads_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="this site"):
        Action("Ailleurs", url)
