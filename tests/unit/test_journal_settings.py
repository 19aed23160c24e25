from __future__ import annotations

from pathlib import Path

import pytest

from ceres.audit.key import KeyTrouble, make_key, read_key
from ceres.config import checks
from ceres.config.load import load_settings
from ceres.config.settings import ConfigError


@pytest.mark.parametrize("address", ["", "udp://127.0.0.1:514", "tcp://journaux.exemple.nc:601", "unix:///dev/log"])
def test_syslog_addresses(address: str) -> None:
    assert checks.syslog(address) == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "udp://127.0.0.1", "tcp://:514", "unix://", "http://h:1", "udp://h:99999", "udp://[h"])
def test_what_is_no_syslog_address(address: str) -> None:
    assert "udp://" in checks.syslog(address)


@pytest.mark.parametrize(("months", "fits"), [("5", False), ("6", True), ("36", True), ("37", False)])
def test_months_a_journal_is_kept(months: str, fits: bool) -> None:
    environ = {"CERES_JOURNAL__KEEP_MONTHS": months}
    if fits:
        assert load_settings(None, environ).journal.keep_months == int(months)
        return
    with pytest.raises(ConfigError, match="keep_months"):
        load_settings(None, environ)


def test_a_key_is_made_once_and_signs(tmp_path: Path) -> None:
    key = make_key(tmp_path / "var" / "key")
    assert make_key(tmp_path / "var" / "key") == read_key(tmp_path / "var" / "key") == key
    assert key.signed("a", key.sign("a"))
    assert not key.signed("b", key.sign("a"))
    assert not key.signed("a", "é")
    assert key.secret.hex() not in repr(key)
    assert list((tmp_path / "var").iterdir()) == [tmp_path / "var" / "key"]


@pytest.mark.parametrize("content", [b"", b"abcd", b"\xff" * 70, b"zz" * 40])
def test_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyTrouble, match="key"):
        read_key(tmp_path / "key")
