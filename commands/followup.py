"""What is to be followed up: cases, signatures and consents that lack something, gathered (F11, F13, F14)."""

from commands import choices
from commands.command import EVERYONE, Command, Context, NoForm
from core import accounts, moderation, posts, questions
from core.card import Button, Card, Section
from core.words import N_, _


def listing(context: Context, _form: NoForm) -> Card:
    """What the accounts the caller handles lack, the oldest first, each with what completes it."""
    slugs = {account.id: account.slug for account in accounts.listed(context)}
    theirs = choices.theirs(context)
    mine = {id: slug for id, slug in slugs.items() if theirs is None or id in theirs}
    found = (*_cases(context, mine), *_signatures(context, mine), *_consents(context, mine))
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


def _consents(context: Context, slugs: dict[int, str]) -> list[tuple[str, Section]]:
    return [
        _line(
            each.number,
            slugs[each.account_id],
            _("the place of the consent"),
            f"inlägg samtycke {each.number}",
        )
        for each in posts.without_consent_place(context)
        if each.account_id in slugs
    ]


def _line(number: str, account: str, what: str, command: str) -> tuple[str, Section]:
    text = _("{number} on {account} lacks: {what}.", number=number, account=account, what=what)
    return number, Section(text, (Button(_("Complete"), command),))


COMMANDS = (
    Command(
        "followup.list", "uppföljning", "follow-ups", NoForm, listing, EVERYONE, N_("List what is to be followed up"),
        reads=True, rules=("F11", "F13", "F14"), examples=("uppföljning",),
    ),
)  # fmt: skip
