"""METS by E-ARK CSIP and SIP 2.1.0: what is in the package, and in each of its representations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from xml.etree import ElementTree as ET

from bot.archive.holdings import Holdings
from bot.archive.markup import element, written
from bot.archive.parts import Part
from bot.archive.premis import SOFTWARE

PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
SCHEMAS = (
    "http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd "
    "https://DILCIS.eu/XML/METS/CSIPExtensionMETS https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd "
    "https://DILCIS.eu/XML/METS/SIPExtensionMETS https://earksip.dilcis.eu/schema/DILCISExtensionSIPMETS.xsd"
)
CONTENT = {"csip:CONTENTINFORMATIONTYPE": "OTHER", "csip:OTHERCONTENTINFORMATIONTYPE": "somerad-1"}
DESCRIPTIVE, PRESERVATION = "metadata/descriptive/", "metadata/preservation/"
Representations = Mapping[str, Part]


def of_package(
    holdings: Holdings, parts: Iterable[Part], representations: Representations, version: str
) -> bytes:
    """The package's METS. `parts` are its own files by path; `representations` the METS of each, by name."""
    parts = tuple(parts)
    documents = [part for part in parts if part.path.startswith("documentation/")]
    schemas = [part for part in parts if part.path.startswith("schemas/")]
    groups = {
        "Documentation": _group("Documentation", documents),
        "Schemas": _group("Schemas", schemas),
        **{f"Representations/{name}": _group(f"Representations/{name}", [mets]) for name, mets in
           representations.items()},
    }  # fmt: skip
    whole = (
        *_metadata(parts),
        element("mets:fileSec", {"ID": "filer"}, *groups.values()),
        _map(holdings.name, _divisions(groups, representations)),
    )
    return _mets(holdings, holdings.name, holdings.title, version, *whole)


def of_representation(
    holdings: Holdings, name: str, title: str, parts: Iterable[Part], version: str
) -> bytes:
    """A representation's METS, with paths from its own folder."""
    parts = tuple(parts)
    base = f"representations/{name}/"
    data = _group("Data", [part for part in parts if part.path.startswith(f"{base}data/")], base)
    division = _division("Data", element("mets:fptr", {"FILEID": data.get("ID")}))
    whole = (
        *_metadata(parts, base),
        element("mets:fileSec", {"ID": "filer"}, data),
        _map(name, [_described(parts, base), division]),
    )
    return _mets(holdings, name, title, version, *whole)


def _mets(holdings: Holdings, name: str, title: str, version: str, *inside: ET.Element) -> bytes:
    attributes = {
        "OBJID": name, "LABEL": title, "TYPE": "Mixed", "PROFILE": PROFILE, "xsi:schemaLocation": SCHEMAS,
    } | CONTENT  # fmt: skip
    return written(element("mets:mets", attributes, _header(holdings, version), *inside))


def _header(holdings: Holdings, version: str) -> ET.Element:
    delivery, made = holdings.delivery, holdings.delivery.ordered_at.isoformat()
    software = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
    organisation = {"TYPE": "ORGANIZATION"}
    code = {"csip:NOTETYPE": "IDENTIFICATIONCODE"}
    return element(
        "mets:metsHdr",
        {"CREATEDATE": made, "LASTMODDATE": made, "RECORDSTATUS": "NEW", "csip:OAISPACKAGETYPE": "SIP"},
        _agent(software, SOFTWARE, {"csip:NOTETYPE": "SOFTWARE VERSION"}, version),
        _agent({"ROLE": "ARCHIVIST"} | organisation, holdings.town, code, delivery.organisation),
        _agent(
            {"ROLE": "OTHER", "OTHERROLE": "SUBMITTER"} | organisation,
            holdings.town,
            code,
            delivery.organisation,
        ),
        _agent({"ROLE": "PRESERVATION"} | organisation, delivery.receiver) if delivery.receiver else None,
        element("mets:altRecordID", {"TYPE": "SUBMISSIONAGREEMENT"}, delivery.agreement)
        if delivery.agreement
        else None,
    )


def _agent(
    attributes: Mapping[str, str], name: str, kind: Mapping[str, str] | None = None, note: str | None = None
) -> ET.Element:
    said = element("mets:note", kind, note) if note else None
    return element("mets:agent", attributes, element("mets:name", None, name), said)


def _metadata(parts: Iterable[Part], base: str = "") -> list[ET.Element]:
    """The references to what describes and what preserves, each where it is."""
    made: list[ET.Element] = []
    for part in parts:
        path = part.path.removeprefix(base)
        if path.startswith(DESCRIPTIVE):
            given = {"ID": "beskrivning", "CREATED": _time(part.made_at), "STATUS": "CURRENT"}
            made.append(element("mets:dmdSec", given, _reference(part, path, "DC")))
        elif path.startswith(PRESERVATION):
            source = element(
                "mets:digiprovMD", {"ID": "bevarande", "STATUS": "CURRENT"}, _reference(part, path, "PREMIS")
            )
            made.append(element("mets:amdSec", None, source))
    return sorted(made, key=lambda each: each.tag.endswith("amdSec"))


def _reference(part: Part, path: str, kind: str) -> ET.Element:
    return element("mets:mdRef", {"MDTYPE": kind} | _place(path) | _facts(part))


def _group(use: str, parts: Iterable[Part], base: str = "") -> ET.Element:
    files = (
        element(
            "mets:file", {"ID": part.id, "sip:FILEFORMATNAME": part.format[0]} | _facts(part),
            element("mets:FLocat", _place(part.path.removeprefix(base))),
        )
        for part in parts
    )  # fmt: skip
    return element("mets:fileGrp", {"ID": _id("grupp", use), "USE": use} | CONTENT, *files)


def _facts(part: Part) -> dict[str, str]:
    return {
        "MIMETYPE": part.format[1], "SIZE": str(len(part.content)), "CREATED": _time(part.made_at),
        "CHECKSUM": part.sha256, "CHECKSUMTYPE": "SHA-256",
    }  # fmt: skip


def _place(path: str) -> dict[str, str]:
    return {"LOCTYPE": "URL", "xlink:type": "simple", "xlink:href": path}


def _map(name: str, divisions: Iterable[ET.Element]) -> ET.Element:
    whole = element("mets:div", {"ID": "paket", "LABEL": name}, *divisions)
    return element("mets:structMap", {"ID": "struktur", "TYPE": "PHYSICAL", "LABEL": "CSIP"}, whole)


def _divisions(groups: Mapping[str, ET.Element], representations: Representations) -> list[ET.Element]:
    def points(use: str) -> ET.Element:
        return element("mets:fptr", {"FILEID": groups[use].get("ID")})

    each = []
    for name in representations:
        use = f"Representations/{name}"
        place = _place(f"representations/{name}/METS.xml") | {"xlink:title": groups[use].get("ID") or ""}
        each.append(_division(use, element("mets:mptr", place)))
    return [
        element("mets:div", {"ID": "del-metadata", "LABEL": "Metadata", "ADMID": "bevarande", "DMDID": "beskrivning"}),
        _division("Documentation", points("Documentation")),
        _division("Schemas", points("Schemas")),
        _division("Representations", *(points(f"Representations/{name}") for name in representations), *each),
    ]  # fmt: skip


def _described(parts: Iterable[Part], base: str) -> ET.Element:
    kept = any(part.path.startswith(base + PRESERVATION) for part in parts)
    return element(
        "mets:div", {"ID": "del-metadata", "LABEL": "Metadata", "ADMID": "bevarande" if kept else None}
    )


def _division(label: str, *inside: ET.Element) -> ET.Element:
    return element("mets:div", {"ID": _id("del", label), "LABEL": label}, *inside)


def _id(prefix: str, name: str) -> str:
    return f"{prefix}-{name.lower().replace('/', '-')}"


def _time(at: datetime) -> str:
    return at.isoformat()
