"""Texts to citizens, ready to paste: in the town's language, signed as its guideline asks (H9, H10, H23, H31, M7)."""

from datetime import date

from commands.command import Context
from core import blocks
from core.card import Section
from core.moderation import Action, Case
from core.people import Person
from core.policy.moderation import Category
from core.words import _, speaking
from core.words.times import day


def signature(context: Context, person: Person) -> dict[str, str]:
    """The parts of the signature the policy asks for, as the person's entry has them (F11, H10)."""
    has = {"name": person.name, "title": person.title, "department": person.department}
    return {part: value for part in context.policy.reply.signature.value if (value := has[part])}


def interim(context: Context, to: str) -> str:
    """That the question is passed on (H9)."""
    with speaking(context.workspace.language):
        return _signed(context, _(
            "Hello! Thank you for writing. I have passed it on to {to}, who will get back to you as soon as possible.",
            to=to,
        ))  # fmt: skip


def elsewhere(context: Context) -> str:
    """That a single case is not dealt with where everybody can read (H31)."""
    with speaking(context.workspace.language):
        return _signed(context, _(
            "Hello! Thank you for writing. This is about a case of your own, and we can't take that here where "
            "everybody can read it. Please call, write to or visit {town} instead, and we will help you. Don't write "
            "any personal details here.", town=context.workspace.name,
        ))  # fmt: skip


def done(context: Context, case: Case, category: Category) -> str:
    """What was done with what somebody wrote, why, and how to complain."""
    with speaking(context.workspace.language):
        said = [_("Hello!"), _what(case), _why(category)]
        if case.blocks:
            until = blocks.review_day(case, context.policy, context.calendar)
            said.append(_("We look at that again on {day} at the latest.", day=day(until)))
        said.append(_(
            "Do you think this is wrong? Tell us: write to, call or visit {town}, and we will look at it once more.",
            town=context.workspace.name,
        ))  # fmt: skip
        return _signed(context, " ".join(said))


def records(context: Context, number: str, lagrum: str, *, in_part: bool) -> str:
    """What goes with public records that are handed out, or are not, and the way to a decision that can be appealed.

    By OSL 6:3, 6:7-8 and the administrative procedure act (2017:900) 43-44 §§.
    """
    with speaking(context.workspace.language):
        said = [_("Hello!"), _("Here is what you asked for.")]
        if lagrum and in_part:
            said.append(_("Some of it is masked, as it is secret by {law}.", law=lagrum))
        elif lagrum:
            said = [
                _("Hello!"),
                _("We can't hand out what you asked for. It is secret by {law}.", law=lagrum),
            ]
        return _signed(context, " ".join((*said, *([appeal(context, number)] if lagrum else []))))


def appeal(context: Context, number: str) -> str:
    """How to get a decision in writing, and how to appeal it."""
    return _(
        "You have the right to have this tried by {town} and to get a decision in writing. Ask us for it, and give "
        "the number {number}. Only such a decision can be appealed: you write to the administrative court of appeal "
        "and hand it in to {town} within three weeks from the day you got the decision.",
        town=context.workspace.name, number=number,
    )  # fmt: skip


def objected(context: Context, number: str, until: date) -> str:
    """That a wish to have something deleted is received, what happens with it, and by when (GDPR art. 12.3)."""
    with speaking(context.workspace.language):
        return _signed(context, _(
            "Hello! Thank you for telling us. We have received your wish that what you wrote is deleted. It has the "
            "number {number}. What is written to {town} in social media is a public record. The law says that such a "
            "record is kept, and that it is deleted only when there is a decision about it. We now look whether yours "
            "can be. You get an answer from us, with the reasons, on {day} at the latest. If you don't think we do "
            "right by you, you can turn to the Swedish Authority for Privacy Protection: imy.se.",
            number=number, town=context.workspace.name, day=day(until),
        ))  # fmt: skip


def _what(case: Case) -> str:
    return {
        Action.HIDDEN: _("We have hidden what you wrote here."),
        Action.REMOVED: _("We have removed what you wrote here."),
        Action.BLOCKED: _("You can't write here for the time being."),
        Action.REPORTED: _("We have reported what you wrote here to the platform."),
    }[case.action]


def _why(category: Category) -> str:
    if category.confidential:
        return _("It held details that may be confidential and can't stand where everybody can read them.")
    return _("The reason is that it goes against our rules or the law: {category}.", category=category.name)


def _signed(context: Context, text: str) -> str:
    """With the line the policy asks for; where it asks for none, with the town's name."""
    parts = signature(context, context.doer)
    return "\n".join((text, "", _("Kind regards"), ", ".join(parts.values()) or context.workspace.name))


def section(text: str) -> Section:
    """The text as a card shows it."""
    return Section(text, heading=_("Text to paste"))
