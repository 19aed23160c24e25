"""« make screenshots »: takes the picture of every page on a site of invented people, always the same, on the same day.

The site is that of ``ceres demo``. Its server runs in a process of its own whose clock stands still.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select, update

from browser_sights import SIGHTS, Sight
from browser_site import add_ticket, open_session
from browser_windows import Windows
from ceres.accounts.models import Account
from ceres.app import Site
from ceres.cli.context import CliContext
from ceres.cli.demo.accounts import open_accounts
from ceres.cli.demo.feeding import Feeder
from ceres.cli.demo.plan import events
from ceres.cli.main import main as ceres
from ceres.reports.models import Delivery, Report, ReportVersion
from ceres.reports.reading_sql import upsert_readings
from factories.announcements import add_announcement
from factories.servers import Processes

CHROMIUM = "/usr/bin/chromium"
NOW = datetime(2026, 3, 5, 23, 40, tzinfo=UTC)  # the sixth of March, 10:40 in Nouméa
LAST_VISIT = datetime(2026, 3, 4, 7, 42, tzinfo=UTC)
LOGINS = {"prescriber": "h.marchand", "administrator": "admin", "auditor": "audit"}
SIZES = {"": (1280, 900), "-phone": (390, 844)}
REFERENCE = "9f2c41d07be83a65"  # of every request: error pages show it
COLOURS = 128
SITE = """\
[site]
support_email = "ceres@ch-exemple.nc"
number_label = "N° demande"
"""


def make_site(folder: Path) -> Path:
    """Fill a site in ``folder`` as « ceres demo » does, and return its file."""
    config = folder / "ceres.toml"
    config.write_text(SITE, encoding="utf-8")
    context = CliContext(config)
    with time_machine.travel(NOW, tick=False):
        open_accounts(context)
        zone = ZoneInfo(context.site.settings.site.timezone)
        for _ in Feeder(context).feed(events(NOW.astimezone(zone).replace(tzinfo=None))):
            pass
        _age(context.site)
    context.close()
    return config


def _age(site: Site) -> None:
    """Let everything have arrived when it was issued, and have been read by the last visit; who lost a password has a link."""
    with site.database.write() as db:
        db.execute(update(Delivery).values(delivered_at=Delivery.issued_at))
        db.execute(update(ReportVersion).values(received_at=ReportVersion.issued_at))
        account = db.scalars(select(Account).where(Account.login == LOGINS["prescriber"])).one()
        opened = db.scalars(select(Report).where(Report.issued_at < LAST_VISIT))
        upsert_readings(db, account.id, {report.id: report.current_version for report in opened}, LAST_VISIT)
        add_ticket(db, account)
        add_announcement(db, "Maintenance\u00a0: CÉRÈS sera indisponible le jeudi 12\u00a0mars 2026 de 22:00 à 23:30.")


def sign_in(config: Path, who: str) -> str:
    """Open a session on the day of the pictures."""
    with time_machine.travel(NOW, tick=False):
        return open_session(config, LOGINS[who], LAST_VISIT)


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """Serve the site with a clock that stands still; yield the address."""
    processes = Processes(config, command=(sys.executable, __file__, "serve"))
    with processes.serving() as address:
        yield address


def take(windows: Windows, sight: Sight, folder: Path) -> None:
    """Write the pictures of one page, on a computer and on a phone."""
    for suffix, (width, height) in SIZES.items():
        window = windows.new(width, who=sight.who, mobile=sight.mobile)
        window.page.set_viewport_size({"width": width, "height": height})
        page = window.show(sight)
        (folder / f"{sight.name}{suffix}.png").write_bytes(picture(page))
        windows.close()


def picture(page: Page) -> bytes:
    """Return what the window shows, as a small PNG."""
    page.wait_for_timeout(100 if page.locator("iframe").count() == 0 else 3000)  # the browser's own viewer takes its time
    return packed(Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB"))


def packed(shown: Image.Image) -> bytes:
    """Bring the edges of letters to few colours; surfaces keep theirs."""
    file = BytesIO()
    shown.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def main(folder: Path) -> None:
    """Take all pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        config = make_site(Path(scratch))
        with serving(config) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            windows = Windows(browser, address, lambda who: sign_in(config, who))
            for sight in SIGHTS:
                if sight.pictured:
                    take(windows, sight, folder)
            browser.close()
    print(f"{sum(file.stat().st_size for file in folder.glob('*.png')) / 1024:.0f} KB in {folder}")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        with time_machine.travel(NOW, tick=False), patch("secrets.token_hex", return_value=REFERENCE):
            ceres(sys.argv[2:])
    else:
        main(Path(sys.argv[1]))
