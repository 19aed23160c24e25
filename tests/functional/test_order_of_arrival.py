"""Messages may arrive in any order: what is in force at the end is the same."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ceres.app import Site
from ceres.reports.models import Report, ReportStatus, ReportVersion, Withheld
from ceres.testing.databases import empty_tables
from factories.publishing import Counter, hours


@dataclass(frozen=True)
class Said:
    """One statement of the laboratory about the same report."""

    status: ReportStatus
    text: str | None
    hour: int
    withheld: Withheld = Withheld.NO


SHOWN = st.sampled_from([ReportStatus.PRELIMINARY, ReportStatus.FINAL, ReportStatus.CORRECTED, ReportStatus.UNKNOWN])
WITHOUT = st.sampled_from([ReportStatus.REGISTERED, ReportStatus.CANCELLED])
TEXTS = st.sampled_from(["un", "deux", "trois"])


@st.composite
def statements(draw: st.DrawFn) -> list[Said]:
    """Return statements of different dates, as a laboratory makes them one after the other, a withdrawal last if there is one.

    A withdrawal that comes late hides what is newer too, whatever date it bears: when in doubt, nothing is shown.
    """
    said = []
    for hour in range(draw(st.integers(2, 4))):
        status = draw(st.one_of(SHOWN, SHOWN, WITHOUT))
        text = None if status in (ReportStatus.REGISTERED, ReportStatus.CANCELLED) else draw(TEXTS)
        withheld = draw(st.sampled_from([Withheld.NO, Withheld.NO, Withheld.NO, Withheld.MASKED]))
        said.append(Said(status, text, hour, withheld))
    if draw(st.integers(0, 4)) == 0:
        said.append(Said(ReportStatus.RETRACTED, None, len(said)))
    return said


def in_force(desk: Counter, said: list[Said]) -> object:
    """Return what prescribers see after these statements, in this order."""
    for each in said:
        desk.send(status=each.status, text=each.text, issued_at=hours(each.hour), withheld=each.withheld)
    reports = [report for report in desk.all(Report) if report.status is not ReportStatus.RETRACTED]
    shown = [(report.status, report.withheld, report.issued_at, desk.shown(report), versions(desk, report)) for report in reports]
    empty_tables(desk.site)
    return shown


def versions(desk: Counter, report: Report) -> int:
    """Return how many contents a reader may open; one the laboratory came back to counts once."""
    return len({version.content_hash for version in desk.all(ReportVersion, ReportVersion.report_id == report.id)})


@given(data=st.data(), said=statements())
@settings(
    max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_in_force_does_not_depend_on_the_order_of_arrival(site: Site, data: st.DataObject, said: list[Said]) -> None:
    desk = Counter(site)
    shuffled = data.draw(st.permutations(said))
    assert in_force(desk, shuffled) == in_force(desk, said), shuffled
