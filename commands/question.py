"""Questions: recorded, closed, explained, listed (F10, G13)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from commands import choices, ready
from commands.command import EVERYONE, LOGS, Command, Context, Form, Key
from commands.grammar import typed
from commands.question_card import QUESTION, data_of, due_label, due_text, question_card
from commands.recent import not_ahead
from core import accounts, diary, questions
from core.accounts import Account
from core.card import Button, Card, Style, Table
from core.policy.parts import Named
from core.policy.questions import Kind
from core.questions import Question
from core.words import N_, _
from core.words.times import age


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
    title = _("{number} is recorded", number=question.number)
    return question_card(
        context, question, title, *_first(context, question),
        ready=ready.elsewhere(context) if question.kind is Kind.CASE else "",
        more=_unpublish(context, form.account, question), is_new=True,
    )  # fmt: skip


def _first(context: Context, question: Question) -> Iterable[str]:
    """What a kind asks for before anything else (G7, H15, H31)."""
    if question.kind is Kind.CONFIDENTIAL:
        yield _(
            "Unpublish it at once. Don't write down what it says, here or in the chat: hand it in to the diary."
        )
    elif diary.lacks_number(question, context.policy):
        yield _("Hand it in to the diary, with the answer and the thread.")
    elif question.kind in context.policy.diary.offered.value:
        yield _(
            "If it belongs to a case in the diary, give its number: diarie {number}", number=question.number
        )
    if question.kind is Kind.CASE:
        yield _("Don't deal with it here: send the text below, and pass it on to ordinary handling.")


def _unpublish(context: Context, account: Account, question: Question) -> tuple[Button, ...]:
    """The way to record that something confidential was taken away (G7, O9)."""
    category = next((c for c in context.policy.moderation.categories if c.confidential), None)
    if question.kind is not Kind.CONFIDENTIAL or category is None:
        return ()
    given = {"kategori": category.id, "åtgärd": "borttagen"} | (
        {"länk": question.link} if question.link else {}
    )
    return (Button(_("It is unpublished"), typed(f"moderera {account.slug}", given), Style.DANGER),)


class CloseForm(Form):
    """Why a question gets no answer."""

    question: Annotated[Question, QUESTION]
    reason: Annotated[Named, Key("orsak", "reason", N_("Reason"), position=2, source=choices.CLOSING_REASONS)]


def close(context: Context, form: CloseForm) -> Card:
    """Closes a question unanswered, with a reason; else it stays (F10)."""
    questions.close(context, form.question, form.reason.id)
    data = data_of(context, form.question) | {"in_time": None, "reason": form.reason.id}
    return Card(_("{number} is closed", number=form.question.number), form.reason.name, data=data)


class AboutForm(Form):
    """Which question."""

    question: Annotated[Question, QUESTION]


def explain(context: Context, form: AboutForm) -> Card:
    """Why the due time is what it is."""
    return question_card(context, form.question, _("Why that time? {number}", number=form.question.number))


def show(context: Context, form: AboutForm) -> Card:
    """A question, as recorded."""
    return question_card(context, form.question, form.question.number)


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
        (q.number, slugs[q.account_id], due_text(context, q), age(q.received_at, context.now), _way(q))
        for q in found
    )
    columns = (_("Question"), _("Account"), due_label(context), _("Age"), _("Note"))
    return Card(
        _("Open questions ({count})", count=len(found)),
        "" if found else _("There is no question waiting for an answer."),
        table=Table(columns, rows) if rows else None,
        data={"questions": [data_of(context, q) | {"account": slugs[q.account_id]} for q in found]},
    )


def _way(question: Question) -> str:
    """Where an open question is: with somebody else, or with the citizen."""
    passed = _("passed on to {to}", to=question.forwarded_to) if question.forwarded_to else ""
    return ", ".join(filter(None, (passed, _("waits for the citizen") if question.is_waiting else "")))


COMMANDS = (
    Command(
        "question.new", "fråga", "question", NewForm, new, LOGS, N_("Record a question"), about="account",
        rules=("F10", "S5"),
        examples=("fråga bibliotek-fb när=\"igår 16:30\" länk=https://www.facebook.com/…", "fråga bibliotek-fb"),
    ),
    Command(
        "question.close", "stäng", "close", CloseForm, close, LOGS, N_("Close a question without an answer"),
        about="question", rules=("F10",), examples=("stäng F-2026-0001 orsak=återtagen",),
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
