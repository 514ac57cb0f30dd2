"""Evidence: where a file comes from, who has witnessed it, and the file itself to look at (F13)."""

from datetime import datetime
from typing import Annotated

from commands import choices
from commands.command import LOGS, Ask, Command, Context, Form, Key, Later
from commands.recent import not_ahead
from core import accounts, evidence
from core.card import Button, Card, Fact
from core.evidence import Fault, StoredFile
from core.people import Person, Role
from core.words import N_, _
from core.words.times import moment

FILE = Key(
    "underlag", "evidence", N_("Evidence"), N_("Its number, or that of its case or snapshot."),
    example="E-2026-0001", position=1, source=choices.EVIDENCE,
)  # fmt: skip
SEES = LOGS | {Role.REGISTRAR}
FETCHES = SEES - {Role.ADMIN}  # a screenshot is a citizen's words (S5)
WRONG = {
    Fault.MISSING: N_("The file is gone from the store. It can be brought back from a backup."),
    Fault.CHANGED: N_("The file in the store is not what was handed in. Bring it back from a backup."),
    Fault.UNREACHABLE: N_("The file could not be read when it was last checked: the store did not answer."),
}


class AboutForm(Form):
    """Which evidence."""

    file: Annotated[StoredFile, FILE]


def show(context: Context, form: AboutForm) -> Card:
    """What is known of a file: what it is evidence of, where it comes from, and whether it is whole (F13)."""
    return _card(context, form.file, form.file.number)


def _card(context: Context, file: StoredFile, title: str) -> Card:
    seen = [_person(context, each.person_id) for each in evidence.witnesses(context.session, file)]
    facts = _facts(context, file, ", ".join(person.name for person in seen))
    mine = file.recorded_by == context.doer.id or context.doer in seen
    return Card(
        title,
        _(WRONG[file.fault]) if file.fault else "",
        facts=tuple(Fact(_(label), value) for label, value in facts if value),
        buttons=_buttons(context, file, mine=mine),
        data={
            "evidence": file.number, "about": file.about, "account": _slug(context, file), "sha256": file.sha256,
            "media_type": file.media_type, "size": file.size, "fault": file.fault.value if file.fault else None,
            "captured_at": _iso(context, file.captured_at), "posted_at": _iso(context, file.posted_at),
            "collector": file.collector, "url": file.url, "tool": file.tool,
            "witnesses": [person.slug for person in seen], "checked_at": _iso(context, file.checked_at),
        },
    )  # fmt: skip


def _facts(context: Context, file: StoredFile, seen_by: str) -> list[tuple[str, str]]:
    by = _person(context, file.recorded_by).name
    return [
        (N_("Evidence of"), file.about or ""),
        (N_("Account"), _slug(context, file)),
        (N_("File"), f"{file.name} ({_size(file.size)})"),
        (N_("Captured"), _moment(context, file.captured_at)),
        (N_("Captured by"), file.collector or by),
        (N_("Published"), _moment(context, file.posted_at)),
        (N_("Address"), file.url or ""),
        (N_("Tool"), file.tool or ""),
        (N_("Handed in"), f"{_moment(context, file.recorded_at)}, {by}"),
        (N_("Witnessed by"), seen_by),
        (N_("Last found whole"), "" if file.fault else _moment(context, file.checked_at)),
        ("SHA-256", file.sha256),
    ]


def _buttons(context: Context, file: StoredFile, *, mine: bool) -> tuple[Button, ...]:
    gets = Button(_("Get the file"), f"underlag hämta {file.number}")
    buttons = [gets] if context.roles & FETCHES else []
    if not context.roles & LOGS:
        return tuple(buttons)
    if not (mine or file.fault):
        asked = _("Have you seen yourself that the file shows what was there?")
        buttons.append(Button(_("I saw it too"), f"underlag intyga {file.number}", confirm=asked))
    if not evidence.witnesses(context.session, file):
        buttons.append(
            Button(_("Say more of where it comes from"), f"underlag ändra {file.number}", asks=True)
        )
    return tuple(buttons)


def _person(context: Context, id: int) -> Person:
    return context.session.get_one(Person, id)


def _slug(context: Context, file: StoredFile) -> str:
    return accounts.get(context.session, file.account_id).slug if file.account_id else ""


def _moment(context: Context, at: datetime | None) -> str:
    return moment(at, context.calendar) if at else ""


def _iso(context: Context, at: datetime | None) -> str | None:
    return context.calendar.local(at).isoformat() if at else None


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(size // 1000, 1)} kB"


class ChangeForm(Form):
    """Where the file comes from, as far as it is known."""

    file: Annotated[StoredFile, FILE]
    captured_at: Annotated[datetime | None, Key("fångat", "captured", N_("When it was captured"))] = None
    posted_at: Annotated[
        datetime | None,
        Key("publicerat", "posted", N_("When it was published"), N_("If it can be seen. Else leave it out.")),
    ] = None
    collector: Annotated[
        str | None,
        Key("av", "by", N_("Who captured it"), N_("If it was somebody else than you."), max_length=120),
    ] = None
    url: Annotated[str | None, Key("länk", "link", N_("Address"), max_length=1000)] = None
    tool: Annotated[
        str | None,
        Key("verktyg", "tool", N_("With which tool"), example="ArchiveWeb.page", max_length=120),
    ] = None

    def check(self, context: Context) -> None:
        """Neither time lies ahead. FieldError."""
        not_ahead(context, "captured_at", self.captured_at)
        not_ahead(context, "posted_at", self.posted_at)


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Says more of where a file comes from; what the file said itself is there already (F13)."""
    given = form.model_dump(exclude={"file"}, exclude_none=True)
    if not given:
        return Ask(("captured_at", "posted_at", "collector", "url", "tool"))
    evidence.change(context, form.file, **given)
    return _card(context, form.file, _("{number} is completed", number=form.file.number))


def witness(context: Context, form: AboutForm) -> Card:
    """A second person has seen that the capture shows what was there (F13)."""
    evidence.witness(context, form.file)
    return _card(context, form.file, _("Thank you! You have witnessed {number}", number=form.file.number))


def fetch(context: Context, form: AboutForm) -> Later:
    """Hands over the file in one's own conversation; it is checked as it is read, and the log notes it (F13)."""
    card = Card(_("Fetching {number}…", number=form.file.number), data={"evidence": form.file.number})
    return Later("evidence", {"evidence": form.file.number}, card)


COMMANDS = (
    Command(
        "evidence.show", "underlag visa", "evidence show", AboutForm, show, SEES | {Role.COUNCIL},
        N_("Look at what is known of evidence"), about="file", reads=True, rules=("F13",),
        examples=("underlag visa E-2026-0001", "underlag visa M-2026-0001"),
    ),
    Command(
        "evidence.get", "underlag hämta", "evidence get", AboutForm, fetch, FETCHES,
        N_("Get the file of evidence"), about="file", rules=("F13", "S5"), examples=("underlag hämta E-2026-0001",),
    ),
    Command(
        "evidence.witness", "underlag intyga", "evidence witness", AboutForm, witness, LOGS,
        N_("Say that evidence shows what you saw too"), about="file", rules=("F13",),
        examples=("underlag intyga E-2026-0001",),
    ),
    Command(
        "evidence.change", "underlag ändra", "evidence change", ChangeForm, change, LOGS,
        N_("Say where evidence comes from"), about="file", rules=("F13",),
        examples=('underlag ändra E-2026-0001 publicerat="2026-11-20 14:05" verktyg=ArchiveWeb.page',),
    ),
)  # fmt: skip
