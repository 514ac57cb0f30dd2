"""A moderation case as everybody sees it: what it lacks, its details, and the buttons that mend it."""

from commands import choices, rights
from commands import ready as texts
from commands.command import Context
from commands.grammar import typed
from core import blocks, moderation
from core.accounts import Account
from core.card import Button, Card, Fact, Style
from core.logbook import Author
from core.moderation import Action, Beside, Case, FollowUp
from core.policy.moderation import Category
from core.words import N_, _
from core.words.times import day, moment


def advice(category: Category) -> str:
    """What to know before evidence is taken (F13, S9, S10)."""
    if category.keeps_no_evidence:
        return _(
            "Never save, photograph or send the picture: holding it is a crime. Call the police at once (112 or "
            "114 14), remove it, and give link, time and report number here."
        )
    if category.confidential:
        return _(
            "Unpublish it at once. It need not pass through the chat: say where it is kept, or give the diary number."
        )
    return _("Hide it first, then take a screenshot, then remove it. Nothing here may delay the removal.")


def case_card(context: Context, case: Case, account: Account, title: str, *, ready: str = "") -> Card:
    """A case with what it lacks and the buttons that mend it; `ready` is a text to paste."""
    category = context.policy.moderation.category(case.category)
    beside = moderation.beside(context, case)
    lacks = moderation.follow_ups(case, context.policy, beside.waived)
    facts = [
        Fact(_("Account"), account.slug),
        Fact(_("What it was"), category.name),
        Fact(_("What was done"), choices.word_of(choices.ACTION_WORDS, case.action)),
        Fact(_("When"), moment(case.happened_at, context.calendar)),
        Fact(_("Judgement"), choices.word_of(choices.JUDGEMENT_WORDS, case.judgement)),
        *(Fact(_(label), value) for label, value in _details(context, case, account, beside) if value),
        *(
            Fact(_("Closed with a reason"), f"{what(waiver.follow_up)}: {waiver.reason}")
            for waiver in beside.waivers
        ),
    ]
    return Card(
        title=title,
        text=_lacking_text(category, lacks),
        facts=tuple(facts),
        sections=(texts.section(ready),) if ready else (),
        buttons=(*_buttons(category, case, lacks), *_evidence_button(case, beside)),
        data={
            "case": case.number,
            "account": account.slug,
            "category": case.category,
            "action": case.action.value,
            "judgement": case.judgement.value,
            "happened_at": context.calendar.local(case.happened_at).isoformat(),
            "follow_ups": [kind.value for kind in lacks],
            "author": case.author.value,
            "author_told": case.author_told_at is not None,
            "blocked": case.blocks,
        }
        | ({"ready_text": ready} if ready else {}),
    )


def _details(
    context: Context, case: Case, account: Account, beside: Beside
) -> tuple[tuple[str, str | None], ...]:
    told, lifted = case.author_told_at, case.unblocked_at
    review = blocks.review_day(case, context.policy, context.calendar) if case.blocks else None
    return (
        (N_("Written by"), choices.word_of(choices.AUTHOR_WORDS, case.author)),
        (N_("How many"), str(case.count) if case.count > 1 else None),
        (N_("Link"), case.link),
        (N_("Evidence"), ", ".join(beside.evidence.values()) or case.place),
        (N_("Police report"), case.police_report),
        (N_("Deleted under a decision"), case.deleted_by),
        (N_("Diary number"), case.diary_number),
        (N_("Who is blocked"), _blocked(context, case, account)),
        (N_("Reason for blocking"), case.block_reason),
        (N_("The block is looked at again"), day(review) if review else None),
        (N_("Block lifted"), moment(lifted, context.calendar) if lifted else None),
        (N_("Whoever wrote it was told"), moment(told, context.calendar) if told else None),
    )


def _blocked(context: Context, case: Case, account: Account) -> str | None:
    """The profile, to those who are to find it on the platform; to others the pseudonym (S5)."""
    if case.action is not Action.BLOCKED or not case.pseudonym:
        return None
    called = pseudonym(case)
    return f"{case.profile} ({called})" if rights.may_read_words(context, account) else called


def pseudonym(case: Case) -> str:
    """What whoever is blocked goes by in lists; a dash where it is not known."""
    return _("person {pseudonym}", pseudonym=case.pseudonym) if case.pseudonym else "–"


def what(follow_up: FollowUp) -> str:
    """What is lacking, as it stands in a sentence."""
    return choices.word_of(choices.FOLLOW_UP_WORDS, follow_up).lower()


def _lacking_text(category: Category, lacks: tuple[FollowUp, ...]) -> str:
    said = {
        FollowUp.EVIDENCE: _("Evidence is missing: add a screenshot, or say where it is kept."),
        FollowUp.POLICE_REPORT: _("The police report is missing: add its number when you have it."),
        FollowUp.JUDGEMENT: _("Decide with your manager whether it is a crime."),
        FollowUp.BLOCK_REASON: _("Say why the person was blocked."),
        FollowUp.DIARY: _("Hand it in to the diary, and give the number."),
        FollowUp.AUTHOR: _("Tell whoever wrote it what was done and why."),
    }
    lines = [said[kind] for kind in lacks]
    if category.keeps_no_evidence or category.confidential:
        lines.insert(0, advice(category))
    return "\n".join(lines)


def _buttons(category: Category, case: Case, lacks: tuple[FollowUp, ...]) -> tuple[Button, ...]:
    complete = f"moderering komplettera {case.number}"
    buttons = []
    if lacks:
        buttons.append(Button(_("Complete"), complete, Style.PRIMARY))
    if case.action is Action.HIDDEN:
        buttons.append(Button(_("It is removed now"), typed(complete, {"åtgärd": "borttagen"})))
    if may_be_told(category, case):
        buttons.append(Button(_("Text to whoever wrote it"), f"moderering text {case.number}"))
    if case.blocks:
        buttons.append(Button(_("Lift the block"), f"blockering häv {case.number}"))
    return tuple(buttons)


def _evidence_button(case: Case, beside: Beside) -> tuple[Button, ...]:
    if case.file_id is None:
        return ()
    number = beside.evidence[case.file_id]
    return (Button(_("The evidence"), f"underlag visa {number}"),)


def may_be_told(category: Category, case: Case) -> bool:
    """Whether there is a citizen to tell who has not been told; there is none for S9's material, nor for a batch."""
    is_one = case.author is Author.CITIZEN and case.count == 1 and case.voided_at is None
    return is_one and not category.keeps_no_evidence and case.author_told_at is None
