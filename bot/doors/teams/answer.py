"""What is shown of a reply: a message, a form's next page, errors in their fields, the answer to a press."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.doors import lines
from bot.doors.teams import dialog, pieces
from bot.doors.teams.dialog import ADAPTIVE
from bot.doors.teams.draw import Drawer, Drawn
from bot.doors.teams.heard import Heard
from bot.doors.teams.memo import TooMuch
from bot.doors.teams.pieces import Buttons
from bot.doors.texts import Json, clean, clip
from commands.command import Reply
from core.card import Card
from core.words import DEFAULT_LANGUAGE, _, speaking

MESSAGE = "application/vnd.microsoft.activity.message"
SHORT = 300


class Answer:
    """Draws replies in at most `most` octets. `asks` tells whether a line needs a form."""

    def __init__(self, most: int, asks: Callable[[str], bool]) -> None:
        self._most = most
        self._asks = asks

    def messages(self, said: Heard, reply: Reply, start: int = 0) -> list[Drawn]:
        """The reply as a message, and smaller each time: Teams may refuse the first."""
        with speaking(reply.language):
            return list(self._drawer(said, reply).sizes(_with_a_way_in(said, reply), start))

    def card(self, said: Heard, reply: Reply) -> Json:
        """The reply as a card that takes another's place at once."""
        with speaking(reply.language):
            return self._drawer(said, reply).card(_with_a_way_in(said, reply))

    def _drawer(self, said: Heard, reply: Reply) -> Drawer:
        again = "" if said.file else lines.again(said.request, reply)
        do = pieces.OPEN if reply.form else pieces.PRESS
        viewer = said.viewer if again else ""
        return Drawer(self._most, Buttons(self._asks, do, again, said.file), viewer, saves=said.place.is_own)

    def _in_dialog(self, said: Heard, reply: Reply) -> Drawer:
        again = lines.again(said.request, reply)
        drawer = Drawer(self._most, Buttons(self._asks, again=again, file=said.file))
        return dialog.in_dialog(drawer, said.origin)

    def dialog(self, said: Heard, reply: Reply, again: Reply | None = None, start: int = 0) -> Json:
        """A form's next page, the form again with what was wrong, or the card.

        `again` is the form as it was sent in, where the reply has none.
        """
        drawer = self._in_dialog(said, reply)
        with speaking(reply.language):
            if reply.later:
                return dialog.of_card(drawer, replace(reply.card, text=_in_the_chat()))
            form = reply.form or (again.form if again and not reply.ok else None)
            if form is None:
                return dialog.of_card(drawer, reply.card, start)
            held = {name: file for name, file in said.held.items() if name not in reply.errors}
            errors = {} if said.memo is None and "missing" in reply.card.data else reply.errors
            try:
                return dialog.of_form(drawer, form, held, said.origin, _fault(reply, errors), errors)
            except TooMuch as long:
                return dialog.of_card(drawer, _too_much(reply, long.field))

    def asking(self, said: Heard, data: Mapping[str, Any]) -> Json:
        """Whether one is sure."""
        drawer = dialog.in_dialog(Drawer(self._most, Buttons(self._asks)), said.origin)
        with speaking(DEFAULT_LANGUAGE):
            return dialog.asking(drawer, {**data, "origin": said.origin.dump()})

    def late(self) -> Json:
        """A dialog can't be changed once it is shown: what takes longer is answered in the chat."""
        with speaking(DEFAULT_LANGUAGE):
            said = Card(_("Working…"), _in_the_chat())
            return dialog.of_card(Drawer(self._most, Buttons(self._asks, in_dialog=True)), said)


def _in_the_chat() -> str:
    return _("This takes a while. The answer comes in our own chat: you can close this.")


def _with_a_way_in(said: Heard, reply: Reply) -> Card:
    """The card, with a button that opens the form a message can't hold."""
    if not reply.form:
        return reply.card
    button = lines.fill_in(lines.unfinished(said.request, reply), next(iter(said.held), ""))
    return replace(reply.card, buttons=(button, *reply.card.buttons))


def _fault(reply: Reply, errors: Mapping[str, str]) -> Card | None:
    """What was wrong that has no field on the page to stand in."""
    if reply.form is None:
        return reply.card
    shown = {field.name for field in reply.form.fields}
    return reply.card if errors and not errors.keys() <= shown else None


def _too_much(reply: Reply, name: str) -> Card:
    """A dialog holds too little: it says what to shorten."""
    command = lines.named(reply.command)
    keys = command.form.keys() if command else {}
    label = _(keys[name].label) if name in keys else name
    return Card(
        _("This is more than a dialog in Teams holds."),
        _("Shorten {field} and try again, or give it afterwards.", field=label),
    )


def told(text: str) -> Json:
    """The answer to a press whose card stays as it is: a line that passes."""
    shown = clip(" ".join(clean(text).split()), SHORT) or "–"
    return {"statusCode": 200, "type": MESSAGE, "value": shown}


def working() -> Json:
    """What is said meanwhile."""
    with speaking(DEFAULT_LANGUAGE):
        return told(_("Working…"))


def replaced(card: Json) -> Json:
    """The answer to a press whose card another takes the place of."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": card}
