"""Dialogs: a form to fill in, a card to read, a question before what can't be undone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from microsoft_teams.cards import ActionSet

from bot.doors import lines
from bot.doors.held import Held
from bot.doors.teams import inputs, pieces
from bot.doors.teams.draw import ENVELOPE, Drawer
from bot.doors.teams.memo import Memo, Origin, TooMuch
from bot.doors.teams.texts import octets
from bot.doors.texts import Json, clean, clip
from commands.command import FormView
from core.card import Card
from core.words import _

TITLE = 60
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
SEND = "send"


def of_card(drawer: Drawer, card: Card, start: int = 0) -> Json:
    """A card to read, with its buttons."""
    return _dialog(card.title, drawer.card(card, start))


def of_form(
    drawer: Drawer,
    form: FormView,
    held: Mapping[str, Held],
    origin: Origin,
    fault: Card | None = None,
    errors: Mapping[str, str] = {},
) -> Json:
    """A form's page: what was wrong, what to know, the fields with their errors. Raises memo.TooMuch."""
    told = [*_notice(fault), *_known(form.card)]
    asked = [
        drawn
        for field in form.fields
        for drawn in inputs.draw(field, form.command, errors.get(field.name, ""), held.get(field.name))
    ]
    memo = Memo(form.command, form.step, lines.kept_values(form), held, origin, uuid4().hex)
    send = _("Send") if asked else _("Yes, do it")
    last = _row(send, {"do": SEND, "memo": memo.dump()}, "positive")
    shown = drawer.card(
        Card("", form.title if not (told or asked) else ""), before=(*told, *asked), after=(last,)
    )
    if octets(shown) > drawer.most - ENVELOPE:
        raise TooMuch(max(form.values, key=lambda name: len(form.values[name]), default=""))
    return _dialog(form.title, shown)


def asking(drawer: Drawer, data: Mapping[str, Any], label: str) -> Json:
    """Whether one is sure, before a button does what it says."""
    text = clip(clean(str(data["confirm"])), 500)
    does = {name: part for name, part in data.items() if name not in {"confirm", "msteams"}}
    last = _row(label or _("Yes, do it"), does, "destructive")
    return _dialog(_("Are you sure?"), drawer.card(Card("", text), after=(last,)))


def _notice(fault: Card | None) -> list[Json]:
    """What was wrong."""
    if fault is None:
        return []
    title = pieces.lines(clip(fault.title, pieces.TITLE), weight="Bolder", color="Attention")
    return [*title, *pieces.lines(clip(fault.text, 1_000), color="Attention")]


def _known(card: Card | None) -> list[Json]:
    """What to know before one answers."""
    if card is None:
        return []
    heading = pieces.lines(clip(card.title, pieces.TITLE), weight="Bolder")
    facts = [
        line for fact in card.facts[:12] for line in pieces.lines(clip(f"{fact.label}: {fact.value}", 500))
    ]
    return [*heading, *pieces.lines(clip(card.text, 2_000)), *facts]


def _row(label: str, data: Mapping[str, Any], style: str) -> Json:
    action = pieces.press(clip(label, pieces.LABEL), data, opens=False, in_dialog=True, style=style)
    return pieces.dump(ActionSet(actions=[])) | {"actions": [action]}


def _dialog(title: str, card: Json) -> Json:
    """The answer that opens a dialog, or puts another in its place."""
    shown = clip(clean(" ".join(title.split())), TITLE) or _("Done")
    value = {
        "title": shown,
        "width": "medium",
        "height": "large",
        "card": {"contentType": ADAPTIVE, "content": card},
    }
    return {"task": {"type": "continue", "value": value}}


def in_dialog(drawer: Drawer, origin: Origin) -> Drawer:
    """As the drawer, for a dialog that was opened from there."""
    return replace(drawer, how=replace(drawer.how, in_dialog=True, origin=origin.dump()))
