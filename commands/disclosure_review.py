"""The review of secrecy before public records are handed out: seen, masked by law, confirmed, released (H23)."""

from typing import Annotated

from commands.command import Ask, Command, Context, Form, Key, Later
from commands.disclosure import HANDLES, LAW, NUMBER, NumberForm, must_be_law, show_card
from core import disclosures, extracts, masking
from core.card import Card
from core.disclosures import Disclosure, Mask
from core.errors import FieldError, Refused
from core.evidence import Kept
from core.extracts import Extract, Record
from core.extractwords import field_label, field_named
from core.words import N_, _, n_

MAKER, REVIEW, RELEASE, AGAIN = "disclosure", "review", "release", "again"


def go_through(context: Context, form: NumberForm) -> Later:
    """Orders the copy for review: all in clear, and what will be masked between marks."""
    disclosures.must_be_open(form.disclosure)
    number = form.disclosure.number
    card = Card(
        _("Making the copy of {number} for review…", number=number),
        _("It comes to you alone when it is done."),
        data={"disclosure": number},
    )
    return Later(MAKER, {"disclosure": number, "for": REVIEW}, card)


class MaskForm(Form):
    """What is masked: an entry, a field of it, or a passage; by which law."""

    disclosure: Annotated[Disclosure, NUMBER]
    item: Annotated[
        str | None,
        Key("handling", "record", N_("Entry"), N_("All entries, if you leave it out."), example="F-2026-0001",
            position=2, max_length=200),
    ] = None  # fmt: skip
    field: Annotated[
        str | None,
        Key("fält", "field", N_("Field"), N_("All of the entry, if you leave it out; its file is the field fil."),
            example="text", max_length=60),
    ] = None  # fmt: skip
    passage: Annotated[
        str | None,
        Key("ord", "passage", N_("Passage"), N_("The words to mask, wherever they stand there."), long=True,
            max_length=3000),
    ] = None  # fmt: skip
    law: Annotated[str | None, LAW] = None
    copy_: Annotated[
        Kept | None,
        Key("kopia", "copy", N_("Masked copy of the file"), N_("Handed out instead of the file.")),
    ] = None

    def check(self, context: Context) -> None:
        """There is something to mask; a copy is of one entry's file."""
        if self.law:
            must_be_law(self.law)
        if not (self.item or self.passage):
            raise FieldError("item", _("Say which entry, or which passage."))
        if self.copy_ and not (self.item and not self.passage):
            raise FieldError("copy_", _("A copy is given for the file of one entry."))


def mask(context: Context, form: MaskForm) -> Card | Ask:
    """Masks by a law (H23). What is held stays as it is; FieldError where there is nothing to mask."""
    found = form.disclosure
    disclosures.must_be_open(found)
    if form.law is None:
        return Ask(("law",))
    extract = extracts.collect(context, found)
    record = _record(extract, form.item)
    field = _field(record, extract, "file" if form.copy_ else form.field)
    tried = Mask(
        place=0, item=record.name if record else None, field=field, passage=form.passage, lagrum=form.law
    )  # type: ignore[call-arg]
    hits = masking.apply(extract, [tried], masking.blackened).withheld
    if not hits:
        raise FieldError("passage" if form.passage else "item", _("There is nothing such to mask."))
    made = disclosures.mask(
        context, found, form.law, item=tried.item, field=field, passage=form.passage, file=form.copy_,
    )  # fmt: skip
    count = len(hits)
    text = n_("It masks {count} place.", "It masks {count} places.", count)
    return show_card(
        context, found, _("Mask {place} of {number} is set", place=made.place, number=found.number), text
    )


def _record(extract: Extract, name: str | None) -> Record | None:
    if name is None:
        return None
    record = extract.find(name)
    if record is None:
        raise FieldError("item", _("There is no entry {name} in what is asked for.", name=name))
    return record


def _field(record: Record | None, extract: Extract, word: str | None) -> str | None:
    """The column of a field, by its own name or its label; FieldError names those there are."""
    if word is None:
        return None
    among = record.values if record else {name: "" for each in extract.records for name in each.values}
    if (field := field_named(word, (*among, masking.FILE))) is None:
        names = ", ".join(field_label(name) for name in among)
        raise FieldError("field", _("There is no field {word}. There is: {names}.", word=word, names=names))
    return field


class UnmaskForm(Form):
    """Which mask is taken away."""

    disclosure: Annotated[Disclosure, NUMBER]
    place: Annotated[int, Key("maskning", "mask", N_("Mask number"), position=2, example="1")]


def unmask(context: Context, form: UnmaskForm) -> Card:
    """Takes a mask away."""
    disclosures.unmask(context, form.disclosure, form.place)
    title = _("Mask {place} of {number} is taken away", place=form.place, number=form.disclosure.number)
    return show_card(context, form.disclosure, title)


class ConfirmForm(Form):
    """Which request is gone through; files are looked at one by one."""

    disclosure: Annotated[Disclosure, NUMBER]
    files: Annotated[
        bool | None,
        Key(
            "bilagor",
            "files",
            N_("I have looked at each file"),
            N_("Masks of passages don't reach into files."),
        ),
    ] = None


def confirm(context: Context, form: ConfirmForm) -> Card | Ask:
    """Confirms the review, also where nothing is masked (H23)."""
    found = form.disclosure
    disclosures.must_be_open(found)
    extract = extracts.collect(context, found)
    disclosures.must_be_seen(found, extract.digest)
    if extract.files and not form.files:
        if context.step or form.files is False:
            raise Refused(
                _("The files of {number} are not looked at.", number=found.number),
                _(
                    "Masks of passages don't reach into files: look at each, mask it whole or give a masked copy of it."
                ),
            )
        names = ", ".join(record.name for record in extract.files)
        return Ask(("files",), {}, Card(found.number, _("There are files: {names}", names=names)))
    disclosures.confirm(context, found, extract.digest)
    return show_card(context, found, _("{number} is gone through", number=found.number))


def release(context: Context, form: NumberForm) -> Later:
    """Orders what is handed out; what was released is given again as it was.

    Refused unless the review is confirmed, and of what is held now.
    """
    found, way = form.disclosure, AGAIN
    if found.file_id is None:
        disclosures.must_be_reviewed(found, extracts.collect(context, found).digest)
        way = RELEASE
    card = Card(
        _("Making what is handed out of {number}…", number=found.number),
        _("It comes to you alone when it is done."),
        data={"disclosure": found.number},
    )
    return Later(MAKER, {"disclosure": found.number, "for": way}, card)


_RULES = ("F19", "H23", "H25")
COMMANDS = (
    Command(
        "disclosure.review", "utlämnande granska", "disclosure review", NumberForm, go_through, HANDLES,
        N_("Get the copy of a request for review"), rules=_RULES, examples=("utlämnande granska U-2026-0001",),
    ),
    Command(
        "disclosure.mask", "utlämnande maskera", "disclosure mask", MaskForm, mask, HANDLES,
        N_("Mask what is secret, by a law"), rules=_RULES,
        examples=('utlämnande maskera U-2026-0001 F-2026-0001 fält=text ord="Anna Andersson" lagrum="OSL 21 kap. 1 §"',
                  'utlämnande maskera U-2026-0001 ord="070-123 45 67" lagrum="OSL 21 kap. 3 §"'),
    ),
    Command(
        "disclosure.unmask", "utlämnande avmaskera", "disclosure unmask", UnmaskForm, unmask, HANDLES,
        N_("Take a mask away"), rules=_RULES, examples=("utlämnande avmaskera U-2026-0001 1",),
    ),
    Command(
        "disclosure.reviewed", "utlämnande granskad", "disclosure reviewed", ConfirmForm, confirm, HANDLES,
        N_("Confirm that a request is gone through, also where nothing is masked"), rules=_RULES,
        examples=("utlämnande granskad U-2026-0001", "utlämnande granskad U-2026-0001 bilagor=ja"),
    ),
    Command(
        "disclosure.release", "utlämnande lämna-ut", "disclosure release", NumberForm, release, HANDLES,
        N_("Release public records: PDF, data and a manifest in one file"), rules=_RULES,
        examples=("utlämnande lämna-ut U-2026-0001",),
    ),
)  # fmt: skip
