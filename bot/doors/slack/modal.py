"""Views: a form to fill in, a card to read, a moment to wait; and a form drawn again with what was wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.doors import lines
from bot.doors.held import Held
from bot.doors.paging import Room
from bot.doors.slack import draw, inputs
from bot.doors.slack.memo import Memo, Origin
from bot.doors.slack.texts import Json, plain
from commands.command import FormView
from core.card import Card
from core.words import _

TITLE = 24
_NOTICE = "notice:"
_TOP = Room(15, 20_000)
_SENT_BACK = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def waiting() -> Json:
    """What stands there until the form is filled or the work done."""
    return _view(_("One moment"), [_plain_block(_("Working…"))], close=_("Close the window"))


def of_card(card: Card, origin: Origin, *, again: str = "", start: int = 0) -> Json:
    """A card to read; what its buttons change is told at its `origin`. `again` and `start` as for `draw.message`."""
    title = card.title if card.title.strip() else _("Done")
    view = _view(title, draw.blocks(card, again=again, start=start), close=_("Close the window"))
    return view | {"private_metadata": Memo(origin=origin).dump()}


def home(card: Card, room: Room = draw.HOME, *, again: str = "", start: int = 0) -> Json:
    """A card as the bot's App Home; `again` and `start` as for `draw.message`."""
    return {"type": "home", "blocks": draw.blocks(card, room, again=again, start=start)}


def of_form(form: FormView, held: Mapping[str, Held], origin: Origin, fault: Card | None = None) -> Json:
    """A form's page: what was wrong, what to know, the fields. Raises memo.TooMuch."""
    told = [*_notice(fault), *(draw.blocks(form.card, _TOP) if form.card else [])]
    heading = [_plain_block(form.title)] if len(form.title) > TITLE else []
    asked = [block for field in form.fields for block in inputs.draw(field, form.step, held.get(field.name))]
    blocks = [*draw.numbered(told), *heading, *asked] or [_plain_block(form.title)]
    view = _view(form.title, blocks, close=_("Cancel"))
    submit = _("Send") if asked else _("Yes, do it")
    return view | {
        "callback_id": "form",
        "submit": plain(submit, TITLE),
        "private_metadata": _memo(form, held, origin).dump(),
    }


def _memo(form: FormView, held: Mapping[str, Held], origin: Origin) -> Memo:
    """What the view does not show."""
    return Memo(form.command, form.step, lines.kept_values(form), held, origin)


def again(shown: Mapping[str, Any], fault: Card, held: Mapping[str, Held]) -> Json:
    """The view that was submitted, with what was answered in it and what was wrong on top. Raises memo.TooMuch."""
    memo = replace(Memo.load(shown["private_metadata"]), files=held)
    blocks = [_again(block, shown["state"], memo) for block in shown["blocks"] if not _is_notice(block)]
    back = {name: shown[name] for name in _SENT_BACK if shown.get(name)}
    return back | {"private_metadata": memo.dump(), "blocks": draw.numbered([*_notice(fault), *blocks])}


def _again(block: Json, state: Mapping[str, Any], memo: Memo) -> Json:
    held = memo.files.get(inputs.field_of(block.get("block_id", "")))
    if held and block["type"] == "input":
        return block | {"optional": True, "hint": plain(inputs.kept(held))}
    return inputs.refilled(block, state)


def _notice(fault: Card | None) -> list[Json]:
    """What was wrong, in blocks that are taken away when the view is drawn again."""
    drawn = draw.blocks(fault, _TOP) if fault else []
    return [block | {"block_id": f"{_NOTICE}{number}"} for number, block in enumerate(drawn)]


def _is_notice(block: Json) -> bool:
    return str(block.get("block_id", "")).startswith(_NOTICE)


def _plain_block(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def _view(title: str, blocks: list[Json], close: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "card",
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": blocks,
    }
