"""The plugins' tables of the site's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.config.settings import ConfigError
from ceres.plugins.contributions import Setting
from ceres.plugins.settings import checked, left_over


def even(value: int) -> str:
    return "il faut un nombre pair." if value % 2 else ""


DECLARED = {
    "post": [
        Setting("host", str, "localhost", "Serveur."),
        Setting("port", int, 25, "Port.", minimum=1),
        Setting("tls", bool, False, "Chiffrement."),
        Setting("to", list, [], "Destinataires."),
        Setting("sections", dict, {}, "Sections."),
        Setting("mode", str, "mail", "Moyen.", choices=("mail", "folder")),
        Setting("pairs", int, 2, "Nombre pair.", check=even),
    ]
}
DEFAULTS = {"host": "localhost", "port": 25, "tls": False, "to": (), "sections": {}, "mode": "mail", "pairs": 2}
KINDS = {name: type(value) for name, value in DEFAULTS.items()}


def post(**values: Any) -> Mapping[str, Any]:
    return checked(DECLARED, {"post": values}, {"post"})["post"]


def problems(tables: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as found:
        checked(DECLARED, tables, {"post", "blocked-one"})
    return found.value.problems


def test_every_declared_key_has_a_value() -> None:
    assert checked(DECLARED, {}, {"post"}) == {"post": DEFAULTS}
    assert post(port=587, to=["a"]) == {**DEFAULTS, "port": 587, "to": ("a",)}


@pytest.mark.parametrize(
    ("text", "value"), [({"port": "587"}, 587), ({"tls": "true"}, True), ({"tls": "0"}, False), ({"to": "a, b,"}, ("a", "b"))]
)
def test_values_of_the_environment_are_text(text: dict[str, str], value: object) -> None:
    assert post(**text)[next(iter(text))] == value


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"port": True}, "plugins.post.port : il faut un nombre entier"),
        ({"port": 0}, "plugins.post.port : trouvé 0, il faut au moins 1."),
        ({"port": "many"}, "plugins.post.port : il faut un nombre entier"),
        ({"tls": 1}, "plugins.post.tls : il faut true ou false"),
        ({"host": 3}, "plugins.post.host : il faut un texte"),
        ({"to": [1]}, "plugins.post.to : il faut une liste de textes"),
        ({"sections": []}, "plugins.post.sections : il faut une table"),
        ({"mode": "pigeon"}, "plugins.post.mode : « pigeon » n’est pas possible ; au choix : mail, folder."),
        ({"pairs": 3}, "plugins.post.pairs : il faut un nombre pair."),
        ({"prot": 3}, "plugins.post.prot : clé inconnue (peut-être « port ») ; la corriger ou la retirer."),
    ],
)
def test_a_wrong_value_names_its_key_and_the_mend(values: dict[str, Any], complaint: str) -> None:
    (found,) = problems({"post": values})
    assert found.startswith(complaint)


def test_all_problems_come_at_once() -> None:
    assert len(problems({"post": {"port": 0, "host": 3, "x": 1}})) == 3


def test_a_table_with_a_mistyped_name_is_refused_since_its_settings_would_be_ignored() -> None:
    assert "plugins.posts :" in problems({"posts": {}})[0]
    assert "« post »" in problems({"posts": {}})[0]


def test_the_table_of_a_plugin_that_is_gone_keeps_no_site_from_starting() -> None:
    assert checked(DECLARED, {"garden": {"anything": 1}}, {"post"}) == {"post": DEFAULTS}
    assert left_over({"garden": {}, "posts": {}, "post": {}}, {"post"}) == ["garden"]


def test_a_blocked_plugin_may_keep_its_table() -> None:
    assert checked(DECLARED, {"blocked-one": {"anything": 1}}, {"post", "blocked-one"}) == {"post": DEFAULTS}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
)


@given(table=st.dictionaries(st.sampled_from([*DEFAULTS, "other"]), VALUES))
def test_whatever_the_file_says_there_are_values_of_the_right_kind_or_problems(table: dict[str, Any]) -> None:
    try:
        found = checked(DECLARED, {"post": table}, {"post"})["post"]
    except ConfigError:
        return
    assert {name: type(value) for name, value in found.items()} == KINDS
