"""The identity card every plugin module exposes as ``INFO``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """Families shown in the administration."""

    SEARCH = "search"
    EXPORT = "export"
    NOTIFY = "notify"
    PROFILE = "profile"
    INTAKE = "intake"
    BANNER = "banner"
    SECURITY = "security"


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """Identity of a plugin.

    ``models`` is the dotted module that declares its tables (all prefixed with the plugin's name and ``_``),
    ``migrations`` the folder of its Alembic versions as ``package:folder``; both empty for a plugin without tables.
    """

    name: str  # entry-point name: "search-date"
    title: str  # French msgid
    version: str
    category: Category
    description: str  # French msgid, one sentence
    requires: tuple[str, ...] = ()  # names of other plugins
    requires_core: str = ""  # versions of the core it works with, as pip writes them: ">=1.0,<2"; empty: any
    default_enabled: bool = True
    restricted: bool = False  # true: only the site's file may switch it, not an administrator
    models: str = ""
    migrations: str = ""
