"""An account's profile and launch gone through point by point, and the text for the profile (F16, M3, H6, H7, H26)."""

from typing import Annotated

from commands import choices
from commands.account_card import ACCOUNT, AboutForm, data_of
from commands.command import EVERYONE, LOGS, Ask, Command, Context, Form, Key
from core import checklists, infotext, plans
from core.accounts import Account
from core.card import Button, Card, Fact, Section
from core.checklists import Check, Checklist
from core.errors import Refused
from core.policy.parts import Named
from core.words import N_, _, n_


class ProfileForm(Form):
    """Which points of the profile are as they should."""

    account: Annotated[Account, ACCOUNT]
    done: Annotated[
        tuple[Named, ...], Key("klart", "done", N_("What is in place"), source=choices.PROFILE_POINTS)
    ] = ()
    none: Annotated[bool, Key("inget", "none", N_("Nothing of it is in place"))] = False


class LaunchForm(Form):
    """Which points of the launch are done."""

    account: Annotated[Account, ACCOUNT]
    done: Annotated[
        tuple[Named, ...], Key("klart", "done", N_("What is in place"), source=choices.LAUNCH_POINTS)
    ] = ()
    none: Annotated[bool, Key("inget", "none", N_("Nothing of it is in place"))] = False


def profile(context: Context, form: ProfileForm) -> Card | Ask:
    """Goes through the profile point by point (F16, M3, H6, H26)."""
    return _go_through(context, form, Checklist.PROFILE, _("The profile of {slug}", slug=form.account.slug))


def launch(context: Context, form: LaunchForm) -> Card | Ask:
    """Goes through what is done at the launch (H7)."""
    return _go_through(context, form, Checklist.LAUNCH, _("The launch of {slug}", slug=form.account.slug))


def _go_through(
    context: Context, form: ProfileForm | LaunchForm, checklist: Checklist, title: str
) -> Card | Ask:
    points = checklists.points(context.policy, checklist).value
    if not points:
        raise Refused(_("The guidelines have no points to go through here."))
    if not form.done and not form.none:
        return Ask(
            ("done", "none"), _before(context, form.account, checklist), _to_see(context, checklist, title)
        )
    plan = plans.current(context.session, form.account)
    wanted = {point.id for point in form.done}
    done = [point for point in points if point.id in wanted]
    check = checklists.go_through(context, form.account, checklist, done, plan.id if plan else None)
    return _card(context, form.account, check, title)


def _before(context: Context, account: Account, checklist: Checklist) -> dict[str, str]:
    """What was in place the last time."""
    check = checklists.latest(context, [account.id]).get((account.id, checklist))
    return {"done": ",".join(check.done)} if check and check.done else {}


def _to_see(context: Context, checklist: Checklist, title: str) -> Card:
    points = checklists.points(context.policy, checklist)
    lines = [
        f"{point.id}: {point.name}" + (f" ({_('should')})" if point.is_should(points.strength) else "")
        for point in points.value
    ]
    return Card(title, "\n".join(lines))


def _card(context: Context, account: Account, check: Check, title: str) -> Card:
    """What was found, and what is left."""
    points = checklists.points(context.policy, check.checklist)
    left = [point for point in points.value if point.id not in check.done]
    shall = [point.name for point in left if not point.is_should(points.strength)]
    should = [point.name for point in left if point.is_should(points.strength)]
    groups = ((_("Shall be mended"), shall), (_("Should be mended"), should))
    return Card(
        title,
        n_("{count} of {all} points is in place.", "{count} of {all} points are in place.", len(check.done),
           all=len(points.value)),
        sections=tuple(Section("\n".join(names), heading=heading) for heading, names in groups if names),
        buttons=(Button(_("Text for the profile"), f"infotext {account.slug}"),) if left else (),
        data=data_of(account) | {"done": list(check.done), "left": [point.id for point in left]},
    )  # fmt: skip


def text_for(context: Context, form: AboutForm) -> Card:
    """The account's text for its profile, ready to paste, and the whole text for where there is room (H6)."""
    account = form.account
    text = infotext.of(context.policy, account, context.workspace.name)
    fits = [Section(text.short, heading=_("In the profile"))] if text.short != text.whole else []
    heading = _("The whole text, for a pinned post or the website") if fits else _("In the profile")
    size = _("{count} of {limit} characters", count=len(text.short), limit=text.limit) if text.limit else ""
    hint = _("The account has no contact for the public yet: konto ändra {slug} kontakt=…", slug=account.slug)
    return Card(
        _("Text for the profile of {slug}", slug=account.slug),
        "" if account.contact or context.policy.accounts.infotext.value else hint,
        facts=(Fact(_("Length"), size),) if size else (),
        sections=(*fits, Section(text.whole, heading=heading)),
        data=data_of(account) | {"text": text.whole, "short": text.short, "limit": text.limit},
    )


COMMANDS = (
    Command(
        "account.profile", "konto profil", "account profile", ProfileForm, profile, LOGS,
        N_("Go through an account's profile"), about="account", rules=("F16", "M3", "M11", "H6", "H26"),
        examples=("konto profil bibliotek-fb", "konto profil bibliotek-fb klart=avsändare,beskrivning"),
    ),
    Command(
        "account.launch", "konto lansera", "account launch", LaunchForm, launch, LOGS,
        N_("Go through an account's launch"), about="account", rules=("H7",),
        examples=("konto lansera bibliotek-fb", "konto lansera bibliotek-fb klart=delat,länkat"),
    ),
    Command(
        "account.text", "infotext", "infotext", AboutForm, text_for, EVERYONE,
        N_("The account's text for its profile, ready to paste"), reads=True, rules=("H6", "M3", "F16"),
        examples=("infotext bibliotek-fb",),
    ),
)  # fmt: skip
