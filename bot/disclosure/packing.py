"""Packs what is handed out: the document, open data by kind, the files, and a manifest with the hash of each."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from bot.disclosure.draft import Draft, Shown
from bot.report import sheets
from bot.report.parts import Column, Grid
from core.extracts import Record
from core.extractwords import field_label, kind_label
from core.words import _

FORMAT = "somerad-disclosure/1"
MANIFEST = "manifest.json"


def data_files(draft: Shown) -> Iterator[tuple[str, bytes]]:
    """Each kind as JSON Lines and as CSV, with the columns it has; and what the columns are called."""
    for kind in draft.counts:
        records = draft.shown.of(kind)
        lines = (json.dumps(_line(draft, record), ensure_ascii=False) for record in records)
        yield f"data/{kind}.jsonl", "".join(f"{line}\n" for line in lines).encode()
        yield f"data/{kind}.csv", sheets.table(_grid(draft, kind, records))
    yield "data/fields.csv", sheets.table(_fields(draft))


def _line(draft: Shown, record: Record) -> dict[str, object]:
    return {"entry": record.name, **{name: draft.plain(value) for name, value in record.values.items()}}


def _grid(draft: Shown, kind: str, records: Iterable[Record]) -> Grid:
    lines = [_line(draft, record) for record in records]
    names = list(dict.fromkeys(name for line in lines for name in line))
    rows = tuple(tuple(_cell(line.get(name)) for name in names) for line in lines)
    return Grid(kind, kind, tuple(Column(name) for name in names), rows)


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _fields(draft: Shown) -> Grid:
    """Of each file the fields, and what each is called."""
    seen = {(r.kind, name): None for r in draft.shown.records for name in r.values}
    rows = tuple((f"{kind}.csv", kind_label(kind), name, field_label(name)) for kind, name in seen)
    columns = (Column(_("File")), Column(_("Kind")), Column(_("Field")), Column(_("Called")))
    return Grid("fields", "fields", columns, rows)


def manifest(draft: Draft, files: Mapping[str, bytes], missing: Iterable[str]) -> bytes:
    """What is in the packet: every file's SHA-256, how many entries of each kind, what is masked by which law."""
    told = {
        "format": FORMAT, "town": draft.context.workspace.name, "request": draft.number, "asked_for": draft.wanted,
        "held_at": draft.plain(draft.disclosure.registered_at), "made_at": draft.plain(draft.context.now),
        "entries": draft.counts, "masked": [asdict(each) for each in draft.withheld], "missing_files": list(missing),
        "files": hashed(files),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def hashed(files: Mapping[str, bytes]) -> list[dict[str, object]]:
    """Every file with its size and SHA-256, as a manifest has it."""
    return [
        {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in files.items()
    ]


def packed(draft: Shown, files: Mapping[str, bytes]) -> bytes:
    """One zip; the same content at the same time gives the same bytes."""
    kept = io.BytesIO()
    made = draft.local(draft.context.now).timetuple()[:6]
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, made)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return kept.getvalue()
