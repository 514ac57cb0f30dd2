"""Whoever wrote what was removed: a text to paste with the reason and how to complain, and that they were told."""

from datetime import datetime
from typing import Annotated

from commands import choices, ready
from commands.case_card import case_card, may_be_told
from commands.command import LOGS, Command, Context, Form, Key
from commands.recent import not_ahead
from core import accounts, moderation
from core.card import Button, Card, Style
from core.errors import Refused
from core.moderation import Case
from core.words import N_, _

CASE = Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)


class TextForm(Form):
    """Of which case."""

    case: Annotated[Case, CASE]


def text(context: Context, form: TextForm) -> Card:
    """The text to whoever wrote it."""
    case = form.case
    category = context.policy.moderation.category(case.category)
    if not may_be_told(category, case):
        raise Refused(
            _("There is nobody to tell about {number}.", number=case.number),
            _("Look at it: moderering visa {number}", number=case.number),
        )
    said = ready.done(context, case, category)
    return Card(
        _("Text to whoever wrote it, {number}", number=case.number),
        _("Read it through and change what you like. Never say who reported it."),
        sections=(ready.section(said),),
        buttons=(Button(_("I have told them"), f"moderering besked {case.number}", Style.PRIMARY),),
        data={"case": case.number, "ready_text": said},
    )


class ToldForm(Form):
    """When they were told."""

    case: Annotated[Case, CASE]
    at: Annotated[
        datetime | None, Key("när", "when", N_("When you told them"), N_("Now, if you leave it out."))
    ] = None


def told(context: Context, form: ToldForm) -> Card:
    """Records that whoever wrote it was told."""
    moderation.tell_author(context, form.case, not_ahead(context, "at", form.at))
    account = accounts.get(context.session, form.case.account_id)
    return case_card(context, form.case, account, _("Noted for {number}", number=form.case.number))


COMMANDS = (
    Command(
        "moderation.text", "moderering text", "moderation text", TextForm, text, LOGS,
        N_("Text to whoever wrote it"), about="case", reads=True, rules=("F12",),
        examples=("moderering text M-2026-0001",),
    ),
    Command(
        "moderation.told", "moderering besked", "moderation told", ToldForm, told, LOGS,
        N_("Record that whoever wrote it was told"), about="case", rules=("F12",),
        examples=("moderering besked M-2026-0001",),
    ),
)  # fmt: skip
