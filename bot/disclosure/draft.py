"""What a request is answered with, before it is a file: what is held with its masks on, and what is said of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands import disclosure as commands
from commands.command import Context
from core import disclosures, extracts, masking
from core.disclosures import Disclosure, Mask
from core.extracts import Attachment, Extract, Record
from core.masking import Masked, Withheld
from core.words import _

SUFFIXES = {
    "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf", "application/wacz": "wacz",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is held, as it is going to be read, and what it is of in words."""

    context: Context
    wanted: str
    shown: Extract

    @property
    def counts(self) -> dict[str, int]:
        """How many entries there are of each kind."""
        return dict(Counter(record.kind for record in self.shown.records))

    def local(self, at: datetime) -> datetime:
        """Local time without a zone, to the second, as sheets and PDF have it."""
        return self.context.calendar.local(at).replace(tzinfo=None, microsecond=0)

    def plain(self, value: Any) -> Any:
        """A value as the machine-readable files have it."""
        return extracts.plain(self.context, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Shown):
    """One answer. `shown` has its masks on; with `is_review` they are marks, and files are whole. `digest` is of what
    is held in clear."""

    disclosure: Disclosure
    withheld: tuple[Withheld, ...]
    digest: str
    is_review: bool

    @property
    def number(self) -> str:
        """The request's number."""
        return self.disclosure.number

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{_('review') if self.is_review else _('release')}-{self.number}.zip"

    @property
    def attachments(self) -> list[tuple[Record, Attachment, str]]:
        """The files that go along: whose they are, the file, its path."""
        return [(r, r.file, _path(r, r.file)) for r in self.shown.records if r.file]


def _path(record: Record, file: Attachment) -> str:
    suffix = (
        SUFFIXES.get(file.media_type) or "".join(c for c in file.name.rpartition(".")[2] if c.isalnum())[:10]
    )
    return f"bilagor/{record.name.replace(':', '-')}.{suffix or 'bin'}"


def made(context: Context, disclosure: Disclosure, *, is_review: bool) -> Draft:
    """What is held of a request, with its masks on (H23). Refused to release what is not gone through as it is now."""
    held = extracts.collect(context, disclosure)
    if not is_review:
        disclosures.must_be_reviewed(disclosure, held.digest)
    masks = disclosures.masks_of(context.session, disclosure)
    on = _review(held, masks) if is_review else _release(context, held, masks)
    wanted = commands.wanted(context, disclosure)
    return Draft(
        context=context, wanted=wanted, shown=on.extract, disclosure=disclosure, withheld=on.withheld,
        digest=held.digest, is_review=is_review,
    )  # fmt: skip


def _release(context: Context, held: Extract, masks: list[Mask]) -> Masked:
    copies = extracts.attachments(context, masks)
    return masking.apply(held, masks, masking.blackened, copies)


def _review(held: Extract, masks: list[Mask]) -> Masked:
    """Every file whole, as it is looked at before it is decided on."""
    on = masking.apply(held, masks, masking.marked)
    files = {record.name: record.file for record in held.records}
    records = tuple(Record(r.kind, r.name, r.values, r.about, files[r.name]) for r in on.extract.records)
    return Masked(Extract(records), on.withheld)


def laws(draft: Draft) -> str:
    """The laws something is masked by, in order."""
    return ", ".join(sorted({each.lagrum for each in draft.withheld}))
