"""Masks: what is masked is nowhere to be read, whatever it is and wherever it stands; the rest is as it was (H23)."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.disclosures import Mask
from core.extracts import Extract, Record
from core.masking import apply, blackened

WORD = st.text("åäöabcAB .*()+[\\é", min_size=1, max_size=8).filter(lambda text: text.strip())


def mask(**of: Any) -> Mask:
    """A mask that is not saved."""
    return Mask(
        **{"place": 1, "lagrum": "OSL 21 kap. 1 §", "item": None, "field": None, "passage": None} | of
    )


def extract(**values: Any) -> Extract:
    """An extract of one entry, and of the log's row about it."""
    about = {"changes": {"text": values.get("text"), "kept": [values.get("text")]}, "subject": "question:F-1"}
    return Extract(
        (
            Record("question", "F-1", {"number": "F-1", **values}, frozenset({"F-1"})),
            Record("audit", "audit:1", about, frozenset({"audit:1", "F-1"})),
        )
    )


@given(WORD, WORD, WORD)
def test_a_passage_is_nowhere_to_be_read(before: str, passage: str, after: str) -> None:
    """H23: in texts, lists and the log, whatever letters it is made of, in any case."""
    said = f"{before}{passage.upper()}{after}"
    shown = apply(extract(text=said), [mask(passage=passage)], lambda _said, _mask: "█")
    assert shown.withheld
    wanted = " ".join(passage.lower().split())
    question, log = shown.extract.records
    for text in (question.values["text"], log.values["changes"]["text"], *log.values["changes"]["kept"]):
        assert wanted not in " ".join(text.lower().split())


def test_a_whole_field_is_masked_though_a_passage_of_it_is_too() -> None:
    """H23: whichever mask was set first."""
    masks = [mask(place=1, passage="Anna"), mask(place=2, item="F-1", field="text")]
    for each in (masks, masks[::-1]):
        shown = apply(extract(text="Anna bor på Storgatan"), each, blackened)
        assert "Storgatan" not in repr(shown.extract.records[0])
        assert "Storgatan" not in shown.extract.records[1].values["changes"]["text"]


def test_an_entry_is_masked_whole_but_for_what_tells_it_apart() -> None:
    """H23: numbers, times and yes and no too."""
    values = {"text": "Anna", "count": 7, "done": True, "received_at": datetime(2026, 1, 2, tzinfo=UTC)}
    shown = apply(extract(**values), [mask(item="F-1")], blackened).extract
    question, log = shown.records
    assert {name for name, value in question.values.items() if "█" not in str(value)} == {"number"}
    assert log.values["subject"] == "question:F-1"
    assert "Anna" not in repr(shown)


def test_the_longest_passage_comes_first() -> None:
    """H23: a mask of the first name does not hide the whole name from its own mask."""
    masks = [mask(place=1, passage="Anna"), mask(place=2, passage="Anna Andersson", lagrum="OSL 25 kap. 1 §")]
    shown = apply(extract(text="Anna Andersson, kallad Anna"), masks, blackened)
    text = shown.extract.records[0].values["text"]
    assert "Andersson" not in text
    assert text.count("OSL 25 kap. 1 §") == text.count("OSL 21 kap. 1 §") == 1
