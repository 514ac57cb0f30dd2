"""Questions: recorded, answered, passed on, closed, explained (F10, F11)."""

from datetime import datetime
from typing import Annotated

from commands import choices, rights
from commands.command import EVERYONE, LOGS, Ask, Command, Context, Form, Key
from commands.grammar import typed
from commands.recent import not_ahead
from core import accounts, questions
from core.accounts import Account
from core.card import Button, Card, Fact, Style, Table
from core.people import Person, Role
from core.policy.parts import Named
from core.questions import Kind, Question
from core.words import N_, _
from core.words.deadlines import reasoning
from core.words.times import age, deadline, moment

QUESTION = Key(
    "nummer", "number", N_("Question"), position=1, source=choices.QUESTIONS, example="F-2026-0001"
)
NAME = Key("namn", "name", N_("Signed with name"), N_("As it stands under the answer."), max_length=120)
TITLE = Key("titel", "title", N_("Signed with title"), max_length=120)
DEPARTMENT = Key("avdelning", "department", N_("Signed with department"), max_length=120)


class NewForm(Form):
    """A question somebody asked on an account."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    at: Annotated[
        datetime | None,
        Key("när", "when", N_("When the citizen wrote"), N_("Now, if you leave it out."), "igår 16:30"),
    ] = None
    link: Annotated[str | None, Key("länk", "link", N_("Link to the question"), max_length=1000)] = None
    text: Annotated[
        str | None,
        Key("text", "text", N_("The question in short"), N_("Not needed: a link is enough. No names."),
            free=True, long=True, max_length=3000),
    ] = None  # fmt: skip
    kind: Annotated[Kind | None, Key("slag", "kind", N_("Kind"), source=choices.KINDS)] = None


def new(context: Context, form: NewForm) -> Card:
    """Records a question; the clock runs from when the citizen wrote (F10)."""
    received_at = not_ahead(context, "at", form.at)
    question = questions.record(
        context, form.account, received_at, kind=form.kind or Kind.QUESTION, link=form.link, text=form.text
    )
    return _question_card(context, question, _("{number} is recorded", number=question.number))


def _question_card(context: Context, question: Question, title: str) -> Card:
    """A question with its due time, the reasoning and what can be done."""
    account = accounts.get(context.session, question.account_id)
    due = questions.due(context.policy, context.calendar, question.received_at)
    why = reasoning(context.policy.reply, question.received_at, due, context.calendar)
    if due and question.due_at is None:
        why = _("The citizen was told in time, so no time runs any more")
    facts = [
        Fact(_("Account"), account.slug),
        Fact(_("The citizen wrote"), moment(question.received_at, context.calendar)),
        Fact(_due_label(context), _due_text(context, question)),
        *_age(context, question),
        *_history(context, question),
    ]
    return Card(
        title,
        _("{why}.", why=why.rstrip(".")),
        tuple(facts),
        buttons=_buttons(question),
        data=_data(context, question) | {"reason": why},
    )


def _due_label(context: Context) -> str:
    """A `bör` is when it should be, not the last moment there is."""
    return _("Answer at the latest") if context.policy.reply.binds else _("Should be answered")


def _age(context: Context, question: Question) -> list[Fact]:
    """How long an open question without a due time has waited (G13)."""
    waits = question.is_open and question.due_at is None
    return [Fact(_("Age"), age(question.received_at, context.now))] if waits else []


def _due_text(context: Context, question: Question) -> str:
    return deadline(question.due_at, context.calendar) if question.due_at else _("no set time")


def _history(context: Context, question: Question) -> list[Fact]:
    facts: list[tuple[str, str | None]] = [
        (_("Link"), question.link),
        (_("Passed on to"), question.forwarded_to),
        (
            _("The citizen was told"),
            moment(question.interim_at, context.calendar) if question.interim_at else None,
        ),
        (_("Answered"), moment(question.answered_at, context.calendar) if question.answered_at else None),
        (_("Closed"), _closed_text(context, question)),
        (_("Voided"), _voided_text(question)),
    ]
    if _may_read_words(context, question):
        facts.insert(0, (_("The question in short"), question.text))
    return [Fact(label, value) for label, value in facts if value]


def _closed_text(context: Context, question: Question) -> str | None:
    reasons = {reason.id: reason.name for reason in context.policy.reply.closing_reasons.value}
    return reasons.get(question.closed_reason or "", question.closed_reason)


def _voided_text(question: Question) -> str | None:
    if question.replaced_by:
        return _("yes, replaced by {number}", number=question.replaced_by)
    return _("yes") if question.voided_at else None


def _may_read_words(context: Context, question: Question) -> bool:
    """A citizen's words are for the account's editors and communications only (S5)."""
    if Role.COMMUNICATIONS in context.roles:
        return True
    account = accounts.get(context.session, question.account_id)
    return rights.edits(context, account)


def _data(context: Context, question: Question) -> dict[str, object]:
    due_at = question.due_at
    return {
        "question": question.number,
        "due_at": context.calendar.local(due_at).isoformat() if due_at else None,
        "received_at": context.calendar.local(question.received_at).isoformat(),
    }


def _buttons(question: Question) -> tuple[Button, ...]:
    if not question.is_open:
        return ()
    return (
        Button(_("Answered"), f"svar {question.number}", Style.PRIMARY),
        Button(_("Pass on"), f"vidare {question.number}"),
        Button(_("Close without an answer"), f"stäng {question.number}"),
    )


class AnswerForm(Form):
    """When a question was answered, and how the answer was signed."""

    question: Annotated[Question, QUESTION]
    at: Annotated[
        datetime | None, Key("när", "when", N_("When it was answered"), N_("Now, if you leave it out."))
    ] = None
    name: Annotated[str | None, NAME] = None
    title: Annotated[str | None, TITLE] = None
    department: Annotated[str | None, DEPARTMENT] = None
    by: Annotated[Person | None, Key("av", "by", N_("Who answered, if not you"), source=choices.PEOPLE)] = (
        None
    )
    unsigned: Annotated[
        Named | None,
        Key("osignerat", "unsigned", N_("Why it is not signed"), source=choices.UNSIGNED_REASONS),
    ] = None


def answer(context: Context, form: AnswerForm) -> Card:
    """Records an answer; one without name and department is recorded as unsigned and followed up (F10, F11)."""
    question, person = form.question, form.by or context.doer
    questions.answer(
        context, question, not_ahead(context, "at", form.at), by=person,
        name=form.name, title=form.title, department=form.department,
        unsigned_reason=form.unsigned.name if form.unsigned else None,
    )  # fmt: skip
    return _answer_card(context, question, person)


def _answer_card(context: Context, question: Question, person: Person) -> Card:
    signed = question.signs(context.policy)
    in_time = questions.kept_time(context.policy, question)
    data = _data(context, question) | {"in_time": in_time, "signed": signed}
    title = {
        True: _("{number} is answered, in time", number=question.number),
        False: _("{number} is answered, after the time", number=question.number),
        None: _("{number} is answered", number=question.number),
    }[in_time]
    if signed or question.unsigned_reason:
        return Card(title, data=data)
    return Card(
        title, _signature_text(context, person), buttons=(_sign_button(context, question, person),), data=data
    )


def _signature(context: Context, person: Person) -> dict[str, str]:
    """The parts of the signature the policy asks for, as the person's entry has them."""
    has = {"name": person.name, "title": person.title, "department": person.department}
    return {part: value for part in context.policy.reply.signature.value if (value := has[part])}


def _signature_text(context: Context, person: Person) -> str:
    parts = _signature(context, person)
    lines = [
        _("End the answer with: {signature}", signature=", ".join(parts.values())),
        _("Then tell me that it is signed."),
    ]
    if len(parts) < len(context.policy.reply.signature.value):
        lines.insert(1, _("Your entry lacks a part of the signature; communications can add it."))
    return "\n".join(lines)


def _sign_button(context: Context, question: Question, person: Person) -> Button:
    keys = {"name": "namn", "title": "titel", "department": "avdelning"}
    values = {keys[part]: value for part, value in _signature(context, person).items()}
    return Button(
        _("The answer is signed so"), typed(f"underteckna {question.number}", values), Style.PRIMARY
    )


class SignForm(Form):
    """How an answer was signed after all, or why it is not."""

    question: Annotated[Question, QUESTION]
    name: Annotated[str | None, NAME] = None
    title: Annotated[str | None, TITLE] = None
    department: Annotated[str | None, DEPARTMENT] = None
    unsigned: Annotated[
        Named | None, Key("skäl", "reason", N_("Why it is not signed"), source=choices.UNSIGNED_REASONS)
    ] = None


def sign(context: Context, form: SignForm) -> Card | Ask:
    """Records the signature of an answer, or the reason there is none (F11)."""
    question = form.question
    if not (form.name or form.title or form.department or form.unsigned):
        answered_by = context.session.get(Person, question.answered_by) if question.answered_by else None
        return Ask(
            ("name", "title", "department", "unsigned"), _signature(context, answered_by or context.doer)
        )
    if form.unsigned:
        questions.excuse_unsigned(context, question, form.unsigned.name)
    else:
        questions.sign_later(context, question, form.name, form.title, form.department)
    data = _data(context, question) | {"signed": question.signs(context.policy)}
    return Card(_("Noted for {number}", number=question.number), data=data)


class CloseForm(Form):
    """Why a question gets no answer."""

    question: Annotated[Question, QUESTION]
    reason: Annotated[Named, Key("orsak", "reason", N_("Reason"), position=2, source=choices.CLOSING_REASONS)]


def close(context: Context, form: CloseForm) -> Card:
    """Closes a question unanswered, with a reason; else it stays (F10)."""
    questions.close(context, form.question, form.reason.id)
    data = _data(context, form.question) | {"in_time": None, "reason": form.reason.id}
    return Card(_("{number} is closed", number=form.question.number), form.reason.name, data=data)


class ForwardForm(Form):
    """To whom a question is passed on, and whether the citizen was told."""

    question: Annotated[Question, QUESTION]
    to: Annotated[str, Key("till", "to", N_("To whom"), free=True, max_length=200)]
    interim: Annotated[
        datetime | None,
        Key(
            "mellansvar",
            "interim",
            N_("When the citizen was told"),
            N_("Leave out if the citizen was not told."),
        ),
    ] = None


def forward(context: Context, form: ForwardForm) -> Card:
    """Passes a question on; the clock goes on unless the policy says otherwise (M8, O4, H9)."""
    interim = not_ahead(context, "interim", form.interim) if form.interim else None
    questions.forward(context, form.question, form.to, interim)
    title = _("{number} is passed on to {to}", number=form.question.number, to=form.to)
    return _question_card(context, form.question, title)


class AboutForm(Form):
    """Which question."""

    question: Annotated[Question, QUESTION]


def explain(context: Context, form: AboutForm) -> Card:
    """Why the due time is what it is."""
    return _question_card(context, form.question, _("Why that time? {number}", number=form.question.number))


def show(context: Context, form: AboutForm) -> Card:
    """A question, as recorded."""
    return _question_card(context, form.question, form.question.number)


class ListForm(Form):
    """Of which account."""

    account: Annotated[
        Account | None, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)
    ] = None


def listing(context: Context, form: ListForm) -> Card:
    """The open questions, first due first; without a due time the oldest first (G13)."""
    found = questions.open_ones(context, (form.account.id,) if form.account else None)
    slugs = {account.id: account.slug for account in accounts.listed(context)}
    rows = tuple(
        (q.number, slugs[q.account_id], _due_text(context, q), age(q.received_at, context.now)) for q in found
    )
    columns = (_("Question"), _("Account"), _due_label(context), _("Age"))
    return Card(
        _("Open questions ({count})", count=len(found)),
        "" if found else _("There is no question waiting for an answer."),
        table=Table(columns, rows) if rows else None,
        data={"questions": [_data(context, q) | {"account": slugs[q.account_id]} for q in found]},
    )


COMMANDS = (
    Command(
        "question.new", "fråga", "question", NewForm, new, LOGS, N_("Record a question"), about="account",
        rules=("F10", "S5"),
        examples=("fråga bibliotek-fb när=\"igår 16:30\" länk=https://www.facebook.com/…", "fråga bibliotek-fb"),
    ),
    Command(
        "question.answer", "svar", "answer", AnswerForm, answer, LOGS, N_("Record an answer"), about="question",
        rules=("F10", "F11"), examples=('svar F-2026-0001 namn="Rut Redaktör" avdelning=Kultur', "svar F-2026-0001"),
    ),
    Command(
        "question.sign", "underteckna", "sign", SignForm, sign, LOGS, N_("Record how an answer was signed"),
        about="question", rules=("F11",), examples=("underteckna F-2026-0001 skäl=skyddad-identitet",),
    ),
    Command(
        "question.close", "stäng", "close", CloseForm, close, LOGS, N_("Close a question without an answer"),
        about="question", rules=("F10",), examples=("stäng F-2026-0001 orsak=återtagen",),
    ),
    Command(
        "question.forward", "vidare", "forward", ForwardForm, forward, LOGS, N_("Pass a question on"),
        about="question", rules=("M8", "O4", "H9"), examples=('vidare F-2026-0001 till="Samhällsbyggnad"',),
    ),
    Command(
        "question.explain", "förklara", "explain", AboutForm, explain, EVERYONE, N_("Why that time?"),
        about="question", reads=True, rules=("F10", "S8"), examples=("förklara F-2026-0001",),
    ),
    Command(
        "question.show", "fråga visa", "question show", AboutForm, show, EVERYONE, N_("Look at a question"),
        about="question", reads=True, examples=("fråga visa F-2026-0001",),
    ),
    Command(
        "question.list", "fråga lista", "question list", ListForm, listing, EVERYONE, N_("List the open questions"),
        reads=True, rules=("F10",), examples=("fråga lista", "fråga lista bibliotek-fb"),
    ),
)  # fmt: skip
