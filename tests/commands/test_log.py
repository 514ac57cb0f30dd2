"""Mistakes: undone within ten minutes, corrected after that; nothing is deleted (S3)."""

from datetime import timedelta

import pytest

from core import moderation, questions
from core.logbook import LogRow
from tests.town import ACCOUNT, EDITOR, OUTSIDER, SECOND_EDITOR, Town, local, png

THEN = local(2026, 11, 20, 15, 0)
SOON, LATER = THEN + timedelta(minutes=10), THEN + timedelta(minutes=11)


def question(town: Town, number: str) -> questions.Question:
    """A question as it is now."""
    with town.database.read() as session:
        found = questions.identify(session, town.home(session).id, number)
    assert found
    return found


def test_one_s_own_last_entry_is_undone_within_ten_minutes(town: Town) -> None:
    """S3: it stays, marked as voided."""
    town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    assert town.say(EDITOR, "ångra", SOON).card.data["undone"] == "F-2026-0001"
    assert question(town, "F-2026-0001").voided_at == SOON


@pytest.mark.parametrize(("who", "when"), [(EDITOR, LATER), (SECOND_EDITOR, SOON)])
def test_neither_later_nor_by_somebody_else(small_town: Town, who: str, when: object) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    reply = small_town.try_say(who, "ångra", when)  # type: ignore[arg-type]
    assert not reply.ok
    assert "rätta" in reply.card.text


def test_an_answer_and_a_closing_are_undone_too(town: Town) -> None:
    town.say(EDITOR, f"fråga {ACCOUNT}", THEN - timedelta(hours=1))
    town.say(EDITOR, "svar F-2026-0001", THEN)
    town.say(EDITOR, "ångra", SOON)
    assert question(town, "F-2026-0001").is_open
    town.say(EDITOR, "stäng F-2026-0001 orsak=dubblett", SOON)
    town.say(EDITOR, "ångra", SOON)
    assert question(town, "F-2026-0001").is_open


def test_a_correction_is_a_new_row_with_a_due_time_of_its_own(town: Town) -> None:
    """S3, F10."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="Hej"', THEN)
    data = town.say(EDITOR, "rätta F-2026-0001 när=2026-11-19T09:00", LATER).card.data
    assert (data["number"], data["replaces"]) == ("F-2026-0002", "F-2026-0001")
    old, new = question(town, "F-2026-0001"), question(town, "F-2026-0002")
    assert old.voided_at == LATER
    assert old.replaced_by == "F-2026-0002"
    assert new.text == "Hej"
    assert new.due_at == local(2026, 11, 20, 9, 0)


def test_a_voided_row_is_not_corrected_again_but_points_on(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "rätta F-2026-0001 när=2026-11-19T09:00", LATER)
    reply = small_town.try_say(EDITOR, "rätta F-2026-0001 när=2026-11-19T10:00", LATER)
    assert "F-2026-0002" in reply.card.text


def test_undoing_a_correction_brings_the_old_row_back(town: Town) -> None:
    town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    town.say(EDITOR, "rätta F-2026-0001 när=2026-11-19T09:00", LATER)
    town.say(EDITOR, "ångra", LATER)
    assert question(town, "F-2026-0001").is_open
    assert question(town, "F-2026-0002").voided_at == LATER


def test_undoing_a_correction_says_which_row_counts_again(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "rätta F-2026-0001 när=2026-11-19T09:00", LATER)
    assert "F-2026-0001" in small_town.say(EDITOR, "ångra", LATER).card.text


def test_a_correction_without_a_change_asks_what_was_wrong(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    reply = small_town.try_say(EDITOR, "rätta F-2026-0001", LATER)
    assert reply.form
    assert "received_at" in {field.name for field in reply.form.fields}


def test_a_case_keeps_its_evidence_when_corrected(town: Town) -> None:
    """F13."""
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold", THEN, files={"evidence": png()})
    town.say(EDITOR, "rätta M-2026-0001 kategori=reklam", LATER)
    with town.database.read() as session:
        case = moderation.identify(session, town.home(session).id, "M-2026-0002")
        assert case
        assert case.file_id
        assert case.judgement == "rules"
        assert moderation.lacking(town.scope(session), case) == ()


def test_an_entry_can_t_be_moved_to_somebody_else_s_account(small_town: Town) -> None:
    """S2."""
    small_town.new_account("musik-ig")
    small_town.say("admin", f"konto ändra musik-ig ansvarig={OUTSIDER}")
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    assert not small_town.try_say(EDITOR, "rätta F-2026-0001 konto=musik-ig", LATER).ok


def test_log_rows_share_what_voiding_needs() -> None:
    assert {"voided_at", "void_reason", "replaced_by", "number"} <= LogRow.model_fields.keys()


def test_only_the_very_last_entry_is_undone(small_town: Town) -> None:
    """S3: what can't be undone is said, and nothing older goes in its place."""
    small_town.say(EDITOR, f"inlägg {ACCOUNT} antal=3", THEN)
    small_town.say(EDITOR, f"inlägg {ACCOUNT} antal=2 vecka=2026-W46", THEN)
    assert "inlägg" in small_town.try_say(EDITOR, "ångra", THEN).card.text
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "vidare F-2026-0001 till=Gatukontoret", THEN)
    assert "rätta F-2026-0001" in small_town.try_say(EDITOR, "ångra", THEN).card.text
    assert question(small_town, "F-2026-0001").is_open


def test_an_answer_of_the_same_moment_goes_before_its_question(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "svar F-2026-0001", THEN)
    small_town.say(EDITOR, "ångra", THEN)
    assert question(small_town, "F-2026-0001").is_open
    small_town.say(EDITOR, "ångra", THEN)
    assert question(small_town, "F-2026-0001").voided_at == THEN


def test_what_a_colleague_has_built_on_is_not_undone(small_town: Town) -> None:
    """S4: the colleague's answer would disappear."""
    small_town.say("admin", f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}", THEN)
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "rätta F-2026-0001 när=2026-11-20T11:30", THEN)
    small_town.say(SECOND_EDITOR, "svar F-2026-0002 namn=Elis avdelning=Kultur", THEN)
    assert not small_town.try_say(EDITOR, "ångra", THEN).ok
    assert question(small_town, "F-2026-0002").in_time is True


def test_a_mistaken_answer_is_corrected_to_open_after_the_ten_minutes(town: Town) -> None:
    """S3: and an open question is not answered by a correction."""
    town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    town.say(EDITOR, "svar F-2026-0001", THEN)
    town.say(EDITOR, "rätta F-2026-0001 öppen=ja", LATER)
    assert question(town, "F-2026-0002").is_open
    assert list(town.try_say(EDITOR, "rätta F-2026-0002 besvarad=2026-11-20T15:05", LATER).errors) == [
        "answered_at"
    ]
