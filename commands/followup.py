"""What is to be followed up: what cases, answers, diary and posts still lack, gathered (F11, F13, F14, H15, H29)."""

from commands import choices, rights
from commands.command import EVERYONE, Command, Context, NoForm
from core import accounts, diary, moderation, posts, questions
from core.card import Button, Card, Section
from core.posts import Lack
from core.words import N_, _


def listing(context: Context, _form: NoForm) -> Card:
    """What the accounts the caller handles lack, the oldest first, each with what completes it."""
    handles_all = context.roles & rights.ANYWHERE
    theirs = (
        accounts.listed(context) if handles_all else accounts.concerning(context, context.doer, context.roles)
    )
    mine = {account.id: account.slug for account in theirs}
    gathered = (_cases, _signatures, _unregistered, _posts)
    found = [line for gather in gathered for line in gather(context, mine)]
    return Card(
        _("To follow up ({count})", count=len(found)),
        "" if found else _("Nothing is missing."),
        sections=tuple(section for _number, section in found),
        data={"follow_ups": [number for number, _section in found]},
    )


def _cases(context: Context, slugs: dict[int, str]) -> list[tuple[str, Section]]:
    return [
        _line(case.number, slugs[case.account_id], _names(lacks), f"moderering komplettera {case.number}")
        for case, lacks in moderation.unfinished(context, tuple(slugs))
    ]


def _names(lacks: tuple[moderation.FollowUp, ...]) -> str:
    return ", ".join(choices.word_of(choices.FOLLOW_UP_WORDS, kind).lower() for kind in lacks)


def _signatures(context: Context, slugs: dict[int, str]) -> list[tuple[str, Section]]:
    return [
        _line(each.number, slugs[each.account_id], _("a signature"), f"underteckna {each.number}")
        for each in questions.unsigned(context)
        if each.account_id in slugs
    ]


def _unregistered(context: Context, slugs: dict[int, str]) -> list[tuple[str, Section]]:
    return [
        _line(each.number, slugs[each.account_id], _("a diary number"), f"diarie {each.number}")
        for each in diary.without_number(context)
        if each.account_id in slugs
    ]


_OF_POSTS = {
    Lack.CONSENT: (N_("the place of the consent"), "inlägg samtycke"),
    Lack.PICTURED: (N_("somebody's agreement to be in the picture"), "inlägg bild"),
    Lack.RIGHTS: (N_("the rights to the picture"), "inlägg bild"),
}


def _posts(context: Context, slugs: dict[int, str]) -> list[tuple[str, Section]]:
    return [
        _line(each.number, slugs[each.account_id], _(what), f"{mend} {each.number}")
        for each, lacks in posts.unfinished(context)
        if each.account_id in slugs
        for what, mend in map(_OF_POSTS.__getitem__, lacks)
    ]


def _line(number: str, account: str, what: str, command: str) -> tuple[str, Section]:
    text = _("{number} on {account} lacks: {what}.", number=number, account=account, what=what)
    return number, Section(text, (Button(_("Complete"), command),))


COMMANDS = (
    Command(
        "followup.list", "uppföljning", "follow-ups", NoForm, listing, EVERYONE, N_("List what is to be followed up"),
        reads=True, rules=("F11", "F13", "F14", "H15", "H29"), examples=("uppföljning",),
    ),
)  # fmt: skip
