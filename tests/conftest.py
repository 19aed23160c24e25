"""Fixtures shared by every test: a site on each database, emptied after each test."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app, open_site
from ceres.config.settings import Settings
from ceres.db.clock import utcnow
from ceres.db.migrate import upgrade
from ceres.sessions.services import Sessions, Visitor
from ceres.testing.command_line import CommandLine
from ceres.testing.databases import empty_tables, make_postgresql_schema
from factories.browsers import BROWSER
from factories.templates import share_compiled_templates
from factories.wheels import Workshop

POSTGRESQL = os.environ.get("CERES_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
ROOM = 2 * 1024**3  # bytes: more than all workers of a run store


def pytest_configure() -> None:
    """Compile each template once a worker; how long an example takes tells how busy the machine is, nothing else."""
    share_compiled_templates()
    hypothesis.settings.register_profile("tests", deadline=None)
    hypothesis.settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """Take modules and tests out of the garbage collector’s way, as the server does with what start-up made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def missing(part: str, reason: str) -> None:
    """Skip the test, or fail where the part is required."""
    if part in os.environ.get("CERES_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{part} is required: {reason}")
    pytest.skip(reason)


def fast_folder(room: int = 0) -> Path | None:
    """Return a folder in memory, where the system has one with ``room`` bytes: SQLite and the document store sync at each write."""
    shared_memory = Path("/dev/shm")
    roomy = os.access(shared_memory, os.W_OK) and shutil.disk_usage(shared_memory).free > room
    return shared_memory if roomy else None


@pytest.fixture(scope="session")
def work_folder() -> Iterator[Path]:
    """A folder for the whole run of this worker."""
    with TemporaryDirectory(prefix="ceres-test-", dir=fast_folder(ROOM)) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Workshop:
    """Builds wheels, for all workers of the run."""
    folder = tmp_path_factory.getbasetemp()
    return Workshop((folder if worker_id == "master" else folder.parent) / "wheels")


@pytest.fixture(scope="session")
def postgresql_url(worker_id: str) -> str:
    """An empty schema on the real server."""
    engine = create_engine(POSTGRESQL)
    try:
        engine.connect().close()
    except OperationalError:
        missing("postgres", f"no PostgreSQL server answers at {POSTGRESQL}")
    finally:
        engine.dispose()
    return make_postgresql_schema(POSTGRESQL, f"ceres_{worker_id}")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Each database in turn."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_url")
        return
    folder = fast_folder() or tmp_path_factory.mktemp("sqlite")
    file = folder / f"ceres-test-{os.getpid()}-{worker_id}.sqlite"
    yield f"sqlite:///{file}"
    for left in folder.glob(f"{file.name}*"):
        left.unlink()


@pytest.fixture(scope="session")
def settings(database_url: str, work_folder: Path) -> Settings:
    """The settings of the test site."""
    embedded = Settings.embedded(work_folder)
    return replace(embedded, database=replace(embedded.database, url=database_url))


@pytest.fixture(scope="session")
def shared_site(settings: Settings) -> Iterator[Site]:
    """The site of this worker; tests take ``site``, which is empty."""
    site = open_site(settings)
    upgrade(site)
    yield site
    site.database.dispose()


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """An empty site."""
    yield shared_site
    empty_tables(shared_site)


@pytest.fixture
def db(site: Site) -> Iterator[Session]:
    """A write session on the site; call ``commit`` before looking through another door."""
    with site.database.writer() as session:
        yield session


@pytest.fixture
def ceres(site: Site) -> CommandLine:
    """The command line on the site."""
    return CommandLine(site.settings)


@pytest.fixture(scope="session")
def wsgi_application(shared_site: Site) -> object:
    """The portal, configured once."""
    return make_app(shared_site)


@pytest.fixture
def app(site: Site, wsgi_application: object) -> TestApp:
    """A browser without cookies."""
    return TestApp(wsgi_application, extra_environ=BROWSER)


@pytest.fixture
def new_app(site: Site, wsgi_application: object) -> Callable[[], TestApp]:
    """Makes more browsers, each with its own cookies."""
    return lambda: TestApp(wsgi_application, extra_environ=BROWSER)


@pytest.fixture
def sign_in(site: Site) -> Callable[[TestApp, Account], str]:
    """Open a session without a password and give its cookie to a browser; returns the cookie's value."""

    def give_session(browser: TestApp, account: Account) -> str:
        with site.database.write() as db:
            opened = Sessions(db, utcnow()).open(db.get_one(Account, account.id), Visitor("127.0.0.1", "WebTest"))
        browser.set_cookie("ceres", opened.token)
        return opened.token

    return give_session


@pytest.fixture
def browse(new_app: Callable[[], TestApp], sign_in: Callable[[TestApp, Account], str]) -> Callable[[Account], TestApp]:
    """Makes a browser in which an account is signed in."""

    def signed_in(account: Account) -> TestApp:
        browser = new_app()
        sign_in(browser, account)
        return browser

    return signed_in
