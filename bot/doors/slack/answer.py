"""What is shown of a reply: a message, a form's next page, errors in their fields, the Home tab."""

from collections.abc import Iterator
from dataclasses import replace

from bot.doors import lines
from bot.doors.slack import draw, heard, inputs, modal
from bot.doors.slack.heard import Heard
from bot.doors.slack.memo import Memo, Origin, TooMuch
from bot.doors.slack.texts import Json, clip
from commands.command import Reply
from core.card import Audience, Card
from core.words import DEFAULT_LANGUAGE, _, speaking

_BLOCK_ID = 255


def working() -> Iterator[Json]:
    """What is said meanwhile."""
    with speaking(DEFAULT_LANGUAGE):
        return _addressed([draw.message(Card("", _("Working…"))).as_message()], public=False)


def messages(said: Heard, reply: Reply, start: int = 0, picture: str = "") -> Iterator[Json]:
    """The reply as a message, and smaller each time it is asked for again: Slack may refuse the first.

    Only who asked sees it, unless its card is for the channel. `picture` is Slack's id of the card's chart.
    """
    public = reply.ok and reply.card.audience is Audience.CHANNEL
    with speaking(reply.language):
        sizes = list(_sizes(said, reply, start))
        sizes = [*draw.pictured(sizes[0], reply.card.chart, picture), *sizes]
        drawn = [_tagged(each.as_message(), _again(said, reply)) for each in sizes]
    return _addressed(drawn, public)


def _addressed(drawn: list[Json], public: bool) -> Iterator[Json]:
    kind = "in_channel" if public else "ephemeral"
    return iter([{"response_type": kind, **each} for each in drawn])


def _sizes(said: Heard, reply: Reply, start: int) -> Iterator[draw.Drawn]:
    if not reply.form:
        return draw.sizes(reply.card, again=_again(said, reply), start=start, file=said.file)
    fill_in = lines.fill_in(lines.unfinished(said.request, reply), next(iter(said.held), ""))
    card = replace(reply.card, buttons=(fill_in, *reply.card.buttons))
    return draw.sizes(card, prefix=heard.OPEN, file=said.file)


def _again(said: Heard, reply: Reply) -> str:
    """The line that would give this card again; none where it would change something, or where it holds a file."""
    return "" if said.file else lines.again(said.request, reply)


def _tagged(message: Json, again: str) -> Json:
    """The message, in which each row of buttons says which line gave it: pressed, it is drawn again from that."""
    if not again or "blocks" not in message:
        return message
    return message | {
        "blocks": [_row(block, f"again:{n}:{again}") for n, block in enumerate(message["blocks"])]
    }


def _row(block: Json, tag: str) -> Json:
    return block | {"block_id": tag} if block["type"] == "actions" and len(tag) <= _BLOCK_ID else block


def home(reply: Reply, start: int = 0) -> list[Json]:
    """The Home tab, and in half the room for when Slack refuses that."""
    again = "hem" if reply.ok else ""
    with speaking(reply.language):
        return [
            modal.home(reply.card, room, again=again, start=start) for room in (draw.HOME, draw.HOME.half())
        ]


def form_answer(said: Heard, reply: Reply) -> Json:
    """The answer to a form sent in, in time: errors in its own fields, or what takes its place."""
    if reply.errors and _in_its_fields(said, reply):
        step = Memo.load(said.shown["private_metadata"]).step
        errors = {inputs.block_id(name, step): clip(text, 1000) for name, text in reply.errors.items()}
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": next_view(said, reply)}


def _in_its_fields(said: Heard, reply: Reply) -> bool:
    """Whether every error is of a field on the view, and none of a file handed in on an earlier page."""
    memo = Memo.load(said.shown["private_metadata"])
    asked = {inputs.field_of(block["block_id"]) for block in said.shown["blocks"] if block["type"] == "input"}
    return reply.errors.keys() <= asked and not reply.errors.keys() & memo.files.keys()


def next_view(said: Heard, reply: Reply, start: int = 0) -> Json:
    """The form's next page, the form again with what was wrong, or the card."""
    held = {name: file for name, file in said.held.items() if name not in reply.errors}
    with speaking(reply.language):
        try:
            if said.shown and not reply.ok and (reply.form is None or _is_about(said, reply)):
                return modal.again(said.shown, reply.card, held)
            if reply.form:
                return modal.of_form(reply.form, held, said.origin, _fault(reply))
        except TooMuch as long:
            return _too_much(said, reply, long.field)
        return modal.of_card(reply.card, said.origin, again=_again(said, reply), start=start)


def _is_about(said: Heard, reply: Reply) -> bool:
    return bool(reply.errors) and _in_its_fields(said, reply)


def _fault(reply: Reply) -> Card | None:
    """What was wrong with what was given; that something is missing needs no words in a form."""
    return reply.card if reply.errors and "missing" not in reply.card.data else None


def _too_much(said: Heard, reply: Reply, name: str) -> Json:
    """Slack keeps too little between pages: the form stays as it was, and says what to shorten."""
    fault = Card(
        _("This is more than Slack holds between two pages."),
        _("Shorten {field} and try again, or give it afterwards.", field=_label(reply.command, name)),
    )
    if said.shown:
        return modal.again(said.shown, fault, Memo.load(said.shown["private_metadata"]).files)
    return modal.of_card(replace(fault, facts=reply.card.facts), Origin())


def _label(name: str, field: str) -> str:
    command = lines.named(name)
    keys = command.form.keys() if command else {}
    return _(keys[field].label) if field in keys else field
