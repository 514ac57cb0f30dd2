"""A card as an Adaptive Card within so many octets: what finds no room is counted or paged to, never lost silently."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from microsoft_teams.cards import AdaptiveCard, ExecuteAction, RefreshDefinition

from bot.doors.paging import Room, Sheet, page
from bot.doors.teams import pieces
from bot.doors.teams.pieces import Buttons, dump, note, press
from bot.doors.teams.texts import cut, octets
from bot.doors.terminal import card_text
from bot.doors.texts import Json, clean
from core.card import Card
from core.words import _, n_, spoken

VERSION = "1.5"  # what every Teams client shows, on telephones too
FALLBACK = 1_000
ENVELOPE = 1_500  # what stands around a card in what is sent
MOST_ELEMENTS = 300


@dataclass(frozen=True)
class Drawn:
    """A message: a card, and the same as text for notifications. Without a card, text alone."""

    text: str
    card: Json | None


@dataclass(frozen=True)
class Drawer:
    """Draws in at most `most` octets a message. `how` is how buttons are drawn.

    What finds no room is reached by a button, where `how` has the line whose answer the card is; for its `viewer` the
    card is drawn anew from that line whenever it comes into sight. `saves`: a long list is offered as a file.
    """

    most: int
    how: Buttons
    viewer: str = ""
    saves: bool = False

    def sizes(self, card: Card, start: int = 0) -> Iterator[Drawn]:
        """The card, then in half the room where that differs, then as text alone: for when Teams refuses."""
        whole = self.message(card, start)
        yield whole
        smaller = replace(self, most=self.most // 2).message(card, start)
        if smaller != whole:
            yield smaller
        yield Drawn(_alone(card, self.most // 2), None)

    def message(self, card: Card, start: int = 0) -> Drawn:
        """The card as a message, from its piece `start` on."""
        return Drawn(as_text(card), self.card(card, start))

    def card(
        self, card: Card, start: int = 0, before: tuple[Json, ...] = (), after: tuple[Json, ...] = ()
    ) -> Json:
        """The card, between other elements that stand in any case."""
        frame = self._frame(card)
        taken = octets(frame) + octets([before, after]) + ENVELOPE
        room = Room(MOST_ELEMENTS, self.most - taken, measure=lambda block: octets(block) + 1)
        drawn = page(self._sheet(card), room, start)
        return frame | {"body": [*before, *drawn, *after] or [note("–")]}

    def _sheet(self, card: Card) -> Sheet:
        return Sheet(
            head=lambda is_first: pieces.head(card.title, is_first=is_first),
            body=list(pieces.body(card, self.how)),
            own=list(pieces.buttons(card.buttons, self.how)),
            rest=lambda left, shown, start: self._rest(card, left, shown, start),
            turns=bool(self.how.line),
        )

    def _rest(self, card: Card, left: int, shown: int, start: int) -> list[Json]:
        """What stands below a page: how much is left, and how to get there."""
        told = [note(n_("+ {count} more", "+ {count} more", left))] if left else []
        more = clean(card.more).strip()
        if self.how.line and (left or (start and self.how.in_dialog)):
            forth = [self._turn(_("Show the rest"), shown)] if left else []
            back = [self._turn(_("From the beginning"), 0)] if start and self.how.in_dialog else []
            return [*told, _row([*forth, *back, *self._save(card)])]
        if not more or octets(more) > pieces.LINE:
            return told
        label = _("Show the rest") if left else _("Show more")
        data = {"do": self.how.do, "line": more}
        return [*told, _row([press(label, data, opens=False, in_dialog=self.how.in_dialog)])]

    def _turn(self, label: str, start: int) -> Json:
        data = {"do": pieces.MORE, "line": self.how.line, "start": start}
        return press(label, data, opens=False, in_dialog=self.how.in_dialog)

    def _save(self, card: Card) -> list[Json]:
        """A list as a file, in one's own chat, which alone takes files."""
        if card.table is None or card.files or not self.saves or self.how.in_dialog:
            return []
        data = {"do": pieces.SAVE, "line": self.how.line}
        return [press(_("As a file"), data, opens=False, in_dialog=False)]

    def _frame(self, card: Card) -> Json:
        """The card but for its body."""
        made = AdaptiveCard(version=VERSION, body=[], lang=spoken(), fallback_text=as_text(card))
        if self.how.line and self.viewer and not self.how.in_dialog:
            anew = ExecuteAction(verb=pieces.AGAIN, data={"do": pieces.AGAIN, "line": self.how.line})
            made.refresh = RefreshDefinition(action=anew, user_ids=[self.viewer])
        return dump(made)


def _alone(card: Card, most: int) -> str:
    """The card as text alone, where every button is a command to type; its own come first to their room."""
    own = cut(clean(card_text(Card("", buttons=card.buttons))).strip(), most // 2)
    body = clean(card_text(replace(card, buttons=()))).strip()
    return f"{cut(body, most - len(own.encode()) - 1)}\n{own}".strip() or "–"


def _row(actions: list[Json]) -> Json:
    return {"type": "ActionSet", "actions": actions}


def as_text(card: Card) -> str:
    """The card as text, cut to what is shown in notifications and by clients that show no cards;
    a chart in words.
    """
    told = (card.text, card.chart.title, card.chart.told) if card.chart else (card.text,)
    plain = replace(card, text="\n".join(filter(None, told)), chart=None)
    return cut(clean(card_text(plain, commands=False)).strip(), FALLBACK) or "–"
