"""``ceres_admin_pages``: entries of the menu of the administration, and addresses ``/admin/<slug>``."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ceres.plugins.contributions import AdminPage
from ceres.security.permissions import Permission
from factories.plugins import FakeEntry, make_host, make_plugin

LATE = AdminPage("parcels", "Colis", "file", 70, "ceres_post.admin", Permission.ADMIN_MANAGE)
EARLY = AdminPage("keepers", "Gardiens", "lock", 5, "ceres_keep.admin", Permission.JOURNAL_READ)


def make_entry(plugin: str, page: AdminPage) -> FakeEntry:
    def ceres_admin_pages(request: object) -> Sequence[AdminPage]:
        return [page] if request == "shown" else []

    return make_plugin(plugin, ceres_admin_pages)


def test_hook_ceres_admin_pages() -> None:
    host = make_host(make_entry("post", LATE), make_entry("keep", EARLY))
    assert host.every().collect("ceres_admin_pages", request="shown") == (EARLY, LATE)
    assert host.every().collect("ceres_admin_pages", request="hidden") == ()
    assert host.bind(frozenset({"post"})).collect("ceres_admin_pages", request="shown") == (LATE,)


@pytest.mark.parametrize("route", ["ceres_post.page", "ceres_post.administer", "ceres_post"])
def test_a_page_whose_route_would_not_be_concealed_is_refused(route: str) -> None:
    with pytest.raises(ValueError, match="admin"):
        AdminPage("parcels", "Colis", "file", 70, route, Permission.ADMIN_MANAGE)
