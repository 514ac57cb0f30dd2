"""Answers: recorded, and signed by the one whose answer it is (F10, F11, H10)."""

from datetime import datetime
from typing import Annotated

from commands import choices
from commands.command import LOGS, Ask, Command, Context, Form, Key
from commands.grammar import typed
from commands.question_card import QUESTION, data_of
from commands.ready import signature
from commands.recent import not_ahead
from core import diary, questions
from core.card import Button, Card, Style
from core.people import Person
from core.policy.parts import Named
from core.questions import Question
from core.words import N_, _

NAME = Key("namn", "name", N_("Signed with name"), N_("As it stands under the answer."), max_length=120)
TITLE = Key("titel", "title", N_("Signed with title"), max_length=120)
DEPARTMENT = Key("avdelning", "department", N_("Signed with department"), max_length=120)


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
    data = data_of(context, question) | {"in_time": in_time, "signed": signed}
    is_diary = question.diary_number or diary.lacks_number(question, context.policy)
    to_diary = _("Hand in the answer and the thread to the diary too.") if is_diary else ""
    title = {
        True: _("{number} is answered, in time", number=question.number),
        False: _("{number} is answered, after the time", number=question.number),
        None: _("{number} is answered", number=question.number),
    }[in_time]
    if signed or question.unsigned_reason:
        return Card(title, to_diary, data=data)
    text = "\n".join(filter(None, (_signature_text(context, person), to_diary)))
    return Card(title, text, buttons=(_sign_button(context, question, person),), data=data)


def _signature_text(context: Context, person: Person) -> str:
    parts = signature(context, person)
    lines = [
        _("End the answer with: {signature}", signature=", ".join(parts.values())),
        _("Then tell me that it is signed."),
    ]
    if len(parts) < len(context.policy.reply.signature.value):
        lines.insert(1, _("Your entry lacks a part of the signature; communications can add it."))
    return "\n".join(lines)


def _sign_button(context: Context, question: Question, person: Person) -> Button:
    keys = {"name": "namn", "title": "titel", "department": "avdelning"}
    values = {keys[part]: value for part, value in signature(context, person).items()}
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
            ("name", "title", "department", "unsigned"), signature(context, answered_by or context.doer)
        )
    if form.unsigned:
        questions.excuse_unsigned(context, question, form.unsigned.name)
    else:
        questions.sign_later(context, question, form.name, form.title, form.department)
    data = data_of(context, question) | {"signed": question.signs(context.policy)}
    return Card(_("Noted for {number}", number=question.number), data=data)


COMMANDS = (
    Command(
        "question.answer", "svar", "answer", AnswerForm, answer, LOGS, N_("Record an answer"), about="question",
        rules=("F10", "F11", "H10"),
        examples=('svar F-2026-0001 namn="Rut Redaktör" avdelning=Kultur', "svar F-2026-0001"),
    ),
    Command(
        "question.sign", "underteckna", "sign", SignForm, sign, LOGS, N_("Record how an answer was signed"),
        about="question", rules=("F11", "H10"), examples=("underteckna F-2026-0001 skäl=skyddad-identitet",),
    ),
)  # fmt: skip
