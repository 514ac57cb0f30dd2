"""A question passed on, waiting for the citizen, or written about again (M8, O4, H9, H31)."""

from datetime import datetime
from typing import Annotated

from commands import ready
from commands.command import LOGS, Command, Context, Form, Key
from commands.grammar import typed
from commands.question_card import QUESTION, due_text, question_card
from commands.recent import not_ahead
from core import threads
from core.card import Button, Card, Style
from core.questions import Question
from core.words import N_, _


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
    question = form.question
    interim = not_ahead(context, "interim", form.interim) if form.interim else None
    threads.forward(context, question, form.to, interim)
    title = _("{number} is passed on to {to}", number=question.number, to=form.to)
    if question.interim_at:
        return question_card(context, question, title)
    told = typed(f"vidare {question.number}", {"till": form.to, "mellansvar": "nu"})
    return question_card(
        context, question, title, _tell(context, question), ready=ready.interim(context, form.to),
        more=(Button(_("The citizen has been told"), told, Style.PRIMARY),),
    )  # fmt: skip


def _tell(context: Context, question: Question) -> str:
    """What telling the citizen does to the clock (H9): passing on alone does nothing to it."""
    if question.due_at is None:
        return _("Tell the citizen that the question is passed on.")
    if context.policy.reply.interim_meets.value:
        return _(
            "Tell the citizen, at the latest {due}: then the time is met. Passing on alone is not enough.",
            due=due_text(context, question),
        )
    return _("Tell the citizen. The time goes on until the question is answered.")


class WaitForm(Form):
    """Which question waits."""

    question: Annotated[Question, QUESTION]


def wait(context: Context, form: WaitForm) -> Card:
    """The citizen was asked something: recorded, but the clock goes on."""
    threads.wait(context, form.question)
    title = _("{number} waits for the citizen", number=form.question.number)
    if form.question.due_at is None:
        return question_card(context, form.question, title)
    return question_card(context, form.question, title, _("The time goes on meanwhile."))


class AgainForm(Form):
    """When the citizen wrote again."""

    question: Annotated[Question, QUESTION]
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


def again(context: Context, form: AgainForm) -> Card:
    """The citizen wrote again: what waited goes on, what was settled is followed by a question of its own."""
    at = not_ahead(context, "at", form.at)
    question = threads.write_again(context, form.question, at, link=form.link, text=form.text)
    if question is form.question:
        return question_card(context, question, _("{number} waits no longer", number=question.number))
    title = _("{number} is recorded, and follows on {old}", number=question.number, old=form.question.number)
    return question_card(context, question, title)


COMMANDS = (
    Command(
        "question.forward", "vidare", "forward", ForwardForm, forward, LOGS, N_("Pass a question on"),
        about="question", rules=("M8", "O4", "H9"),
        examples=('vidare F-2026-0001 till="Samhällsbyggnad"', 'vidare F-2026-0001 till="Gata" mellansvar=nu'),
    ),
    Command(
        "question.wait", "vänta", "wait", WaitForm, wait, LOGS, N_("The citizen was asked something"),
        about="question", rules=("F10",), examples=("vänta F-2026-0001",),
    ),
    Command(
        "question.again", "återöppna", "reopen", AgainForm, again, LOGS, N_("The citizen wrote again"),
        about="question", rules=("F10",), examples=("återöppna F-2026-0001 när=\"idag 9:15\"",),
    ),
)  # fmt: skip
