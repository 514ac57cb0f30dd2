"""Puts a package together: tables, files, what describes them, and the zip that is handed over."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path

from bot.archive import mets, premis, tables
from bot.archive.holdings import Holding, Holdings
from bot.archive.markup import element, written
from bot.archive.parts import Part, preserved

XSD = Path(__file__).with_name("logg.xsd")
README = Path(__file__).with_name("las-mig.txt")
STORED = frozenset({".png", ".jpg", ".webp", ".wacz", ".pdf"})  # packed already
LOG, FILES = "logg", "filer"
TITLES = {LOG: "Loggen som tabeller och XML", FILES: "Underlag och ögonblicksbilder som de lämnades in"}
Fetch = Callable[[Holding], bytes | None]


def packed(holdings: Holdings, fetch: Fetch) -> tuple[bytes, tuple[str, ...]]:
    """The package as a zip of one folder, and the numbers of the files that `fetch` could not give whole."""
    version, made_at = metadata.version("somerad"), holdings.delivery.ordered_at
    files, missing = _files(holdings, fetch, made_at)
    whole = {LOG: [*_log(holdings, made_at)]} | ({FILES: files} if files or missing else {})
    parts = [*_own(holdings, missing, version, made_at)]
    described: dict[str, Part] = {}
    for name, data in whole.items():
        base = f"representations/{name}/"
        lost = missing if name == FILES else ()
        kept = Part(
            f"{base}metadata/preservation/premis.xml", premis.of_files(holdings, data, lost, version), made_at
        )
        inside = [*data, kept]
        content = mets.of_representation(holdings, name, TITLES[name], inside, version)
        described[name] = Part(f"{base}METS.xml", content, made_at)
        parts += inside
    top = Part("METS.xml", mets.of_package(holdings, parts, described, version), made_at)
    return _zip(holdings.name, [top, *described.values(), *parts], made_at), missing


def _files(holdings: Holdings, fetch: Fetch, made_at: datetime) -> tuple[list[Part], tuple[str, ...]]:
    """The evidence, each with its preservation copy where it needs one."""
    parts, missing = list[Part](), list[str]()
    for holding in holdings.files:
        content = fetch(holding)
        if content is None:
            missing.append(holding.row.number)
            continue
        part = Part(f"representations/{FILES}/data/{holding.name}", content, holding.row.recorded_at, holding)
        parts += filter(None, (part, preserved(part, made_at)))
    return parts, tuple(missing)


def _log(holdings: Holdings, made_at: datetime) -> Iterator[Part]:
    base = f"representations/{LOG}/data"
    for sheet in holdings.sheets:
        yield Part(f"{base}/{sheet.kind.name}.csv", tables.as_csv(sheet), made_at)
    yield Part(f"{base}/logg.xml", tables.as_xml(holdings.sheets), made_at)


def _own(holdings: Holdings, missing: Iterable[str], version: str, made_at: datetime) -> Iterator[Part]:
    """What tells of the package as a whole."""
    yield Part("metadata/descriptive/dc.xml", _described(holdings), made_at)
    yield Part("metadata/preservation/premis.xml", premis.of_package(holdings, version), made_at)
    yield Part("documentation/las-mig.txt", _readme(holdings, missing), made_at)
    yield Part("documentation/tabeller.json", tables.as_schema(), made_at)
    yield Part("documentation/styrdokument.txt", holdings.guideline.encode(), made_at)
    yield Part("schemas/logg.xsd", XSD.read_bytes(), made_at)


def _described(holdings: Holdings) -> bytes:
    """Dublin Core: the least that any archive reads."""
    delivery = holdings.delivery
    span = "/".join(str(at.date()) for at in (holdings.first, holdings.last) if at)
    said = {
        "title": holdings.title, "creator": holdings.town, "description": holdings.about,
        "date": delivery.ordered_at.date().isoformat(), "coverage": span, "type": "Dataset", "language": "sv",
        "identifier": holdings.name, "source": holdings.document,
        "rights": f"Allmänna handlingar. Kan innehålla sekretess och personuppgifter. {holdings.decided_in}",
    }  # fmt: skip
    return written(
        element(
            "oai_dc:dc", None, *(element(f"dc:{name}", None, text) for name, text in said.items() if text)
        )
    )


def _readme(holdings: Holdings, missing: Iterable[str]) -> bytes:
    lost = ", ".join(missing) or "inga"
    told = f"{holdings.title}\nPaket: {holdings.name}\n{holdings.about}\nFiler som saknas: {lost}\n\n"
    return told.encode() + README.read_bytes()


def _zip(name: str, parts: Iterable[Part], made_at: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in parts:
            entry = zipfile.ZipInfo(f"{name}/{part.path}", made_at.timetuple()[:6])
            is_packed = "." + part.path.rpartition(".")[2] in STORED
            kind = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, part.content, kind)
    return made.getvalue()
