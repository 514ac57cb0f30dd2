"""The diary: a number for a question or a moderation case, or the registrar's word that there is none (H15, O8, O9)."""

from typing import Annotated

from commands import choices, rights
from commands.case_card import case_card
from commands.command import LOGS, Ask, Command, Context, Form, Key
from commands.question_card import QUESTION, question_card
from core import accounts, diary, moderation
from core.card import Button, Card, Section, Style
from core.errors import FieldError, Refused
from core.moderation import Case, FollowUp
from core.people import Role
from core.questions import Question
from core.words import N_, _

NUMBER = Key("nummer", "number", N_("Diary number"), example="KS 2026/123", max_length=60)
DECLINED = Key(
    "diarieförs-inte", "not-registered", N_("Not registered, because"),
    N_("Only the registrar can say that."), max_length=500,
)  # fmt: skip
REGISTERS = LOGS | {Role.REGISTRAR}


def _check(context: Context, number: str | None, declined: str | None) -> None:
    """One or the other, and the registrar alone says that something is not registered (H15)."""
    if number and declined:
        raise FieldError("declined", _("Give a number or a reason, not both."))
    if declined:
        text = _("Only the registrar can say that something is not registered.")
        rights.must(context, rights.DECLINE, "declined", text)


def _ask(context: Context, card: Card) -> Ask:
    if context.step:
        raise Refused(_("Nothing was filled in."), _("Fill in at least one field."))
    return Ask(("number", "declined") if rights.may_act(context, rights.DECLINE) else ("number",), {}, card)


class QuestionForm(Form):
    """A question's diary number, or why it has none."""

    question: Annotated[
        Question, Key("fråga", "question", N_("Question"), position=1, source=QUESTION.source)
    ]
    number: Annotated[str | None, NUMBER] = None
    declined: Annotated[str | None, DECLINED] = None

    def check(self, context: Context) -> None:
        """Only the registrar declines."""
        _check(context, self.number, self.declined)


def question(context: Context, form: QuestionForm) -> Card | Ask:
    """Records a question's diary number, or that it is not registered (O8, O9, H15)."""
    asked = form.question
    if form.number:
        diary.give_number(context, asked, form.number)
        title = _("{number} is in the diary: {diary}", number=asked.number, diary=form.number)
    elif form.declined:
        diary.decline(context, asked, form.declined)
        title = _("{number} is not registered in the diary", number=asked.number)
    else:
        return _ask(context, question_card(context, asked, asked.number))
    return question_card(context, asked, title)


class CaseForm(Form):
    """A case's diary number, or why it has none."""

    case: Annotated[Case, Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)]
    number: Annotated[str | None, NUMBER] = None
    declined: Annotated[str | None, DECLINED] = None

    def check(self, context: Context) -> None:
        """Only the registrar declines."""
        _check(context, self.number, self.declined)


def case(context: Context, form: CaseForm) -> Card | Ask:
    """Records a moderation case's diary number, or that it is not registered (G7, O8, O9)."""
    account = accounts.get(context.session, form.case.account_id)
    number = form.case.number
    if form.number:
        moderation.complete(context, form.case, context.policy, diary_number=form.number)
        title = _("{number} is in the diary: {diary}", number=number, diary=form.number)
    elif form.declined:
        moderation.waive(context, form.case, FollowUp.DIARY, form.declined)
        title = _("{number} is not registered in the diary", number=number)
    else:
        return _ask(context, case_card(context, form.case, account, number))
    return case_card(context, form.case, account, title)


def sections(context: Context, account_ids: tuple[int, ...]) -> list[Section]:
    """What lacks a diary number: questions of one's accounts; for the registrar all, cases too (H15)."""
    is_registrar = Role.REGISTRAR in context.roles
    numbers = [
        asked.number
        for asked in diary.without_number(context)
        if is_registrar or asked.account_id in account_ids
    ]
    if is_registrar:
        ids = tuple(account.id for account in accounts.listed(context))
        found = moderation.unfinished(context, ids)
        numbers += [each.number for each, lacks in found if FollowUp.DIARY in lacks]
    return [
        Section(
            _("{number} lacks its diary number", number=number),
            (Button(_("Give the diary number"), f"diarie {number}", Style.PRIMARY),),
        )
        for number in numbers
    ]


COMMANDS = (
    Command(
        "question.diary", "diarie F-*", "diary F-*", QuestionForm, question, REGISTERS,
        N_("Give a question's diary number"), about="question", rules=("O8", "O9", "G7", "H15"),
        examples=('diarie F-2026-0001 nummer="KS 2026/123"',
                  'diarie F-2026-0001 diarieförs-inte="Av ringa betydelse"'),
    ),
    Command(
        "moderation.diary", "diarie M-*", "diary M-*", CaseForm, case, REGISTERS,
        N_("Give a moderation case's diary number"), about="case", rules=("O8", "O9", "G7", "H15"),
        examples=('diarie M-2026-0001 nummer="KS 2026/124"',),
    ),
)  # fmt: skip
