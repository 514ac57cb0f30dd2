"""Questions: the clock from when the citizen wrote, the signature, passing on, closing (F10, F11)."""

import json

from sqlmodel import select

from core import questions
from core.audit import AuditRow
from core.policy.load import HERE
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
)  # fmt: skip

FRIDAY = local(2026, 11, 20, 15, 0)


def test_the_clock_runs_from_when_the_citizen_wrote(town: Town) -> None:
    """F10, S8: Friday 15.00 + 24 h; the weekend does not count; Monday 15.00, with its reasoning."""
    reply = town.say(EDITOR, f'fråga {ACCOUNT} när="2026-11-20 15:00"', local(2026, 11, 20, 16, 12))
    assert reply.card.data["question"] == "F-2026-0001"
    assert reply.card.data["due_at"] == "2026-11-23T15:00:00+01:00"
    assert reply.card.data["reason"] == "fre 15.00 + 24 h; lördag och söndag räknas inte → mån 15.00"


def test_a_question_on_a_saturday_is_due_during_monday(small_town: Town) -> None:
    """F10, S8."""
    reply = small_town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 21, 10, 0))
    assert reply.card.data["due_at"] == "2026-11-24T00:00:00+01:00"
    assert "under måndagen" in reply.card.data["reason"]


def test_the_reasoning_names_the_holidays(small_town: Town) -> None:
    """S8: Christmas Eve counts as a day off."""
    reply = small_town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 12, 23, 10, 0))
    assert "julafton" in reply.card.data["reason"]
    assert reply.card.data["due_at"] == "2026-12-28T10:00:00+01:00"


def test_a_time_ahead_is_refused_in_its_field(small_town: Town) -> None:
    reply = small_town.try_say(EDITOR, f'fråga {ACCOUNT} när="2026-11-20 15:00"', local(2026, 11, 20, 14, 0))
    assert not reply.ok
    assert list(reply.errors) == ["at"]


def test_an_answer_in_time_and_one_too_late(town: Town) -> None:
    """F10: the last instant is still in time."""
    town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    in_time = town.say(EDITOR, "svar F-2026-0001 när=2026-11-23T15:00", local(2026, 11, 24, 9, 0))
    late = town.say(EDITOR, "svar F-2026-0002 när=2026-11-23T15:01", local(2026, 11, 24, 9, 0))
    assert (in_time.card.data["in_time"], late.card.data["in_time"]) == (True, False)


def test_an_unsigned_answer_is_recorded_as_unsigned_and_offered_its_signature(town: Town) -> None:
    """F11: the line to paste, prefilled; one press says that it is signed so."""
    town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    reply = town.say(EDITOR, "svar F-2026-0001", local(2026, 11, 20, 16, 0))
    assert reply.card.data["signed"] is False
    assert f"{EDITOR}, Kultur och fritid" in reply.card.text
    pressed = town.say(EDITOR, reply.card.buttons[0].command, local(2026, 11, 20, 16, 1))
    assert pressed.card.data["signed"] is True


def test_a_signed_answer(small_town: Town) -> None:
    """F11: name and department."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    reply = small_town.say(EDITOR, 'svar F-2026-0001 namn="Eva E" avdelning=Kultur', FRIDAY)
    assert reply.card.data["signed"] is True
    assert not reply.card.buttons


def test_protected_identity_is_a_valid_reason_not_to_sign(small_town: Town) -> None:
    """F11."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    reply = small_town.say(EDITOR, "svar F-2026-0001 osignerat=skyddad-identitet", FRIDAY)
    assert not reply.card.buttons


def test_a_question_is_answered_once(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    small_town.say(EDITOR, "svar F-2026-0001", FRIDAY)
    again = small_town.try_say(SECOND_EDITOR, "svar F-2026-0001", FRIDAY)
    assert not again.ok
    assert again.errors


def test_an_answer_older_than_its_question_is_refused(small_town: Town) -> None:
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    reply = small_town.try_say(EDITOR, "svar F-2026-0001 när=2026-11-20T14:00", FRIDAY)
    assert list(reply.errors) == ["at"]


def test_a_question_is_closed_unanswered_only_with_a_reason(town: Town) -> None:
    """F10."""
    town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    assert list(town.try_say(EDITOR, "stäng F-2026-0001", FRIDAY).errors) == ["reason"]
    wrong = town.try_say(EDITOR, "stäng F-2026-0001 orsak=orkade-inte", FRIDAY)
    assert "återtagen" in wrong.errors["reason"]
    assert town.say(EDITOR, "stäng F-2026-0001 orsak=dubblett", FRIDAY).card.data["in_time"] is None


def test_passing_on_does_not_stop_falkopings_clock(town: Town) -> None:
    """M8, O4; Falköping has no exception for an interim answer (H9)."""
    due = town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY).card.data["due_at"]
    reply = town.say(
        EDITOR,
        'vidare F-2026-0001 till="Samhällsbyggnad" mellansvar=2026-11-20T15:00',
        local(2026, 11, 20, 15, 30),
    )
    assert reply.card.data["due_at"] == due


def test_the_explanation_repeats_the_reasoning(small_town: Town) -> None:
    """F10: the deadline explains itself."""
    first = small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    assert small_town.say(EDITOR, "förklara F-2026-0001").card.data["reason"] == first.card.data["reason"]


def test_a_citizens_words_are_for_the_editors_and_communications(town: Town) -> None:
    """S5: another unit's manager sees the question, not the words; the audit holds no words."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="Min granne heter Hemligsson"', FRIDAY)
    seen = {
        who: str(town.try_say(who, "fråga visa F-2026-0001").card) for who in (EDITOR, COMMUNICATOR, MANAGER)
    }
    assert "Hemligsson" in seen[EDITOR]
    assert "Hemligsson" in seen[COMMUNICATOR]
    assert "Hemligsson" not in seen[MANAGER]
    with town.database.read() as session:
        payloads = session.exec(select(AuditRow.payload)).all()
    assert not any("Hemligsson" in (payload or "") for payload in payloads)


def test_other_units_questions_are_not_shown(small_town: Town) -> None:
    """S2."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    assert not small_town.try_say(OUTSIDER, "fråga visa F-2026-0001").ok
    assert not small_town.try_say(OTHER_MANAGER, "svar F-2026-0001").ok


def test_open_questions_come_first_due_first(small_town: Town) -> None:
    """F10."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    small_town.say(EDITOR, f"fråga {ACCOUNT} när=2026-11-19T09:00", FRIDAY)
    listed = small_town.say(ADMIN, "fråga lista", FRIDAY).card.data["questions"]
    assert [row["question"] for row in listed] == ["F-2026-0002", "F-2026-0001"]


def test_a_link_is_enough(small_town: Town) -> None:
    """S5: words are not needed."""
    small_town.say(EDITOR, f"fråga {ACCOUNT} länk=https://www.facebook.com/x?comment_id=1", FRIDAY)
    with small_town.database.read() as session:
        question = questions.identify(session, small_town.home(session).id, "f-2026-0001")
        assert question is not None
        assert question.text is None
        assert question.link == "https://www.facebook.com/x?comment_id=1"


def test_both_times_are_in_the_log(town: Town) -> None:
    """S3: the time it happened and the time it was recorded."""
    town.say(EDITOR, f"fråga {ACCOUNT} när=2026-11-19T09:00", FRIDAY)
    with town.database.read() as session:
        row = session.exec(select(AuditRow).where(AuditRow.subject == "question:F-2026-0001")).one()
    payload = json.loads(row.payload or "")
    assert payload["happened_at"] == "2026-11-19T08:00:00+00:00"
    assert payload["recorded_at"] == "2026-11-20T14:00:00+00:00"


def test_only_an_answer_that_stands_is_signed(small_town: Town) -> None:
    """F11, S3."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    assert not small_town.try_say(EDITOR, "underteckna F-2026-0001 skäl=skyddad-identitet", FRIDAY).ok
    small_town.say(EDITOR, "ångra", FRIDAY)
    assert not small_town.try_say(EDITOR, "underteckna F-2026-0001 namn=x avdelning=y", FRIDAY).ok


def test_a_second_interim_answer_does_not_bring_a_met_deadline_back(small_town: Town) -> None:
    """H9: where the policy has that exception, the follow-up has no due time."""
    text = (HERE / "falkoping.toml").read_text(encoding="utf-8")
    with small_town.database.write() as session:
        home = small_town.home(session)
        home.policy_text = text.replace("interim_meets = { value = false", "interim_meets = { value = true")
        session.add(home)
    small_town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    told = f"mellansvar={FRIDAY.isoformat()}"
    assert small_town.say(EDITOR, f"vidare F-2026-0001 till=Park {told}", FRIDAY).card.data["due_at"] is None
    later = local(2026, 11, 30, 9, 0)
    again = small_town.say(EDITOR, "vidare F-2026-0001 till=Gata mellansvar=2026-11-30T09:00", later)
    assert again.card.data["due_at"] is None
    assert "besked" in again.card.text
