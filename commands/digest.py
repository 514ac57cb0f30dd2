"""How a person wants the digest: where, at what time, on which days (C2, S7)."""

from datetime import time
from typing import Annotated

from commands import choices, grammar
from commands.command import EVERYONE, Ask, Command, Context, Form, Key
from core import digests
from core.card import Card, Fact
from core.digests import DigestChoice, Place
from core.errors import FieldError
from core.slugs import fold
from core.words import N_, _
from core.words.times import SHORT_WEEKDAYS, joined

SHORT = ("mån", "tis", "ons", "tors", "fre")
WORDS = {
    fold(word): (number,)
    for number, words in enumerate(zip(SHORT, ("mon", "tue", "wed", "thu", "fri"), strict=True), 1)
    for word in words
} | {"vardagar": (1, 2, 3, 4, 5), "weekdays": (1, 2, 3, 4, 5)}
ROLE_TEXT = {
    Place.OWN: N_("here, to you"),
    Place.CHANNEL: N_("in communications' channel, as it comes there"),
    Place.NONE: N_("not at all"),
}


class ChoiceForm(Form):
    """Where, when, on which days."""

    place: Annotated[
        Place | None, Key("till", "to", N_("Where you want it"), position=1, source=choices.PLACES)
    ] = None
    at: Annotated[
        str | None,
        Key("tid", "time", N_("At what time"), N_("Within the hours when the bot may speak."), example="07:30",
            max_length=5),
    ] = None  # fmt: skip
    days: Annotated[
        str | None,
        Key("dagar", "days", N_("On which days"), N_("On working days. One that is off moves to the next."),
            example="mån,tors", max_length=40),
    ] = None  # fmt: skip


def choose(context: Context, form: ChoiceForm) -> Card | Ask:
    """Keeps the caller's choice; without any given it asks, with today's filled in."""
    now = digests.of_person(context.session, context.doer)
    if not (form.place or form.at or form.days):
        return Ask(("place", "at", "days"), _values(context, now))
    at = _time(context, form.at) if form.at else None
    days = _days(form.days) if form.days else None
    place = form.place or (now.place if now and now.place is not Place.NONE else Place.OWN)
    return _card(context, digests.choose(context, place, at, days))


def _values(context: Context, now: DigestChoice | None) -> dict[str, str]:
    place = now.place if now else Place.OWN
    at = now.at if now and now.at else context.policy.reminders.digest.value
    days = ",".join(SHORT[day - 1] for day in sorted(now.weekdays)) if now else "vardagar"
    return {"place": choices.PLACE_WORDS[place][0], "at": f"{at:%H:%M}", "days": days}


def _time(context: Context, text: str) -> time:
    at, window = grammar.clock(text), context.policy.window
    if at is None:
        raise FieldError("at", _("Write the time as 08:00."))
    if not window.opens <= at < window.closes:
        opens, closes = f"{window.opens:%H.%M}", f"{window.closes:%H.%M}"
        raise FieldError("at", _("I may speak from {opens} until {closes}.", opens=opens, closes=closes))
    return at


def _days(text: str) -> tuple[int, ...]:
    found = [WORDS.get(fold(word.strip())) for word in text.split(",") if word.strip()]
    if not found or None in found:
        raise FieldError("days", _("Write the days as mån,tis,ons,tors,fre, or vardagar."))
    return tuple(sorted({day for days in found if days for day in days}))


def _card(context: Context, choice: DigestChoice) -> Card:
    return Card(
        _("Your digest"),
        "" if choice.place is not Place.OWN else _("It comes when there is something to say."),
        facts=(Fact(_("Where"), _(ROLE_TEXT[choice.place])), *_when(context, choice)),
        data={
            "place": choice.place.value,
            "at": _at(context, choice).isoformat("minutes"),
            "days": sorted(choice.weekdays),
        },
    )


def _when(context: Context, choice: DigestChoice) -> tuple[Fact, ...]:
    if choice.place is not Place.OWN:
        return ()
    days = joined([_(SHORT_WEEKDAYS[day - 1]) for day in sorted(choice.weekdays)])
    return (Fact(_("Time"), f"{_at(context, choice):%H.%M}"), Fact(_("Days"), days))


def _at(context: Context, choice: DigestChoice) -> time:
    return choice.at or context.policy.reminders.digest.value


COMMANDS = (
    Command(
        "digest.choose", "inställningar sammanställning", "settings digest", ChoiceForm, choose, EVERYONE,
        N_("Choose when your digest comes"), rules=("C2",),
        examples=("inställningar sammanställning", "inställningar sammanställning mig tid=09:00 dagar=mån,tors"),
    ),
)  # fmt: skip
