"""Requests for public records: registered for anybody who asks, shown, refused or withdrawn (F19, H23, H25)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from commands import choices, ready
from commands.command import EVERYONE, Command, Context, Form, Key, NoForm
from commands.recent import not_ahead
from core import disclosures, people
from core.accounts import Account
from core.card import Button, Card, Fact, Section, Style, Table
from core.disclosures import Disclosure, Stage
from core.errors import FieldError
from core.extractwords import concerns, field_label
from core.logbook import LogRow
from core.people import Role
from core.periods import Period
from core.questions import Question
from core.words import N_, _
from core.words.figures import duration
from core.words.times import moment

# A citizen's words may stand in what is handed out: the registrar sees them here, and communications as anywhere (S5).
HANDLES = frozenset({Role.REGISTRAR, Role.COMMUNICATIONS})
MOST = 50
STAGES = {
    Stage.OPEN: N_("to be gone through"),
    Stage.REVIEWED: N_("gone through, to be released"),
    Stage.RELEASED: N_("released"),
    Stage.REFUSED: N_("refused"),
    Stage.WITHDRAWN: N_("withdrawn"),
}
CAME = Key("när", "when", N_("When the request came"), N_("Now, if you leave it out."))
DIARY = Key("diarienummer", "diary-number", N_("Diary number"), example="KS 2026/12", max_length=60)
NUMBER = Key(
    "begäran", "request", N_("Request"), position=1, source=choices.DISCLOSURES, example="U-2026-0001",
)  # fmt: skip
LAW = Key("lagrum", "law", N_("By which law"), example="OSL 21 kap. 1 §", max_length=200)


class AccountForm(Form):
    """Of which account, and of which period if not of all time."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    period: Annotated[
        Period | None,
        Key("period", "period", N_("Period"), N_("All that is held, if you leave it out."), example="2026",
            source=choices.PERIODS, max_length=30),
    ] = None  # fmt: skip
    received_at: Annotated[datetime | None, CAME] = None
    diary_number: Annotated[str | None, DIARY] = None


class PeriodForm(Form):
    """Of which period, on all accounts."""

    period: Annotated[
        Period,
        Key("period", "period", N_("Period"), example="2026-H1", position=1, source=choices.PERIODS, max_length=30),
    ]  # fmt: skip
    received_at: Annotated[datetime | None, CAME] = None
    diary_number: Annotated[str | None, DIARY] = None


class QuestionForm(Form):
    """Of which question."""

    item: Annotated[
        Question, Key("fråga", "question", N_("Question"), position=1, source=choices.QUESTIONS, example="F-2026-0001")
    ]  # fmt: skip
    received_at: Annotated[datetime | None, CAME] = None
    diary_number: Annotated[str | None, DIARY] = None


class EntryForm(Form):
    """Of which entry of the log: a removal, a post, a snapshot."""

    item: Annotated[
        LogRow, Key("ärende", "case", N_("Entry of the log"), position=1, source=choices.ENTRIES, example="M-2026-0001")
    ]  # fmt: skip
    received_at: Annotated[datetime | None, CAME] = None
    diary_number: Annotated[str | None, DIARY] = None


def register(context: Context, form: AccountForm | PeriodForm | QuestionForm | EntryForm) -> Card:
    """Registers a request (H23). Nobody is asked who they are or why, so there is no field for it (TF 2:18)."""
    item: LogRow | None = getattr(form, "item", None)
    made = disclosures.ask(
        context, not_ahead(context, "received_at", form.received_at),
        account=getattr(form, "account", None), period=getattr(form, "period", None),
        item=item.number if item else None, diary_number=form.diary_number,
    )  # fmt: skip
    text = _(
        "Public records are handed out promptly. Nobody may be asked who they are or what they want it for. "
        "It is handled by {who}, who is told at once.",
        who=_handlers(context),
    )
    return show_card(context, made, _("The request {number} is registered", number=made.number), text)


def _handlers(context: Context) -> str:
    names = [person.name for person in people.here(context, Role.REGISTRAR)]
    return ", ".join(names) or _("the communications department")


class NumberForm(Form):
    """Which request."""

    disclosure: Annotated[Disclosure, NUMBER]


def show(context: Context, form: NumberForm) -> Card:
    """What a request is for, how far it has come, and what is masked for who handles it (H23)."""
    return show_card(context, form.disclosure, form.disclosure.number)


def show_card(
    context: Context, found: Disclosure, title: str, text: str = "", text_to_paste: str = ""
) -> Card:
    """A request as everybody sees it; what is masked, and what can be done, for who handles them."""
    handles = bool(context.roles & HANDLES)
    masks = disclosures.masks_of(context.session, found) if handles else []
    return Card(
        title,
        text,
        tuple(Fact(label, value) for label, value in _facts(context, found) if value),
        table=_masks(masks) if masks else None,
        sections=(ready.section(text_to_paste),) if text_to_paste else (),
        buttons=_buttons(found) if handles and found.is_open else (),
        data=data_of(context, found) | ({"ready_text": text_to_paste} if text_to_paste else {}),
    )


def _facts(context: Context, found: Disclosure) -> Iterable[tuple[str, str | None]]:
    yield _("It is about"), wanted(context, found)
    yield _("The request came"), moment(found.received_at, context.calendar)
    yield _("Diary number"), found.diary_number
    yield _("How far"), _(STAGES[found.stage])
    yield _("Time taken"), duration(found.taken(context.now))
    if found.seen_at and found.is_open:
        yield _("Copy for review made"), moment(found.seen_at, context.calendar)
    yield _("Closed"), moment(found.closed_at, context.calendar) if found.closed_at else None
    yield _("By which law"), found.lagrum


def wanted(context: Context, found: Disclosure) -> str:
    """What a request is for, in words."""
    slugs = disclosures.slugs(context.session, context.workspace_id, [found])
    return concerns(slugs.get(found.account_id or 0), found.period, found.item)


def data_of(context: Context, found: Disclosure) -> dict[str, object]:
    """A request's machine values."""
    masks = len(disclosures.masks_of(context.session, found))
    return {
        "disclosure": found.number, "stage": found.stage.value, "wanted": wanted(context, found), "masks": masks,
        "minutes": int(found.taken(context.now).total_seconds()) // 60, "lagrum": found.lagrum,
    }  # fmt: skip


def _masks(masks: Iterable[disclosures.Mask]) -> Table:
    columns = (_("Mask number"), _("Entry"), _("Field"), _("Passage"), _("By which law"))
    rows = tuple((str(m.place), m.item, m.field and field_label(m.field), m.passage, m.lagrum) for m in masks)
    return Table(columns, tuple(tuple(cell or _("all") for cell in row) for row in rows))


def _buttons(found: Disclosure) -> tuple[Button, ...]:
    """The next step first."""
    number = found.number
    steps = [Button(_("Go through"), f"utlämnande granska {number}")]
    if found.stage is Stage.REVIEWED:
        steps.insert(0, Button(_("Release"), f"utlämnande lämna-ut {number}"))
    elif found.seen_at:
        steps.insert(0, Button(_("Mask"), f"utlämnande maskera {number}"))
        steps.insert(0, Button(_("Confirm the review"), f"utlämnande granskad {number}"))
    refuse = Button(_("Refuse"), f"utlämnande avslå {number}", Style.DANGER)
    return (replace(steps[0], style=Style.PRIMARY), *steps[1:], refuse)


def listing(context: Context, _form: NoForm) -> Card:
    """The requests, open ones first, with the time each took (H23)."""
    found = disclosures.latest(context, MOST)
    slugs = disclosures.slugs(context.session, context.workspace_id, found)
    rows = tuple(
        (d.number, concerns(slugs.get(d.account_id or 0), d.period, d.item), moment(d.received_at, context.calendar),
         _(STAGES[d.stage]), duration(d.taken(context.now)))
        for d in found
    )  # fmt: skip
    columns = (_("Request"), _("It is about"), _("It came"), _("How far"), _("Time taken"))
    waiting = [d.number for d in found if d.is_open]
    return Card(
        _("Requests for public records ({count})", count=len(found)),
        "" if rows else _("Nobody has asked for anything yet."),
        table=Table(columns, rows) if rows else None,
        data={"requests": [data_of(context, d) for d in found], "open": waiting},
    )


class RefuseForm(Form):
    """Which request is refused, by which law."""

    disclosure: Annotated[Disclosure, NUMBER]
    law: Annotated[str, LAW]

    def check(self, context: Context) -> None:
        """A law has a section."""
        must_be_law(self.law)


def must_be_law(law: str) -> None:
    """FieldError unless it names a section of a law."""
    if "§" not in law:
        raise FieldError("law", _("Give the section of the law, such as: OSL 21 kap. 1 §"))


def refuse(context: Context, form: RefuseForm) -> Card:
    """Nothing is handed out; with the way to a decision that can be appealed, ready to paste (H23)."""
    found = form.disclosure
    disclosures.refuse(context, found, form.law)
    return show_card(
        context, found, _("{number} is refused", number=found.number),
        _("Whoever asked may have a decision in writing from the board, which can be appealed. Send the text with it."),
        ready.records(context, found.number, form.law, in_part=False),
    )  # fmt: skip


def withdraw(context: Context, form: NumberForm) -> Card:
    """Whoever asked needs it no more (H23)."""
    disclosures.withdraw(context, form.disclosure)
    return show_card(context, form.disclosure, _("{number} is withdrawn", number=form.disclosure.number))


def sections(context: Context) -> list[Section]:
    """What waits to be handed out, for who handles it: the registrar, else communications (H25)."""
    has_registrar = bool(people.here(context, Role.REGISTRAR))
    if not context.roles & ({Role.REGISTRAR} if has_registrar else HANDLES):
        return []
    return [
        Section(
            _(
                "{number}: public records are asked for ({what}), handle it promptly",
                number=d.number, what=wanted(context, d),
            ),
            _buttons(d)[:1],
        )
        for d in disclosures.open_ones(context)
    ]  # fmt: skip


_RULES = ("F19", "H23", "H25")
COMMANDS = (
    Command(
        "disclosure.account", "utlämnande konto", "disclosure account", AccountForm, register, EVERYONE,
        N_("Register a request for an account's public records; nobody is asked who they are or why"), rules=_RULES,
        examples=("utlämnande konto bibliotek-fb",
                  'utlämnande konto bibliotek-fb period=2026 diarienummer="KS 2026/12"'),
    ),
    Command(
        "disclosure.period", "utlämnande period", "disclosure period", PeriodForm, register, EVERYONE,
        N_("Register a request for a period's public records of all accounts"), rules=_RULES,
        examples=("utlämnande period 2026-H1",),
    ),
    Command(
        "disclosure.question", "utlämnande fråga", "disclosure question", QuestionForm, register, EVERYONE,
        N_("Register a request for what is held of a question"), rules=_RULES,
        examples=("utlämnande fråga F-2026-0001",),
    ),
    Command(
        "disclosure.case", "utlämnande ärende", "disclosure case", EntryForm, register, EVERYONE,
        N_("Register a request for what is held of a removal, a post or a snapshot"), rules=_RULES,
        examples=("utlämnande ärende M-2026-0001",),
    ),
    Command(
        "disclosure.list", "utlämnande lista", "disclosure list", NoForm, listing, EVERYONE,
        N_("Requests for public records, and the time they took"), reads=True, rules=_RULES,
        examples=("utlämnande lista",),
    ),
    Command(
        "disclosure.show", "utlämnande visa", "disclosure show", NumberForm, show, EVERYONE,
        N_("Show a request for public records"), reads=True, rules=_RULES, examples=("utlämnande visa U-2026-0001",),
    ),
    Command(
        "disclosure.refuse", "utlämnande avslå", "disclosure refuse", RefuseForm, refuse, HANDLES,
        N_("Refuse a request by a law, with the way to a decision that can be appealed"), rules=_RULES,
        examples=('utlämnande avslå U-2026-0001 lagrum="OSL 21 kap. 1 §"',),
    ),
    Command(
        "disclosure.withdraw", "utlämnande återtagen", "disclosure withdrawn", NumberForm, withdraw, HANDLES,
        N_("Close a request that whoever asked needs no more"), rules=_RULES,
        examples=("utlämnande återtagen U-2026-0001",),
    ),
)  # fmt: skip
