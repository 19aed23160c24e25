"""Writes acknowledgements: original mode (AA, AE, AR) or enhanced mode (CA, CE, CR, then the former ones)."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ceres_intake.hl7.charset import codec_of
from ceres_intake.mllp.frames import FS, VT
from ceres_intake.mllp.header import ALWAYS, LATIN, NEVER, ON_ERROR, ON_SUCCESS, Header
from ceres_intake.mllp.verdicts import Level, Verdict

COMMIT, APPLICATION = "C", "A"
OWN_ID = 8  # random bytes of MSH-10
SEVERITY = "E"
PLAIN = str.maketrans({"’": "'", "«": '"', "»": '"', "\u00a0": " ", "\u202f": " "})  # not in 8859/1 nor in 8859/15


@dataclass(frozen=True, slots=True)
class AckSettings:
    """What a site decides of its answers."""

    zone: tzinfo
    default_charset: str = ""
    answer_never: bool = False  # senders that say « never » and wait all the same


class Acknowledging:
    """Answers verdicts in the words of each sender."""

    def __init__(self, settings: AckSettings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    def frames(self, header: Header, verdict: Verdict) -> bytes:
        """Return the frames that answer, empty when the sender wants none."""
        return b"".join(self._frame(header, kind, verdict) for kind in self._kinds(header, verdict))

    def _kinds(self, header: Header, verdict: Verdict) -> Iterator[str]:
        if header.is_answer:
            return
        commit, application = header.code(15), header.code(16)
        if not header.enhanced or (self._settings.answer_never and {commit, application} <= {NEVER, ""}):
            yield APPLICATION
            return
        if _wanted(commit, good=verdict.stored):
            yield COMMIT
            if not verdict.stored:
                return  # what was not committed never reaches the application
        if _wanted(application, good=verdict.level is Level.ACCEPT):
            yield APPLICATION

    def _frame(self, header: Header, kind: str, verdict: Verdict) -> bytes:
        # Committed is committed: what the application thinks of it comes in its own answer.
        good = verdict.level is Level.ACCEPT or (kind == COMMIT and verdict.stored)
        code = kind + (Level.ACCEPT if good else verdict.level).value
        segments = [self._msh(header), _joined(header, ["MSA", code, header.echo(10)])]
        if not good:
            segments.append(self._err(header, verdict))
        return VT + "".join(f"{segment}\r" for segment in segments).encode(LATIN) + FS + b"\r"

    def _msh(self, header: Header) -> str:
        mark = header.segment.delimiters.component
        trigger = header.segment.component(9, 2)
        version = header.echo(12) or "2.5"
        structure = ["ACK"] if version >= "2.5" else []
        kind = mark.join(["ACK", trigger, *structure] if trigger.isalnum() else ["ACK"])
        now = self._clock().astimezone(self._settings.zone).strftime("%Y%m%d%H%M%S%z")
        swapped = [header.echo(number) for number in (5, 6, 3, 4)]
        own = [now, "", kind, secrets.token_hex(OWN_ID).upper(), header.echo(11) or "P", version]
        # Without its separators no answer can be read, even when the sender forgot its own.
        separators = header.echo(2) or header.segment.delimiters.declared
        return _joined(header, ["MSH", separators, *swapped, *own, "", "", "", "", header.echo(17), header.echo(18)])

    def _err(self, header: Header, verdict: Verdict) -> str:
        mark = header.segment.delimiters.component
        reason = mark.join((str(int(verdict.condition)), verdict.condition.label, "HL70357"))
        return _joined(header, ["ERR", "", "", reason, SEVERITY, "", "", "", self._text(header, verdict.text)])

    def _text(self, header: Header, text: str) -> str:
        """Return ``text`` in the sender's character set, each byte a character; without accents where there is none."""
        plain = text.translate(PLAIN)
        marks = header.segment.delimiters
        for character in (marks.field, marks.component, marks.repetition, marks.escape, marks.subcomponent):
            plain = plain.replace(character, " ")
        codec = codec_of(header.echo(18).partition(marks.repetition)[0]) or codec_of(self._settings.default_charset)
        try:
            return plain.encode(codec or "ascii").decode(LATIN)
        except UnicodeEncodeError:
            return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def _wanted(condition: str, *, good: bool) -> bool:
    return {ALWAYS: True, ON_ERROR: not good, ON_SUCCESS: good}.get(condition, False)


def _joined(header: Header, fields: list[str]) -> str:
    separator = header.segment.delimiters.field
    return separator.join(fields).rstrip(separator)
