"""The site's file and the environment: what is read, what is refused, and how the refusal helps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ceres.config.load import DEFAULT, load, load_settings
from ceres.config.settings import ConfigError, Settings, declared_keys

NBSP = "\u00a0"


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str) -> Path:
        path = tmp_path / "ceres.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def problems(path: Path | None, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ or {})
    return "\n".join(caught.value.problems).replace(NBSP, " ")


def test_a_site_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}) == Settings.embedded(tmp_path / "var")


def test_declared_defaults_are_the_real_ones():
    plain = Settings()
    for section, keys in declared_keys().items():
        for key in keys.values():
            assert getattr(getattr(plain, section), key.name) == key.default
            assert key.help.endswith((".", ")."))


def test_what_the_file_says_is_read(write):
    path = write(
        """
        [site]
        name = "Résultats"
        url = "https://ceres.exemple.nc"
        timezone = "Europe/Paris"
        [sessions]
        idle = 60
        [security]
        proxies = ["127.0.0.1", "10.0.0.0/8"]
        [plugins]
        blocked = ["search-nip"]
        [plugins.intake]
        max_message_size = 12
        """
    )
    settings = load_settings(path, {})
    assert (settings.site.name, settings.site.timezone, settings.sessions.idle) == ("Résultats", "Europe/Paris", 60)
    assert settings.security.proxies == ("127.0.0.1", "10.0.0.0/8")
    assert settings.blocked == {"search-nip"}
    assert settings.plugin("intake") == {"max_message_size": 12}
    assert settings.plugin("absent") == {}


def test_a_file_may_start_with_a_byte_order_mark(tmp_path: Path):
    path = tmp_path / "ceres.toml"
    path.write_bytes(b"\xef\xbb\xbf[site]\nname = 'X'\n")
    assert load_settings(path, {}).site.name == "X"


def test_relative_paths_start_at_the_folder_of_the_file(write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "habillage").mkdir()
    path = write('[site]\nbranding = "habillage"\n[database]\nurl = "sqlite:///base.sqlite"\n[storage]\npath = "../docs"\n')
    monkeypatch.chdir("/")
    settings = load_settings(path, {})
    assert settings.database.url == f"sqlite:///{tmp_path}/base.sqlite"
    assert settings.storage.path == tmp_path / "../docs"
    assert settings.site.branding == str(tmp_path / "habillage")


def test_a_branding_may_be_an_installed_package(write):
    assert load_settings(write('[site]\nbranding = "ceres"\n'), {}).site.branding == "ceres"
    for name in ("nulle-part", "ceres.nulle_part", "os.path", "ceres.api.nulle"):  # a module that is no package neither
        assert "il n’y a ni dossier ni paquet" in problems(write(f'[site]\nbranding = "{name}"\n'))


def test_the_environment_wins_over_the_file(write):
    path = write('[site]\nname = "Fichier"\n[sessions]\nidle = 60\n')
    environ = {
        "CERES_SITE__NAME": "Variable",
        "CERES_SESSIONS__IDLE": "90",
        "CERES_SECURITY__INSECURE": "true",
        "CERES_SECURITY__PROXIES": "127.0.0.1, ::1",
        "CERES_PLUGINS__BLOCKED": "search-nip,export",
        "CERES_PLUGINS__SEARCH_DATE__SPAN": "3",
        "CERES_PLUGINS__INTAKE__SOURCES__CHT__ZONE": "UTC",
        "CERES_CONFIG": "n’est pas un réglage",
    }
    loaded = load(path, environ)
    settings = loaded.settings
    assert (settings.site.name, settings.sessions.idle, settings.security.insecure) == ("Variable", 90, True)
    assert settings.security.proxies == ("127.0.0.1", "::1")
    assert settings.blocked == {"search-nip", "export"}
    assert settings.plugin("search-date") == {"span": "3"}
    assert settings.plugin("intake") == {"sources": {"cht": {"zone": "UTC"}}}
    keys = declared_keys()
    assert loaded.origin(keys["site"]["name"]) == "CERES_SITE__NAME"
    assert loaded.origin(keys["site"]["url"]) == DEFAULT


def test_every_problem_is_told_at_once(write):
    said = problems(
        write(
            """
            perdu = 1
            [site]
            nme = "x"
            timezone = "Pacific/Nowhere"
            url = "ceres.exemple.nc"
            [sesions]
            idle = 1
            [sessions]
            idle = "2700"
            [security]
            login_failures = 0
            proxies = ["300.0.0.1"]
            insecure = 1
            [storage]
            kind = "s3"
            """
        ),
        {"CERES_SESSIONS__ABSOLUTE": "long"},
    )
    for expected in (
        "perdu : cette clé doit être dans une section",
        "site.nme : clé inconnue (peut-être « name »)",
        "site.timezone : trouvé « Pacific/Nowhere »",
        "site.url : trouvé « ceres.exemple.nc » : il faut une adresse complète",
        "[sesions] : section inconnue (peut-être « sessions »)",
        "sessions.idle : il faut un nombre entier, trouvé « 2700 » (secondes)",
        "security.login_failures : trouvé 0, il faut au moins 1",
        "security.proxies : « 300.0.0.1 » n’est ni une adresse ni un réseau",
        "security.insecure : il faut true ou false, trouvé « 1 »",
        "storage.kind : « s3 » n’est pas possible ; au choix : files",
        "sessions.absolute : il faut un nombre entier, trouvé « long » (secondes). (CERES_SESSIONS__ABSOLUTE)",
    ):
        assert expected in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[database]\nurl = "mysql://h/b"', "la base doit être postgresql"),
        ('[database]\nurl = "sqlite://"', "SQLite a besoin d’un fichier"),
        ('[database]\nurl = "nimporte quoi"', "cette adresse est mal formée"),
        ("[sessions]\nidle = 100\nabsolute = 50", "il faut au moins sessions.idle"),
        ('[site]\nsupport_email = "ceres"', "ce n’est pas une adresse électronique"),
        ('[site]\nurl = "https://x.nc/ceres"', "l’adresse s’arrête au nom du serveur"),
        ('[site]\nurl = "https://x.nc:port"', "mal formée"),
        ("[plugins]\nintake = 3", "plugins.intake : il faut une table"),
        ("[plugins]\nblocked = 'intake'", "plugins.blocked : il faut une liste de textes"),
        ("[site\n", "n’est pas du TOML valable"),
    ],
)
def test_refusals(write, text: str, expected: str):
    assert expected in problems(write(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mail.host : il faut"),
        ("host = 'smtp.exemple.nc'", "mail.sender : il faut"),
        ("host = 'smtp exemple'", "mail.host : trouvé « smtp exemple »"),
        ("port = 0", "mail.port : un port est compris"),
        ("ca_file = 'absent.pem'", "ne contient pas de certificat PEM"),
        ("sender = 'x'", "mail.sender : trouvé « x »"),
        ("host = 'h'\nsender = 'a@b.nc'\nuser = 'u'", "mail.user et mail.password vont ensemble"),
        ("host = 'h'\nsender = 'a@b.nc'\nuser = 'u'\npassword = 's3cret'\nsecurity = 'none'", "il partirait en clair"),
    ],
)
def test_refusals_of_mail(write, text: str, expected: str):
    told = problems(write(f"[mail]\ntransport = 'smtp'\n{text}"))
    assert expected in told
    assert "s3cret" not in told


def test_a_relay_on_this_machine_needs_no_encryption(write):
    path = write("[mail]\ntransport='smtp'\nhost='127.0.0.1'\nsecurity='none'\nuser='u'\npassword='p'\nsender='a@b.nc'")
    assert load_settings(path, {}).mail.port == 587


def test_a_password_is_not_repeated(write):
    assert "s3cret" not in problems(write('[database]\nurl = "mysql://u:s3cret@h/b"'))


def test_files_that_cannot_be_read(tmp_path: Path):
    assert "n’existe pas" in problems(tmp_path / "absent.toml")
    assert "ne peut pas être lu" in problems(tmp_path)
    (tmp_path / "latin.toml").write_bytes("[site]\nname = 'é'".encode("latin-1"))
    assert "n’est pas en UTF-8" in problems(tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[sessions]\nidle = 9999999999\nabsolute = 99999999999",
            "sessions.idle : trouvé 9999999999, il faut au plus 3162240000 (secondes).",
        ),
        ("[mail]\nkeep = 99999", "mail.keep : trouvé 99999, il faut au plus 36600 (jours)."),
        ("[[site]]\nname = 'x'", "[[site]] : une section s’écrit entre crochets simples, [site] (ceres.toml)."),
        ("[site]\nname = x", "n’est pas du TOML valable (ligne 2, colonne 8 : valeur illisible ; un texte se met entre guillemets)."),
        ("[site", "(fin du fichier : il manque « ] » à la fin du nom de la section)"),
        ("[site]\nname = 'x'\nname = 'y'", "clé écrite deux fois"),
        ("[site]\nname 'x'", "(ligne 2, colonne 6 : il manque « = » après la clé)"),
        ("[sit]\nname = 'x'", "[sit] : section inconnue (peut-être « site ») ; la corriger ou la retirer (ceres.toml)."),
    ],
)
def test_slips_of_the_pen_are_told(write, text: str, said: str):
    assert said in problems(write(text))


def test_a_variable_that_names_no_key_is_refused():
    assert "site.nom : clé inconnue" in problems(None, {"CERES_SITE__NOM": "x"})
    assert "il faut le module et la clé" in problems(None, {"CERES_PLUGINS__INTAKE": "x"})


@example({"CERES_SITE__BRANDING": "~0", "CERES_DATABASE__URL": "sqlite:///~0", "CERES_MAIL__FOLDER": "~0"})
@given(st.dictionaries(st.sampled_from([f"CERES_{s}__{k}".upper() for s, ks in declared_keys().items() for k in ks]), st.text()))
def test_whatever_the_environment_says_the_answer_is_settings_or_sentences(environ: dict[str, str]):
    assert all(told.startswith(tuple(declared_keys())) for told in outcome(environ))


def outcome(environ: dict[str, str]) -> tuple[str, ...]:
    try:
        load_settings(None, environ)
    except ConfigError as error:
        return error.problems or ("rien",)
    return ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[security]\nreset = "link"', "security.reset : un lien a besoin de l’adresse du serveur"),
        ('[security]\nreset = "sms"', "au choix : password, link"),
        ("[site]\naccount_requests = true", "site.account_requests : il faut une adresse à qui écrire"),
        ('[site]\nip_lookup = "https://where.example/"', "il faut {ip}"),
        ('[site]\nip_lookup = "javascript:alert({ip})"', "il faut une adresse complète"),
    ],
)
def test_what_concerns_accounts_is_checked(write, text: str, said: str):
    assert said in problems(write(text)).replace("\u00a0", " ").replace("\u202f", " ")
