"""HL7 v2: reports (ORU), documents (MDM), merged patients (ADT)."""

from __future__ import annotations

from dataclasses import replace

from ceres_intake.acts import Act, Ignore, Merge, Publish, Unlink
from ceres_intake.formats.letter import UNKNOWN, Circumstances
from ceres_intake.hl7.message import Message
from ceres_intake.profile import SourceProfile, rules
from ceres_intake.reading.mdm import as_results, document_number, named_documents
from ceres_intake.reading.merges import read_identity_change
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.routing import Way, message_type, way_of

SOURCE_PART = 59  # characters


def source_of(message: Message) -> str:
    """Return the name of the sender's profile."""
    return "/".join(message.header.component(field)[:SOURCE_PART] or UNKNOWN for field in (3, 4))


class Hl7Letter:
    """A message with a header."""

    def __init__(self, message: Message, around: Circumstances) -> None:
        self._message = message
        self._around = around

    @classmethod
    def opened(cls, raw: bytes, around: Circumstances) -> Hl7Letter | None:
        """Read ``raw``; None when it has no header."""
        message = Message.parse(raw, around.charset)
        if not message.segments:
            return None
        charset = around.profile(source_of(message)).charset
        return cls(Message.parse(raw, charset) if charset else message, around)

    @property
    def source(self) -> str:
        """MSH-3 and MSH-4."""
        return source_of(self._message)

    @property
    def control_id(self) -> str:
        """MSH-10."""
        return " ".join(self._message.header.first(10).text.split())

    @property
    def message_type(self) -> str:
        """MSH-9."""
        return "^".join(filter(None, message_type(self._message)))

    def act(self) -> Act:
        """Return what the message asks for; raises Unplaceable."""
        way, reason = way_of(self._message)
        match way:
            case Way.READ:
                return self._published(self._message, self._around.profile(self.source))
            case Way.DOCUMENT:
                return self._document()
            case Way.MERGE:
                return self._merged()
            case Way.IGNORE:
                return Ignore(reason or Reason.NOT_A_REPORT)
        raise Unplaceable(reason or Reason.UNKNOWN_TYPE)

    def _document(self) -> Publish:
        profile, numbers = self._around.profile(self.source), named_documents(self._message)
        found = (self._around.memory.documents.find(self.source, number) for number in numbers)
        known = next((each for each in found if each is not None), None)
        if known is not None:
            profile = replace(profile, order_number=rules("OBR-3.1"), section=rules("OBR-24"), part=())
        return replace(self._published(as_results(self._message, known), profile), document=document_number(self._message))

    def _published(self, message: Message, profile: SourceProfile) -> Publish:
        reader = self._around.reader(self.source, profile)
        return Publish(reader.read(message, self._around.received_at))

    def _merged(self) -> Merge | Unlink | Ignore:
        profile, zone = self._around.profile(self.source), self._around.zone_of(self.source)
        return read_identity_change(self._message, profile, zone, self._around.received_at)
