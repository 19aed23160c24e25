"""A CDA report, one part changed at a time."""

from __future__ import annotations

import base64

TABLE = (
    "<table><thead><tr><th>Examen</th><th>Résultat</th></tr></thead>"
    "<tbody><tr><td><content>Glucose</content></td><td>5,4 mmol/l</td></tr></tbody></table><br/>Validé par le biologiste"
)


def make_cda(
    *, pdf: bytes | None = None, version: int = 1, text: str = TABLE, status: str = "completed", family: str = "1.2.3.4", issued: str = ""
) -> bytes:
    """Return a document whose body is ``pdf``, or sections of text without one."""
    related = f'<relatedDocument typeCode="RPLC"><parentDocument><id root="{family}.1"/></parentDocument></relatedDocument>'
    data = base64.b64encode(pdf or b"").decode()
    whole = f'<nonXMLBody><text mediaType="application/pdf" representation="B64">{data}</text></nonXMLBody>'
    section = f'<code code="18719-5"/><title>Biochimie</title><text>{text}</text>'
    parts = f"<structuredBody><component><section>{section}</section></component></structuredBody>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:lab="urn:oid:1.3.6.1.4.1.19376.1.3.2">
<id root="{family}.{version}"/><title>Compte rendu</title><effectiveTime value="{issued or f"2026030{version}0915+1100"}"/>
<setId root="{family}"/><versionNumber value="{version}"/>
<recordTarget><patientRole><id root="1.2.250.1.213.1.4.10" extension="258077512345678"/><id root="1.2.9" extension="1980456123"/>
<patient><name><family qualifier="BR">WAMO</family><given qualifier="BR">Maleta</given><family qualifier="CL">TUFELE</family></name>
<administrativeGenderCode code="F"/><birthTime value="19580714"/></patient></patientRole></recordTarget>
<custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.250.1.71.4.2.2" extension="112045"/>
<name>Laboratoire de la Baie</name></representedCustodianOrganization></assignedCustodian></custodian>
<informationRecipient><intendedRecipient><id root="1.2.250.1.71.4.2.1" extension="801234567893"/>
<informationRecipient><name><family>LEFEVRE</family></name></informationRecipient></intendedRecipient></informationRecipient>
<informationRecipient><intendedRecipient><id root="1.2.250.1.213.1.4.10" extension="258077512345678"/></intendedRecipient>
</informationRecipient>
<participant typeCode="REF"><associatedEntity><id root="1.2.250.1.71.4.2.1" extension="801234567892"/>
<associatedPerson><name><given>Hélène</given><family>MARCHAND</family></name></associatedPerson></associatedEntity></participant>
<inFulfillmentOf><order><id root="1.2" extension="582016"/></order></inFulfillmentOf>
<documentationOf><serviceEvent><id root="1.2" extension="114000000"/><code code="18719-5" displayName="Biochimie"/>
<lab:statusCode code="{status}"/></serviceEvent></documentationOf>{related if version > 1 else ""}
<component>{whole if pdf is not None else parts}</component></ClinicalDocument>""".encode()
