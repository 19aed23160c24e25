"""Every page of the portal as somebody sees it: one line a page. The tests look at each of them, « make screenshots » takes its picture.

To add a page, add its line to `SIGHTS`; ``lead`` does what is to be done there before looking.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from browser_moves import follow

if TYPE_CHECKING:
    from playwright.sync_api import Page

TICKET = "T" * 43  # lets a browser choose a password, if it ever sent the form
ACCOUNTS = """identifiant;nom;courriel;rôles;prescripteurs;type;du;au
e.marchais;Dr Emmanuelle Marchais-Duthoit;e.marchais@exemple.nc;;DR1;associé;;
u.demarche;Ugo Démarche;u.demarche@exemple.nc;;DR1;remplaçant;01/03/2026;31/12/2199
h.marchand;;;;DR7;;;
k.lebreton;Karim LEBRETON;;administrateur;;;;
o.marchetti;Océane Marchetti;exemple;;;;;
"""
VISITOR, PRESCRIBER, ADMINISTRATOR = "", "prescriber", "administrator"


@dataclass(frozen=True)
class Sight:
    """One page; its name is also that of its picture."""

    name: str
    path: str
    lead: Callable[[Page], object] = lambda page: None
    who: str = PRESCRIBER  # a role, or VISITOR
    mobile: bool = False  # « Version mobile » was asked for
    pictured: bool = True


def wrong_password(page: Page) -> None:
    """Fail to sign in."""
    page.fill("#login", "personne")
    page.fill("#password", "n’importe quoi")
    follow(page, "form.card button[type=submit]")


def ask_for_password(page: Page) -> None:
    """Say that the password is lost."""
    page.fill("#login", "personne")
    follow(page, "form.card button[type=submit]")


def wrong_address(page: Page) -> None:
    """Ask for an e-mail address that is none."""
    page.fill("#email-new", "nulle part")
    page.fill("#email-password", "n’importe quoi")
    follow(page, "#email button.primary")


def open_report(rows: str, query: str = "") -> Callable[[Page], object]:
    """Return what opens the report of the first row of a kind, whether the list links it or not."""

    def lead(page: Page) -> object:
        return page.goto(f"/reports/{page.locator(rows).first.get_attribute('data-report')}{query}")

    return lead


def tick_two(page: Page) -> None:
    """Tick two reports of the list."""
    for place in (0, 2):
        page.locator("input[name=report]:enabled").nth(place).check()


def open_first_account(page: Page) -> None:
    """Open the first account, or the first prescriber, of the list."""
    follow(page, ".admin-table tbody a")


def check_file(page: Page) -> None:
    """Look at what a file of accounts would do."""
    page.set_input_files("#file", {"name": "comptes.csv", "mimeType": "text/csv", "buffer": ACCOUNTS.encode()})
    follow(page, "main form button[type=submit]")


def hand_over(page: Page) -> None:
    """Give a temporary password to somebody."""
    follow(page, "text=Remettre un mot de passe provisoire")


def refuse_account(page: Page) -> None:
    """Ask for an account that cannot be."""
    page.fill("#login", "h.marchand")
    page.fill("#name", "Hélène MARCHAND")
    page.fill("#email", "h.marchand@exemple.nc")
    follow(page, "text=Ouvrir le compte")


def open_waiting_message(page: Page) -> None:
    """Open the first message of the quarantine."""
    follow(page, "#quarantine tbody a")


def address_message(page: Page) -> None:
    """Look at the prescriber whom a message is to be sent to."""
    open_waiting_message(page)
    page.fill("#address-code", "DR1")
    page.fill("#why-address", "appel au laboratoire")
    follow(page, "#addressing button")


def verify_journal(page: Page) -> None:
    """Have the journal verified."""
    follow(page, "text=Vérifier maintenant")


def open_newest_event(page: Page) -> None:
    """Open the newest event of the journal."""
    follow(page, ".journal tbody a")


def preview_announcement(page: Page) -> None:
    """Look at an announcement before it is published."""
    page.fill("#fr", "Maintenance : ce soir, de 22:00 à 23:30.")
    page.check("[name=level][value=warn]")
    follow(page, "button[value=preview]")


def switch_off(name: str) -> Callable[[Page], object]:
    """Return what asks to switch a module off, and reads what would change."""

    def lead(page: Page) -> None:
        follow(page, f"#{name} [role=switch]")

    return lead


def draft_announcement(page: Page) -> None:
    """Keep a draft, and open it from the list."""
    page.fill("#fr", "Horaires d’été : le laboratoire ferme à 16 h.")
    follow(page, "button[value=draft]")
    follow(page, ".admin-table tbody a")


def preview_page(page: Page) -> None:
    """Look at a text before it is published."""
    follow(page, "button[value=preview]")


def draft_look(page: Page) -> None:
    """Try another look, as a letter shows it."""
    page.fill("[id='subtitle.fr']", "Laboratoire du Sud")
    page.click("button[name=tab][value=mail]")
    page.wait_for_selector("#look.mail")


def search_dates(first: str, last: str = "") -> Callable[[Page], object]:
    """Return what searches between two days."""

    def lead(page: Page) -> None:
        page.fill("[name=from]", first)
        page.fill("[name=to]", last)
        follow(page, "text=Rechercher >> nth=-1")

    return lead


def open_menu(page: Page) -> None:
    """Open the menu of narrow windows, in wide ones too."""
    page.locator(".menu").evaluate("menu => { menu.open = true }")


SIGHTS = (
    Sight("login", "/login", who=VISITOR),
    Sight("login-error", "/login", wrong_password, who=VISITOR),
    Sight("nowhere", "/nowhere", who=VISITOR, pictured=False),
    Sight("results", "/results"),
    Sight("results-mobile", "/results", mobile=True),
    Sight("menu", "/results", open_menu, pictured=False),
    Sight("search-date", "/search/date"),
    Sight("search-date-error", "/search/date", search_dates("31/02/2026")),
    Sight("search-found", "/search/date", search_dates("01/01/2020")),
    Sight("search-empty", "/search/date", search_dates("01/01/2019", "02/01/2019")),
    Sight("report", "/results", open_report("tr[data-status=corrected]")),
    Sight("report-pending", "/results", open_report("tr[data-status=registered]"), pictured=False),
    Sight("report-former", "/results", open_report("tr[data-status=corrected]", "?version=1"), pictured=False),
    Sight("results-new", "/results?show=new", pictured=False),
    Sight("results-ticked", "/results?notice=nothing-ticked", tick_two),
    Sight("search-nip", "/search/nip"),
    Sight("search-patient", "/search/patient"),
    Sight("search-reference", "/search/reference"),
    Sight("search-number", "/search/number", pictured=False),
    Sight("notify", "/x/notify/preferences", pictured=False),
    Sight("admin-modules", "/admin/plugins", who=ADMINISTRATOR),
    Sight("admin-module", "/admin/plugins/notify", who=ADMINISTRATOR, pictured=False),
    Sight("admin-module-settings", "/admin/plugins/export", who=ADMINISTRATOR, pictured=False),
    Sight("admin-module-off", "/admin/plugins", switch_off("notify"), who=ADMINISTRATOR, pictured=False),
    Sight("admin-module-install", "/admin/plugins/install", who=ADMINISTRATOR, pictured=False),
    Sight("admin-users", "/admin/accounts", who=ADMINISTRATOR),
    Sight("admin-user", "/admin/accounts", open_first_account, who=ADMINISTRATOR),
    Sight("admin-user-temporary", "/admin/accounts/of/u.demarche", hand_over, who=ADMINISTRATOR, pictured=False),
    Sight("admin-user-new", "/admin/accounts/new", who=ADMINISTRATOR, pictured=False),
    Sight("admin-import", "/admin/accounts/import", who=ADMINISTRATOR),
    Sight("admin-import-report", "/admin/accounts/import", check_file, who=ADMINISTRATOR),
    Sight("admin-prescribers", "/admin/prescribers", who=ADMINISTRATOR),
    Sight("admin-prescriber", "/admin/prescribers", open_first_account, who=ADMINISTRATOR, pictured=False),
    Sight("admin-user-refused", "/admin/accounts/new", refuse_account, who=ADMINISTRATOR, pictured=False),
    Sight("admin-journal", "/admin/journal", verify_journal, who=ADMINISTRATOR),
    Sight("admin-journal-event", "/admin/journal", open_newest_event, who=ADMINISTRATOR, pictured=False),
    Sight("admin-announcements", "/admin/announcements", who=ADMINISTRATOR),
    Sight("admin-announcement-preview", "/admin/announcements", preview_announcement, who=ADMINISTRATOR, pictured=False),
    Sight("admin-announcement-draft", "/admin/announcements", draft_announcement, who=ADMINISTRATOR, pictured=False),
    Sight("admin-flow", "/admin/intake", who=ADMINISTRATOR),
    Sight("admin-message", "/admin/intake", open_waiting_message, who=ADMINISTRATOR, pictured=False),
    Sight("admin-message-address", "/admin/intake", address_message, who=ADMINISTRATOR, pictured=False),
    Sight("admin-pages", "/admin/pages", who=ADMINISTRATOR),
    Sight("admin-page", "/admin/pages/faq/fr", preview_page, who=ADMINISTRATOR),
    Sight("admin-page-version", "/admin/pages/faq/fr/0", who=ADMINISTRATOR, pictured=False),
    Sight("admin-branding", "/admin/branding", who=ADMINISTRATOR),
    Sight("admin-branding-draft", "/admin/branding", draft_look, who=ADMINISTRATOR, pictured=False),
    Sight("admin-mail", "/admin/mail", who=ADMINISTRATOR),
    Sight("admin-health", "/admin/health", who=ADMINISTRATOR),
    Sight("admin-about", "/admin/about", who=ADMINISTRATOR, pictured=False),
    Sight("guide", "/pages/guide"),
    Sight("guide-visitor", "/pages/guide", who=VISITOR, pictured=False),
    Sight("faq", "/pages/faq", who=VISITOR),
    Sight("password", "/password", who=VISITOR),
    Sight("password-sent", "/password", ask_for_password, who=VISITOR),
    Sight("password-new", f"/password/new?key={TICKET}", who=VISITOR),
    Sight("stale-link", "/profile/email/confirm?key=x", who=VISITOR, pictured=False),
    Sight("profile", "/profile"),
    Sight("profile-error", "/profile", wrong_address, pictured=False),
    Sight("profile-history", "/profile/history", pictured=False),
    Sight("report-missing", "/reports/AAAAAAAAAAAAAAAAAAAAAA"),
)
