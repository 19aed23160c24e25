"""A language that a branding brings is one of the site, on every page and in every letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sqlalchemy.orm import Session
from webtest import TestApp

from browser_site import make_site
from ceres.accounts.models import Account
from ceres.app import Site, configure, make_app
from ceres.config.settings import ConfigError
from ceres.content.pages import PageDesk
from ceres.db.clock import utcnow
from ceres.mail.letters import Letter
from ceres.mail.mailer import LETTERS
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from factories.announcements import add_announcement
from factories.browsers import BROWSER, token
from factories.catalogues import drop_language, drop_text, drop_whole_language
from factories.people import add_account
from factories.walking import every_page

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
SPANISH = {
    "Connexion": "Entrar",
    "Aller au contenu": "Ir al contenido",
    "Guide d’utilisation": "Guía del usuario",
    ("${n} compte rendu", "${n} comptes rendus"): ("${n} informe", "${n} informes"),
}
NEWS = ("${n} nouveau compte rendu", "${n} nouveaux comptes rendus")


def spoken(site: Site, branding: Path, language: str = "fr") -> Site:
    settings = replace(site.settings, site=replace(site.settings.site, branding=str(branding), language=language))
    return replace(site, settings=settings)


def browser(site: Site, branding: Path, language: str = "fr") -> TestApp:
    return TestApp(make_app(spoken(site, branding, language)), extra_environ=BROWSER)


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    """A branding that brings some Spanish."""
    drop_language(tmp_path, "es", SPANISH)
    return tmp_path


@on_sqlite
def test_it_is_offered_by_link_and_asked_for_by_browsers(site: Site, spanish: Path) -> None:
    app = browser(site, spanish)
    page = app.get("/login")
    link = page.html.select_one("a[hreflang=es]")
    assert (link.text, link["lang"]) == ("Español", "es")
    mexican = app.get("/login", headers={"Accept-Language": "es-MX, en;q=0.8"})
    assert (mexican.html.html["lang"], mexican.headers["Content-Language"]) == ("es", "es")
    assert mexican.html.title.text.startswith("Entrar")
    assert "dir" not in mexican.html.html.attrs
    assert app.get(link["href"]).status_int == 303
    assert app.get("/login").html.html["lang"] == "es"


@on_sqlite
def test_what_it_lacks_is_said_in_the_site_s_language_then_in_french(site: Site, spanish: Path) -> None:
    header = {"Accept-Language": "es"}
    assert "Identifiant ou mot de passe oubli" not in browser(site, spanish, "en").get("/login", headers=header).text
    english, french = (browser(site, spanish, language).get("/password", headers=header).text for language in ("en", "fr"))
    assert "Ir al contenido" in english
    assert "Ir al contenido" in french
    assert "Forgotten password" in english
    assert "Mot de passe oublié" in french


@on_sqlite
def test_a_country_s_own_language_serves_its_neighbours(site: Site, tmp_path: Path) -> None:
    drop_language(tmp_path, "pt_BR", {"Connexion": "Entrar no sistema"})
    app = browser(site, tmp_path)
    assert app.get("/login").html.select_one("a[hreflang]:last-of-type")["lang"] == "pt-BR"
    assert app.get("/login", headers={"Accept-Language": "pt"}).html.html["lang"] == "pt-BR"
    assert app.get("/login", headers={"Accept-Language": "pt-BR"}).html.title.text.startswith("Entrar no sistema")


@on_sqlite
def test_link_then_account_then_browser_then_site(
    site: Site, db: Session, spanish: Path, sign_in: Callable[[TestApp, Account], str]
) -> None:
    account = add_account(db, "doctor")
    db.commit()
    app = browser(site, spanish, "en")

    def language(**headers: str) -> str:
        return str(app.get("/profile", headers=headers).html.html["lang"])

    assert app.get("/login").html.html["lang"] == "en"
    sign_in(app, account)
    french = {"Accept-Language": "fr"}
    assert language(**french) == "fr"
    profile = app.get("/profile")
    assert [option["value"] for option in profile.html.select("#language-choice option")] == ["", "fr", "en", "es"]
    app.post("/profile/language", {"csrf_token": token(profile), "language": "es"})
    assert language(**french) == "es"
    app.get("/language/en")
    assert language(**french) == "en"


@on_sqlite
def test_pages_of_text_fall_back_until_somebody_writes_them(site: Site, db: Session, spanish: Path) -> None:
    speaks = spoken(site, spanish, "en")
    app = TestApp(make_app(speaks), extra_environ=BROWSER)
    spain = {"Accept-Language": "es"}
    page = app.get("/pages/faq", headers=spain)
    assert page.html.select_one("article div[lang]")["lang"] == "en"
    assert page.html.h1.text == "Frequently asked questions"
    desk = PageDesk(db, lambda entry: None, "admin", utcnow(), speaks.languages)
    assert [each.is_own for each in desk.every() if each.slug == "faq"] == [True, True, False]
    desk.write("faq", "es", "## Hola", 0)
    db.commit()
    page = app.get("/pages/faq", headers=spain)
    assert not page.html.select("article div[lang]")
    assert page.html.h2.text == "Hola"
    desk.restore("faq", "es", 0, 1)
    db.commit()
    assert app.get("/pages/faq", headers=spain).html.select_one("article div[lang]")["lang"] == "en"


@on_sqlite
def test_an_administrator_writes_a_page_in_it(site: Site, db: Session, spanish: Path, sign_in: Callable[[TestApp, Account], str]) -> None:
    account = add_account(db, "admin", roles=(Role.ADMINISTRATOR,))
    db.commit()
    app = browser(site, spanish)
    sign_in(app, account)
    assert [cell.text for cell in app.get("/admin/pages").html.select("tr:has(a[href$='/faq/es']) td")][:2] == ["Español", "À écrire"]
    form = app.get("/admin/pages/faq/es")
    app.post("/admin/pages/faq/es", {"csrf_token": token(form), "action": "write", "base": "0", "text": "## Hola"})
    assert app.get("/pages/faq", headers={"Accept-Language": "es"}).html.h2.text == "Hola"


@on_sqlite
def test_it_may_be_one_that_no_library_knows(site: Site, db: Session, tmp_path: Path, sign_in: Callable[[TestApp, Account], str]) -> None:
    account = add_account(db, "admin", roles=(Role.ADMINISTRATOR,))
    db.commit()
    drop_language(tmp_path, "br", {"Connexion": "Kevreañ"})
    app = browser(site, tmp_path, "br")
    sign_in(app, account)
    assert app.get("/admin/journal?first=31/31/2026").html.html["lang"] == "br"


@on_sqlite
def test_the_command_line_knows_it(ceres: CommandLine, spanish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ceres("pages", "show", "faq", "es").exit_code == 2
    monkeypatch.setenv("CERES_SITE__BRANDING", str(spanish))
    monkeypatch.setenv("CERES_SITE__LANGUAGE", "es")
    assert ceres("pages", "show", "faq", "es").exit_code == 0
    assert len(ceres("pages", "list", "--page", "faq").stdout.splitlines()) == 3
    checked = ceres("check").stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert "langues : fr, en, es" in checked
    assert "es : 4 messages sur " in checked
    assert "es : 4 messages sur " in ceres("branding", "check", str(spanish)).stdout.replace("\u00a0", " ")


@on_sqlite
def test_a_language_that_nobody_brought_is_refused(site: Site, ceres: CommandLine, spanish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        ConfigError, match=r"site\.language.*« de ».*locales/de/LC_MESSAGES/ceres\.po".replace("« de »", "«\u00a0de\u00a0»")
    ):
        browser(site, spanish, "de")
    monkeypatch.setenv("CERES_SITE__LANGUAGE", "de")
    checked = ceres("check")
    assert checked.exit_code == 1
    assert "n’est pas une langue du site (fr, en)" in checked.stdout
    monkeypatch.setenv("CERES_SITE__LANGUAGE", "deutsch!")
    assert "code de langue" in ceres("check").stdout


@on_sqlite
def test_announcements_fall_back(site: Site, db: Session, spanish: Path) -> None:
    add_announcement(db, "Deux langues.", text_en="Two languages.")
    add_announcement(db, "Une langue.")
    db.commit()
    page = browser(site, spanish, "en").get("/login", headers={"Accept-Language": "es"})
    assert [(each["lang"], each.text) for each in page.html.select(".notice p[lang]")] == [("fr", "Une langue."), ("en", "Two languages.")]


@on_sqlite
def test_an_announcement_is_written_in_it(site: Site, db: Session, spanish: Path, sign_in: Callable[[TestApp, Account], str]) -> None:
    account = add_account(db, "admin", roles=(Role.ADMINISTRATOR,))
    db.commit()
    app = browser(site, spanish)
    sign_in(app, account)
    form = app.get("/x/banner/admin").forms["announcement"]
    assert [label.text.split("(")[1] for label in form.html.select("label[for=es], label[for=en]")] == [
        "anglais, facultatif)",
        "Español, facultatif)",
    ]
    form["fr"], form["es"] = "Le guide a changé.", "La guía ha cambiado."
    form.submit("action", value="publish", status=303)
    reading = browser(site, spanish)
    for language, text in (("es", "La guía ha cambiado."), ("en", "Le guide a changé."), ("fr", "Le guide a changé.")):
        assert reading.get("/login", headers={"Accept-Language": language}).html.select_one(".notice p").text.strip() == text
    one = app.get("/x/banner/admin/1").forms["announcement"]
    assert one["es"].value == "La guía ha cambiado."
    # Without the branding that brought the language, what was written in it is kept.
    plain = TestApp(make_app(site), extra_environ=BROWSER)
    sign_in(plain, account)
    plain.get("/x/banner/admin/1").forms["announcement"].submit("action", value="publish", status=303)
    assert reading.get("/login", headers={"Accept-Language": "es"}).html.select_one(".notice p").text.strip() == "La guía ha cambiado."


@on_sqlite
def test_letters_are_in_it(site: Site, tmp_path: Path) -> None:
    drop_language(tmp_path, "es", {"Bonjour,": "Buenos días:"})
    config = configure(spoken(site, tmp_path))
    config.commit()
    written = config.registry[LETTERS].write(Letter("a@exemple.nc", "ceres_notify/news", "es", {"count": 3}))
    assert written.language == "es"
    assert "Buenos días:" in written.text
    assert '<html lang="es">' in written.html


@on_sqlite
def test_a_compiled_catalogue_will_do(site: Site, tmp_path: Path) -> None:
    source = drop_language(tmp_path, "es", SPANISH)
    with source.open("rb") as text, source.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_po(text, locale="es"))
    source.unlink()
    assert browser(site, tmp_path).get("/login", headers={"Accept-Language": "es"}).html.title.text.startswith("Entrar")


@on_sqlite
def test_each_of_six_plurals_and_the_other_way_round(site: Site, tmp_path: Path) -> None:
    forms = ("لا تقارير", "تقرير واحد", "تقريران", "${n} تقارير", "${n} تقرير", "${n} تقريرا")
    drop_language(tmp_path, "ar", {NEWS: forms, "Connexion": "دخول"})
    page = browser(site, tmp_path).get("/login", headers={"Accept-Language": "ar"})
    assert (page.html.html["lang"], page.html.html["dir"]) == ("ar", "rtl")
    config = configure(spoken(site, tmp_path))
    config.commit()
    request = config.registry[LETTERS]._request("ar")
    said = [request.pluralize(*NEWS, n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا تقارير", "تقرير واحد", "تقريران", "3 تقارير", "11 تقريرا", "100 تقرير"]
    assert (
        '<html lang="ar" dir="rtl">' in config.registry[LETTERS].write(Letter("a@exemple.nc", "ceres_notify/news", "ar", {"count": 3})).html
    )


@pytest.mark.parametrize(
    ("code", "direction", "day", "forms"),
    [
        ("de", "", "14.07.1958", ["0", "1"]),
        ("ar", "rtl", "14/07/1958", ["1", "2", "3", "3", "3", "3", "3", "3", "3", "3", "5", "5"]),
    ],
)
def test_every_page_is_shown_in_it(tmp_path: Path, code: str, direction: str, day: str, forms: list[str]) -> None:
    drop_whole_language(tmp_path / "look", code, lambda text, form: f"{form}¤{text}")
    config = make_site(tmp_path)
    with config.open("a", encoding="utf-8") as file:
        file.write(f'branding = "{tmp_path / "look"}"\nlanguage = "{code}"\n')
    pages = dict(every_page(config, code))
    assert day in pages["prescriber /results"].text
    counts = pages["prescriber /results"].html.select_one("#selection [role=status]")["data-counts"].split("|")
    assert [count[0] for count in counts][:12] == forms
    for name, page in pages.items():
        assert (page.html.html["lang"], page.html.html.get("dir", "")) == (code, direction), name
        assert "¤" in page.html.title.text, name


@on_sqlite
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('msgid "Connexion"\nmsgstr "Entrar\n', "ceres.po, ligne 2 : ce n’est pas du texte au format gettext"),
        ('msgid "Connexion"\nmsgstr Entrar\n', "ligne 2"),
        ('# Hola\n\nnada\nmsgid "Connexion"\n', "ligne 3"),
        ('msgid "Connexion"\nmsgid "Entrar"\n', "ceres.po, ligne"),
        (
            'msgid "a"\nmsgstr "b"\n\nmsgid "Message %(number)s"\nmsgstr "Mensaje %(numero)s"\n',
            "ligne 4 : la traduction de « Message %(number)s » nomme ce que le portail ne donne pas",
        ),
        ('msgid "${n} an"\nmsgid_plural "${n} ans"\nmsgstr[0] "${n} año"\nmsgstr[1] "${m} años"\n', "« ${n} an » nomme"),
        ('msgid "Message %(number)s"\nmsgstr "100 % %(number)s"\n', "nomme ce que le portail ne donne pas"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n is 1;\\n"\n\nmsgid "a"\nmsgstr "b"\n', "Plural-Forms"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=two; plural=0;\\n"\n', "Plural-Forms"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=5/n;\\n"\n\nmsgid "a"\nmsgstr "b"\n', "Plural-Forms"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n;\\n"\n\nmsgid "a"\nmsgstr "b"\n', "une forme qui n’existe pas"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n\nmsgid "é"\nmsgstr "é"\n', "jeu de caractères"),
    ],
)
def test_a_broken_catalogue_is_named_with_its_line(site: Site, ceres: CommandLine, tmp_path: Path, text: str, reason: str) -> None:
    drop_text(tmp_path, "es", text)
    with pytest.raises(ConfigError) as refused:
        browser(site, tmp_path)
    assert reason in str(refused.value).replace("\u00a0", " ")
    assert "es/LC_MESSAGES/ceres.po" in str(refused.value)
    assert ceres("branding", "check", str(tmp_path)).exit_code == 1


@on_sqlite
@pytest.mark.parametrize("code", ["klingon", "x", "zh_Hant_TW"])
def test_a_folder_that_is_no_language_is_refused(site: Site, tmp_path: Path, code: str) -> None:
    drop_text(tmp_path, code, 'msgid "a"\nmsgstr "b"\n')
    with pytest.raises(ConfigError, match="code de langue connu"):
        browser(site, tmp_path)


@on_sqlite
def test_a_file_that_only_looks_compiled_is_refused(site: Site, tmp_path: Path) -> None:
    drop_text(tmp_path, "es", "").with_suffix(".mo").write_bytes(b"\xde\x12\x04\x95nothing")
    (tmp_path / "locales" / "es" / "LC_MESSAGES" / "ceres.po").unlink()
    with pytest.raises(ConfigError, match=r"ceres\.mo"):
        browser(site, tmp_path)


@on_sqlite
def test_other_words_for_a_shipped_language_need_no_more_than_them(site: Site, ceres: CommandLine, tmp_path: Path) -> None:
    drop_language(tmp_path, "fr", {"Connexion": "Entrée"})
    page = browser(site, tmp_path).get("/login")
    assert page.html.title.text.startswith("Entrée")
    assert "Mot de passe" in page.text
    assert "traduits" not in ceres("branding", "check", str(tmp_path)).stdout


@on_sqlite
def test_texts_of_a_branding_may_be_said_in_it(site: Site, spanish: Path) -> None:
    (spanish / "branding.toml").write_text('subtitle = { fr = "Résultats du CHT", es = "Resultados" }\n', encoding="utf-8")
    assert "Resultados" in browser(site, spanish).get("/login", headers={"Accept-Language": "es"}).text
    assert "Résultats du CHT" in browser(site, spanish).get("/login", headers={"Accept-Language": "en"}).text
