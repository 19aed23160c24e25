"""The laws that can be read off the source: sizes, imports, where a view ends and a service begins."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from factories.sources import ROOT, dotted, functions, imports, modules, short, tree

LONG = {"core/ceres/routes.py": 400, "core/ceres/plugins/hookspecs.py": 400}
MIGRATIONS = "migrations/versions"  # written once by Alembic, never edited


def offenders(breaks: Callable[[Path], object]) -> list[str]:
    """Return the modules that break a law."""
    return [short(file) for file in modules() if breaks(file)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_files_are_short() -> None:
    def breaks(file: Path) -> bool:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        return MIGRATIONS not in short(file) and lines > LONG.get(short(file), 300)

    assert offenders(breaks) == []


def test_most_functions_fit_on_a_few_lines() -> None:
    sizes = sorted(length(function) for file in modules() if MIGRATIONS not in short(file) for function in functions(file))
    assert sizes[len(sizes) // 2] <= 10
    assert sizes[len(sizes) * 9 // 10] <= 25


def test_modules_say_what_they_are_for() -> None:
    assert offenders(lambda file: not ast.get_docstring(tree(file))) == []


def test_annotations_are_postponed_everywhere() -> None:
    assert offenders(lambda file: tree(file).body[1:] and ("__future__", "annotations") not in set(imports(file))) == []


def test_nothing_is_imported_inside_a_function() -> None:
    def breaks(file: Path) -> bool:
        return any(isinstance(node, ast.Import | ast.ImportFrom) for function in functions(file) for node in ast.walk(function))

    assert offenders(breaks) == []


def test_a_plugin_imports_nothing_of_the_portal_but_its_api() -> None:
    def breaks(file: Path) -> bool:
        taken = {module for module, _ in imports(file) if module.partition(".")[0] == "ceres"}
        return dotted(file).partition(".")[0] != "ceres" and not taken <= {"ceres.api"}

    assert offenders(breaks) == []


def test_views_translate_http_and_leave_the_rest_to_services() -> None:
    def breaks(file: Path) -> bool:
        if "views" not in Path(short(file)).with_suffix("").parts:
            return False
        long = any(length(function) > 25 for function in functions(file))
        return long or any(module.partition(".")[0] == "sqlalchemy" for module, _ in imports(file))

    assert offenders(breaks) == []


@pytest.mark.slow
def test_imports_go_down_only() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    found = subprocess.run([str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


# One function decides who sees what. What reads reports, or writes them, is named here: to show reports to people, use ReportQuery.
TABLES = {"Delivery", "LabOrder", "Observation", "Report", "ReportVersion"}
READERS_OF_REPORTS = {
    "ceres.api",  # hands the names on, for the hooks' types
    "ceres.reports.audience",  # whom to tell of a report: accounts and counts, nothing of the report
    "ceres.reports.scope",  # what ReportQuery.visible_to means in SQL
    "ceres.reports.listing_ranges",  # the bounded part of each prescriber, on top of scope
    "ceres.reports.listing_sql",  # the columns of a page, on top of scope
    "ceres.reports.arrivals_sql",  # the columns of the latest arrivals, on top of scope
    "ceres.reports.reading_sql",  # the columns of one report, on top of scope
    "ceres.reports.neighbours_sql",  # what stands around a report in its list, on top of scope
    "ceres.reports.tally",  # how many reports each prescriber received, and when the last one came
    "ceres.reports.traced",  # numbers and sections, for those who may read the journal
    "ceres_intake.stored",  # « ceres intake list », on the machine itself: documents and states, no patient
}
WRITERS_OF_REPORTS = ("ceres.reports.models", "ceres.reports.publishing")


def test_only_report_queries_read_reports() -> None:
    def breaks(file: Path) -> bool:
        allowed = dotted(file) in READERS_OF_REPORTS or dotted(file).startswith(WRITERS_OF_REPORTS)
        return not allowed and not TABLES.isdisjoint(name for _, name in imports(file))

    assert offenders(breaks) == []
