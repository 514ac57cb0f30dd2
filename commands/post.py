"""Posts: logged one by one or a week at a time, with their legal basis (F9, F14)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from commands import choices
from commands.command import LOGS, Ask, Command, Context, Form, Key
from commands.recent import not_ahead
from core import posts, worktime
from core.accounts import Account
from core.card import Button, Card, Style
from core.errors import FieldError, Refused
from core.policy.posting import Basis
from core.posts import Lack, Pictured, Post
from core.words import N_, _, n_
from core.words.times import moment

PLACE = Key(
    "samtycke", "consent", N_("Where the consent is kept"), N_("The consent of those who are seen or named."),
    place=True,
)  # fmt: skip


PICTURED = Key("bild", "picture", N_("People in the picture"), source=choices.PICTURED, page=2)
RIGHTS = Key("rättigheter", "rights", N_("The rights to the pictures are cleared"), page=2)


class NewForm(Form):
    """Posts published, or how many a whole week had."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    count: Annotated[
        int, Key("antal", "count", N_("How many posts"), N_("Published together.")), Field(ge=0, le=1000)
    ] = 1
    at: Annotated[
        datetime | None, Key("när", "when", N_("When published"), N_("Now, if you leave it out."))
    ] = None
    link: Annotated[str | None, Key("länk", "link", N_("Link to the post"), max_length=1000)] = None
    basis: Annotated[
        Basis | None, Key("grund", "basis", N_("Legal basis for personal data"), source=choices.BASES)
    ] = None
    consent_place: Annotated[str | None, PLACE] = None
    week: Annotated[
        str | None,
        Key("vecka", "week", N_("A whole week"), N_("Instead of a time: how many posts that week had."),
            example="2026-W47", page=2, max_length=8),
    ] = None  # fmt: skip
    at_least: Annotated[bool, Key("minst", "at-least", N_("At least so many"), page=2)] = False
    pictured: Annotated[Pictured | None, PICTURED] = None
    rights_cleared: Annotated[bool | None, RIGHTS] = None


def new(context: Context, form: NewForm) -> Card | Ask:
    """Records posts; none answers for a whole week (F9, S6). A form asks of pictures where that is a rule (H29)."""
    if form.week or form.count == 0:
        return _answer_week(context, form)
    at = not_ahead(context, "at", form.at)
    if context.step == 1 and context.policy.posts.pictures.value:
        return Ask(("pictured", "rights_cleared"), card=Card(_("Pictures in the post")))
    post = posts.record(
        context, form.account, at, count=form.count, link=form.link, basis=form.basis,
        consent_place=form.consent_place, pictured=form.pictured, rights_cleared=form.rights_cleared,
    )  # fmt: skip
    lacks = posts.lacking(post, context.policy)
    return Card(
        n_("{count} post is recorded", "{count} posts are recorded", post.count),
        "\n".join(_(_ASKS[lack]) for lack in lacks) or moment(at, context.calendar),
        buttons=_mending(post, lacks),
        data={
            "posts": post.count,
            "post": post.number,
            "account": form.account.slug,
            "published_at": context.calendar.local(at).isoformat(),
            "author": post.author.value,
            "lacks": [lack.value for lack in lacks],
        },
    )


_ASKS = {
    Lack.CONSENT: N_("Say where the consent is kept."),
    Lack.PICTURED: N_("Take the picture away, or get everybody's agreement, and say so."),
    Lack.RIGHTS: N_("Take the picture away, or clear the rights to it, and say so."),
}


def _mending(post: Post, lacks: tuple[Lack, ...]) -> tuple[Button, ...]:
    buttons = []
    if Lack.CONSENT in lacks:
        ask = f"inlägg samtycke {post.number}"
        buttons.append(Button(_("Say where the consent is kept"), ask, Style.PRIMARY))
    if {Lack.PICTURED, Lack.RIGHTS} & {*lacks}:
        buttons.append(Button(_("Say how it is with the pictures"), f"inlägg bild {post.number}"))
    return tuple(buttons)


def _answer_week(context: Context, form: NewForm) -> Card:
    """The week named, the one of the time given, or the one just ended."""
    for name in ("link", "basis", "consent_place", "pictured", "rights_cleared"):
        if getattr(form, name) is not None:
            raise FieldError(name, _("This belongs to one post, not to a whole week. Record that by itself."))
    if form.at and form.week:
        raise FieldError("at", _("Give a time or a week, not both."))
    last = worktime.weeks_back(worktime.iso_week(context.now, context.calendar), 1)
    told = worktime.iso_week(form.at, context.calendar) if form.at else last
    week = (form.week or told).upper()
    try:
        worktime.week_start(week)
    except ValueError:
        raise FieldError("week", _("Write the week as {example}.", example=last)) from None
    if week > last:
        raise FieldError("week", _("That week is not over yet."))
    answer = posts.answer_week(context, form.account, week, form.count, form.at_least)
    return Card(
        _("Thank you! Noted for {slug}, week {week}: {count}", slug=form.account.slug, week=week,
          count=f"{answer.count}+" if answer.at_least else answer.count),
        data={"posts": answer.count, "week": week, "account": form.account.slug},
    )  # fmt: skip


class ConsentForm(Form):
    """Where a consent is kept."""

    post: Annotated[Post, Key("nummer", "number", N_("Post"), position=1, source=choices.POSTS)]
    place: Annotated[
        str,
        Key(
            "plats",
            "place",
            N_("Where the consent is kept"),
            free=True,
            place=True,
            example="W3D3, KS 2026/12",
        ),
    ]


def consent(context: Context, form: ConsentForm) -> Card:
    """Says where the consent behind a post is kept (F14)."""
    posts.place_consent(context, form.post, form.place)
    return Card(_("Noted for {number}", number=form.post.number), data={"post": form.post.number})


class PicturesForm(Form):
    """How it is with a post's pictures."""

    post: Annotated[Post, Key("nummer", "number", N_("Post"), position=1, source=choices.POSTS)]
    pictured: Annotated[Pictured | None, PICTURED] = None
    rights_cleared: Annotated[bool | None, RIGHTS] = None


def pictures(context: Context, form: PicturesForm) -> Card | Ask:
    """Says whether people in pictures have agreed and the rights are cleared (H29); without an answer it asks."""
    if form.pictured is None and form.rights_cleared is None:
        if context.step:
            raise Refused(_("Nothing was filled in."), _("Fill in at least one field."))
        return Ask(("pictured", "rights_cleared"))
    posts.clear_pictures(context, form.post, form.pictured, form.rights_cleared)
    lacks = posts.lacking(form.post, context.policy)
    return Card(
        _("Noted for {number}", number=form.post.number),
        "\n".join(_(_ASKS[lack]) for lack in lacks),
        data={"post": form.post.number, "lacks": [lack.value for lack in lacks]},
    )


COMMANDS = (
    Command(
        "post.new", "inlägg", "post", NewForm, new, LOGS, N_("Record a post"), about="account",
        rules=("F9", "F14", "H29"),
        examples=("inlägg bibliotek-fb grund=inga-personuppgifter", "inlägg bibliotek-fb antal=2 vecka=2026-W46"),
    ),
    Command(
        "post.consent", "inlägg samtycke", "post consent", ConsentForm, consent, LOGS,
        N_("Say where a consent is kept"), about="post", rules=("F14",),
        examples=('inlägg samtycke I-2026-0001 "Pärm 3, biblioteket"',),
    ),
    Command(
        "post.pictures", "inlägg bild", "post pictures", PicturesForm, pictures, LOGS,
        N_("Say how it is with a post's pictures"), about="post", rules=("H29",),
        examples=("inlägg bild I-2026-0001 bild=godkänd rättigheter=ja",),
    ),
)  # fmt: skip
