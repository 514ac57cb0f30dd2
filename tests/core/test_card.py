"""The card: stored as JSON and back without a loss, so that a repeated request gets the very same answer."""

from hypothesis import given
from hypothesis import strategies as st

from core.card import Audience, Button, Card, Fact, Section, Style, Table, from_json, to_json

TEXT = st.text(max_size=20)
BUTTONS = st.lists(st.builds(Button, TEXT, TEXT, st.sampled_from(Style), TEXT), max_size=3).map(tuple)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
CARDS = st.builds(
    Card,
    title=TEXT,
    text=TEXT,
    facts=st.lists(st.builds(Fact, TEXT, TEXT), max_size=3).map(tuple),
    table=st.none()
    | st.builds(Table, st.tuples(TEXT, TEXT), st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)),
    sections=st.lists(st.builds(Section, TEXT, BUTTONS, TEXT), max_size=2).map(tuple),
    buttons=BUTTONS,
    audience=st.sampled_from(Audience),
    data=st.dictionaries(TEXT, JSON, max_size=4),
    more=TEXT,
)


@given(CARDS)
def test_a_card_comes_back_from_json_as_it_was(card: Card) -> None:
    assert from_json(to_json(card)) == card


def test_a_card_is_for_the_caller_unless_it_says_otherwise() -> None:
    """S5: nothing reaches a channel by oversight."""
    assert Card("Rubrik").audience is Audience.CALLER
    assert from_json(to_json(Card("Rubrik"))).audience is Audience.CALLER
