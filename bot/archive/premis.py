"""PREMIS 3: what happened to each file, when and by whom, from the capture to the package."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from bot.archive.holdings import Holdings
from bot.archive.markup import element, written
from bot.archive.parts import Part

SOFTWARE = "somerad"
# The Library of Congress's words for what happens to what is kept.
CAPTURE, INGESTION, FIXITY, MIGRATION, VALIDATION = (
    "capture",
    "ingestion",
    "fixity check",
    "migration",
    "validation",
)
PACKAGING = "information package creation"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to objects (paths): who did it, how it ended."""

    type: str
    at: datetime
    objects: tuple[str, ...]
    agent: str
    detail: str = ""
    outcome: str = "success"


def of_files(holdings: Holdings, parts: Iterable[Part], missing: Iterable[str], version: str) -> bytes:
    """The files of a representation and their events; what is missing is told as a fixity check that failed."""
    parts = tuple(parts)
    events = [event for part in parts for event in _events(part, _made(holdings))]
    for number in missing:
        events.append(
            Event(FIXITY, _made(holdings), (), SOFTWARE, f"{number}: filen saknas eller är ändrad", "fail")
        )
    return _premis([_file(part) for part in parts], events, version)


def of_package(holdings: Holdings, version: str) -> bytes:
    """The package itself: who had it made, of what."""
    entity = element(
        "premis:object", {"xsi:type": "premis:intellectualEntity"}, _identifier("object", holdings.name),
        element("premis:originalName", None, holdings.title),
    )  # fmt: skip
    made = Event(PACKAGING, _made(holdings), (holdings.name,), SOFTWARE, holdings.about)
    return _premis([entity], [made], version)


def _made(holdings: Holdings) -> datetime:
    return holdings.delivery.ordered_at


def _events(part: Part, packed_at: datetime) -> Iterator[Event]:
    """In the order they happened."""
    if part.copy_of:
        said = f"WebP till PNG, bildpunkt för bildpunkt, från {part.copy_of}"
        yield Event(MIGRATION, part.made_at, (part.copy_of, part.path), SOFTWARE, said)
    elif part.holding:
        row, by = part.holding.row, part.holding.recorded_by
        if row.captured_at:
            tool = f"med {row.tool}" if row.tool else ""
            told = " ".join(filter(None, ("Fångad", tool, f"från {row.url}" if row.url else "")))
            yield Event(CAPTURE, row.captured_at, (part.path,), row.collector or by, told)
        yield Event(INGESTION, row.recorded_at, (part.path,), by, f"Inlämnad som {row.number}")
        for name, at in part.holding.witnesses:
            yield Event(VALIDATION, at, (part.path,), name, "Har sett att filen visar det som fanns där")
        yield Event(FIXITY, packed_at, (part.path,), SOFTWARE, "SHA-256 är den som lämnades in", "pass")


def _file(part: Part) -> ET.Element:
    name, _media_type = part.format
    original = part.holding.row.name if part.holding and not part.copy_of else part.name
    return element(
        "premis:object", {"xsi:type": "premis:file"}, _identifier("object", part.path),
        element(
            "premis:objectCharacteristics", None,
            element(
                "premis:fixity", None, element("premis:messageDigestAlgorithm", None, "SHA-256"),
                element("premis:messageDigest", None, part.sha256),
            ),
            element("premis:size", None, str(len(part.content))),
            element(
                "premis:format", None,
                element("premis:formatDesignation", None, element("premis:formatName", None, name)),
            ),
        ),
        element("premis:originalName", None, original),
    )  # fmt: skip


def _premis(objects: list[ET.Element], events: list[Event], version: str) -> bytes:
    people = sorted({event.agent for event in events} - {SOFTWARE})
    agents = [_agent(SOFTWARE, "software", version), *(_agent(name, "person") for name in people)]
    numbered = [_event(number, event) for number, event in enumerate(events, 1)]
    return written(element("premis:premis", {"version": "3.0"}, *objects, *numbered, *agents))


def _event(number: int, event: Event) -> ET.Element:
    type = element("premis:eventType", {"authority": "eventType"}, event.type)
    return element(
        "premis:event", None, _identifier("event", f"handelse-{number}"), type,
        element("premis:eventDateTime", None, event.at.isoformat()),
        element("premis:eventDetailInformation", None, element("premis:eventDetail", None, event.detail)),
        element("premis:eventOutcomeInformation", None, element("premis:eventOutcome", None, event.outcome)),
        _identifier("linkingAgent", event.agent),
        *(_identifier("linkingObject", path) for path in event.objects),
    )  # fmt: skip


def _agent(name: str, kind: str, version: str = "") -> ET.Element:
    return element(
        "premis:agent", None, _identifier("agent", name), element("premis:agentName", None, name),
        element("premis:agentType", None, kind),
        element("premis:agentVersion", None, version) if version else None,
    )  # fmt: skip


def _identifier(of: str, value: str) -> ET.Element:
    """PREMIS names everything by a kind and a value; ours are local to the package."""
    return element(
        f"premis:{of}Identifier", None, element(f"premis:{of}IdentifierType", None, "local"),
        element(f"premis:{of}IdentifierValue", None, value),
    )  # fmt: skip
