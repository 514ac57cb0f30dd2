"""Masks on an extract: an entry, a field or a passage is shown as masked by which law; what is held stays as it is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any

from core.disclosures import Mask
from core.extracts import Attachment, Extract, Record
from core.words import _

FILE = "file"  # the field that stands for an entry's file, and for what is said of that
_FILES_FIELDS = frozenset({FILE, "sha256", "name", "evidence"})
_KEPT = frozenset({"number", "account", "subject"})  # an entry that is masked whole can still be told apart
Shown = Callable[[str, Mask], str]


class Extent(StrEnum):
    """How much of an entry is masked."""

    ENTRY = "entry"
    FIELD = "field"
    PASSAGE = "passage"
    FILE = "file"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is masked where, and by which law."""

    record: str
    field: str
    extent: Extent
    lagrum: str


@dataclass(frozen=True, slots=True)
class Masked:
    """An extract with its masks on, and what they withhold."""

    extract: Extract
    withheld: tuple[Withheld, ...] = ()


class _Whole(str):
    """A value that is masked from end to end."""

    __slots__ = ()


def blackened(_said: str, mask: Mask) -> str:
    """As it is handed out: a bar of one length, which tells nothing of what was there, and the law."""
    return _("█████ [masked: {lagrum}]", lagrum=mask.lagrum)


def marked(said: str, mask: Mask) -> str:
    """As the review shows it: what is going to be masked, between marks."""
    return _("«{said}» [will be masked: {lagrum}]", said=said, lagrum=mask.lagrum)


def apply(
    extract: Extract, masks: Iterable[Mask], shown: Shown, copies: Mapping[int, Attachment] | None = None
) -> Masked:
    """The extract with the masks on, `shown` as it is to be read; `copies` are masked copies of files, by id.

    Entries and fields come first, then passages, the longest first, so that none hides another.
    """
    withheld: list[Withheld] = []
    records = list(extract.records)
    for mask in sorted(
        masks, key=lambda each: (each.passage is not None, -len(each.passage or ""), each.place)
    ):
        for place, record in enumerate(records):
            if mask.item is None or mask.item in record.about:
                on = _on_values(record, mask, shown, withheld)
                records[place] = _on_file(on, mask, copies or {}, withheld)
    return Masked(Extract(tuple(records)), tuple(withheld))


def _on_values(record: Record, mask: Mask, shown: Shown, withheld: list[Withheld]) -> Record:
    whole = Extent.FIELD if mask.field else Extent.ENTRY
    values = {name: _on_value(name, value, mask, shown) for name, value in record.values.items()}
    changed = [name for name, value in values.items() if value != record.values[name]]
    for name in changed:
        extent = whole if isinstance(values[name], _Whole) else Extent.PASSAGE
        withheld.append(Withheld(record.name, name, extent, mask.lagrum))
    return replace(record, values=values) if changed else record


def _on_file(
    record: Record, mask: Mask, copies: Mapping[int, Attachment], withheld: list[Withheld]
) -> Record:
    """A file goes with its entry and with its own field; passages don't reach into it."""
    if not record.file or mask.passage or mask.item is None or mask.field not in {None, FILE}:
        return record
    copy = copies.get(mask.file_id or 0)
    withheld.append(Withheld(record.name, FILE, Extent.COPY if copy else Extent.FILE, mask.lagrum))
    return replace(record, file=copy)


def _on_value(name: str, value: Any, mask: Mask, shown: Shown) -> Any:
    """A value with the mask on; of a mapping, each by its own name."""
    named = mask.field in {None, name} or (mask.field == FILE and name in _FILES_FIELDS)
    if named and mask.passage is not None:
        return _without(value, mask, shown)
    if named and (mask.field or name not in _KEPT):
        return value if isinstance(value, _Whole) else _Whole(shown(_said(value), mask))
    if isinstance(value, Mapping):
        return {key: _on_value(key, each, mask, shown) for key, each in value.items()}
    return value


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(each)}" for name, each in value.items())
    return str(value)


def _without(value: Any, mask: Mask, shown: Shown) -> Any:
    """A value without the passage, wherever in it that stands; case and spaces aside."""
    if isinstance(value, Mapping):
        return {name: _without(each, mask, shown) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(each, mask, shown) for each in value]
    if not isinstance(value, str) or isinstance(value, (Enum, _Whole)):
        return value
    words = r"\s+".join(map(re.escape, (mask.passage or "").split()))
    return re.sub(words, lambda found: shown(found[0], mask), value, flags=re.IGNORECASE)
