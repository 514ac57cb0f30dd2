"""The council's meetings: called, answered, held; decisions, tasks and minutes; who sees what (F7, F15, C2)."""

from datetime import date, timedelta

import pytest

from core import meetings, proceedings
from tests.records import audit_rows, chain_faults
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
)  # fmt: skip

CALLED, HELD = local(2026, 11, 20, 10), local(2026, 12, 3, 10)
AFTER = HELD + timedelta(hours=1)
CALL = 'möte kalla när="2026-12-03 10:00" plats="Stadshuset, rum 2" dagordning="Läget i siffror"'
NUMBER = "N-2026-0001"


@pytest.fixture
def called(town: Town) -> Town:
    """A town whose council is called."""
    town.say(EDITOR, 'möte punkt "Ska vi finnas på Threads?"', CALLED)
    town.say(COMMUNICATOR, CALL, CALLED)
    return town


@pytest.fixture
def small_called(small_town: Town) -> Town:
    """As `called`, on SQLite only."""
    small_town.say(EDITOR, 'möte punkt "Ska vi finnas på Threads?"', CALLED)
    small_town.say(COMMUNICATOR, CALL, CALLED)
    return small_town


def council_of(town: Town) -> set[str]:
    """The council's members by slug."""
    with town.database.read() as session:
        return {person.slug for person in meetings.members(town.scope(session, AFTER))}


def test_membership_follows_the_editors(small_town: Town) -> None:
    """F7: editors of accounts in use, the conveners, and those given the role; nobody is entered by hand."""
    assert council_of(small_town) == {EDITOR, COMMUNICATOR, COUNCIL}
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    assert council_of(small_town) == {EDITOR, SECOND_EDITOR, COMMUNICATOR, COUNCIL}
    small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Slut")
    assert council_of(small_town) == {COMMUNICATOR, COUNCIL}


def test_a_meeting_is_called_with_the_points_that_waited_first(called: Town) -> None:
    """F7."""
    data = called.say(EDITOR, "möte visa", CALLED).card.data
    assert data["meeting"] == NUMBER
    assert data["starts_at"] == "2026-12-03T10:00:00+01:00"
    assert data["agenda"] == ["Ska vi finnas på Threads?", "Läget i siffror"]
    called.say(EDITOR, "möte punkt Bildregler", CALLED)
    assert called.say(EDITOR, "möte visa", CALLED).card.data["agenda"][-1] == "Bildregler"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("möte kalla", "starts_at"),
        ('möte kalla när="2026-11-01 10:00" plats=Teams', "starts_at"),
        ('möte kalla när="2029-11-01 10:00" plats=Teams', "starts_at"),
        ('möte kalla när="2026-12-03 10:00" plats="https://a.example lösenord: hemligt1"', "place"),
    ],
)
def test_a_call_that_can_not_be_is_refused_in_its_field(small_town: Town, text: str, field: str) -> None:
    """S1 too: the log-in to a video meeting is no place."""
    assert field in small_town.try_say(COMMUNICATOR, text, CALLED).errors


@pytest.mark.parametrize("person", [EDITOR, MANAGER])
def test_only_communications_and_the_council_convene(small_town: Town, person: str) -> None:
    """F7, S2."""
    assert not small_town.try_say(person, CALL, CALLED).ok
    assert small_town.say(COUNCIL, CALL, CALLED).card.data["meeting"] == NUMBER


def test_who_comes_is_seen_by_all_who_can_not_by_communications(small_called: Town) -> None:
    """F15."""
    small_called.say(EDITOR, f"möte svar {NUMBER} kommer", CALLED)
    small_called.say(COUNCIL, f"möte svar {NUMBER} kan-inte", CALLED)
    seen = facts(small_called, EDITOR)
    assert seen["Kommer"] == EDITOR
    assert "Kan inte" not in seen
    assert facts(small_called, COMMUNICATOR)["Kan inte"] == COUNCIL


def facts(town: Town, person: str) -> dict[str, str]:
    """The meeting's facts as somebody sees them."""
    card = town.say(person, f"möte visa {NUMBER}", AFTER - timedelta(hours=2)).card
    return {fact.label: fact.value for fact in card.facts}


def test_a_moved_meeting_is_answered_anew_and_a_called_off_one_keeps_its_points(small_called: Town) -> None:
    """F7."""
    small_called.say(EDITOR, f"möte svar {NUMBER} kommer", CALLED)
    small_called.say(COMMUNICATOR, f"möte ändra {NUMBER} plats=Teams", CALLED)
    assert facts(small_called, EDITOR)["Kommer"] == EDITOR
    small_called.say(COMMUNICATOR, f'möte ändra {NUMBER} när="2026-12-04 10:00"', CALLED)
    assert "Kommer" not in facts(small_called, EDITOR)
    assert f"möte svar {NUMBER} kommer" in buttons(small_called, EDITOR, "mina")
    small_called.say(COMMUNICATOR, f"möte ställ-in {NUMBER} Sjukdom", CALLED)
    assert small_called.say(EDITOR, "möte lista", CALLED).card.data["waiting"] == [
        "Ska vi finnas på Threads?", "Läget i siffror",
    ]  # fmt: skip
    assert not small_called.try_say(EDITOR, f"möte svar {NUMBER} kommer", CALLED).ok
    assert f"möte svar {NUMBER} kommer" not in buttons(small_called, EDITOR, "mina")


def buttons(town: Town, person: str, text: str) -> list[str]:
    """The commands behind the buttons of a card."""
    card = town.say(person, text, CALLED).card
    return [b.command for s in card.sections for b in s.buttons] + [b.command for b in card.buttons]


def test_attendance_is_known_of_each_and_absence_to_communications_only(called: Town) -> None:
    """F15: nobody else finds who was away, neither in the card, the data, the minutes nor the list."""
    assert "N-2026-0001" in called.try_say(COMMUNICATOR, f"möte närvaro {NUMBER}", CALLED).card.title
    called.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR},{COMMUNICATOR},{MANAGER}", AFTER)
    ours = called.say(COMMUNICATOR, "möte visa", AFTER).card
    assert {f.label: f.value for f in ours.facts}[
        "Frånvarande (ser bara kommunikationsavdelningen)"
    ] == COUNCIL
    for text in ("möte visa", "möte protokoll"):
        theirs = called.say(EDITOR, text, AFTER).card
        assert EDITOR in repr(theirs)
        assert COUNCIL not in repr(theirs)
    assert not called.try_say(EDITOR, "möte deltagande", AFTER).ok
    assert not called.try_say(COUNCIL, f"möte närvaro närvarande={EDITOR}", AFTER).ok
    assert called.say(COMMUNICATOR, "möte deltagande", AFTER).card.data["attendance"] == {
        EDITOR: [1, 1], COMMUNICATOR: [1, 1], MANAGER: [1, 1], COUNCIL: [0, 1],
    }  # fmt: skip


def test_a_corrected_attendance_takes_the_place_of_the_first(small_called: Town) -> None:
    """F15."""
    small_called.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR},{MANAGER}", AFTER)
    small_called.say(COMMUNICATOR, f"möte närvaro närvarande={COUNCIL}", AFTER)
    known = small_called.say(COMMUNICATOR, "möte deltagande", AFTER).card.data["attendance"]
    assert (known[MANAGER], known[COUNCIL]) == ([0, 1], [1, 1])


def test_the_form_of_attendance_suggests_who_said_they_come(small_called: Town) -> None:
    small_called.say(EDITOR, f"möte svar {NUMBER} kommer", CALLED)
    form = small_called.try_say(COMMUNICATOR, "möte närvaro", AFTER).form
    assert form
    assert {field.name: field.value for field in form.fields} == {"present": EDITOR}


def test_decisions_are_numbered_and_a_mistake_is_replaced_but_stays(called: Town) -> None:
    """F7, S3."""
    called.say(COUNCIL, 'möte beslut "Alla profiler får en bild"', AFTER)
    called.say(COUNCIL, "möte beslut Senast i maj ersätter=B-2026-0001", AFTER)
    said = called.say(EDITOR, "möte protokoll", AFTER).card.files[0].content.decode()
    assert "- B-2026-0001: Alla profiler får en bild (ersatt av B-2026-0002)" in said
    assert "- B-2026-0002: Senast i maj" in said
    assert not called.try_say(COUNCIL, "möte beslut Nej ersätter=B-2026-0001", AFTER).ok
    assert not called.try_say(EDITOR, "möte beslut Nej", AFTER).ok
    assert chain_faults(called) == []


def test_nothing_is_decided_before_a_meeting(small_called: Town) -> None:
    refused = small_called.try_say(COMMUNICATOR, "möte beslut Ja", CALLED)
    assert "möte kalla" in refused.card.text
    assert not small_called.try_say(COMMUNICATOR, f"möte beslut Ja möte={NUMBER}", CALLED).ok
    assert not small_called.try_say(COMMUNICATOR, f"möte protokoll {NUMBER}", CALLED).ok


def test_a_task_has_an_owner_and_a_day_and_is_done_by_them(called: Town) -> None:
    """F7."""
    given = called.say(
        COMMUNICATOR, f"möte uppgift Ta fram en mall ansvarig={EDITOR} klart=2026-12-15", AFTER
    )
    assert given.card.data == {
        "task": "T-2026-0001", "due_on": "2026-12-15", "owner": EDITOR, "meeting": NUMBER, "done": False,
    }  # fmt: skip
    assert "uppgift klar T-2026-0001" in buttons(called, EDITOR, "mina")
    assert not called.try_say(OUTSIDER, "uppgift klar T-2026-0001", AFTER).ok
    called.say(EDITOR, "uppgift ändra T-2026-0001 klart=2026-12-18", AFTER)
    late = called.say(EDITOR, "uppgift lista", local(2026, 12, 19, 9)).card.data
    assert late == {"tasks": ["T-2026-0001"], "late": ["T-2026-0001"]}
    called.say(EDITOR, "uppgift klar T-2026-0001 Mallen ligger på intranätet", AFTER)
    assert called.say(EDITOR, "uppgift lista", AFTER).card.data["tasks"] == []
    assert not called.try_say(EDITOR, "uppgift klar T-2026-0001", AFTER).ok
    assert "Mallen ligger på intranätet" in repr(called.say(EDITOR, "möte visa", AFTER).card)


def test_a_task_s_day_lies_ahead(small_called: Town) -> None:
    refused = small_called.try_say(
        COMMUNICATOR, f"möte uppgift Mall ansvarig={EDITOR} klart=2026-12-02", AFTER
    )
    assert list(refused.errors) == ["due_on"]


def test_minutes_carry_the_figures_of_the_moment(called: Town) -> None:
    """C2: what the council saw then, also when things have changed since."""
    called.say(EDITOR, f"fråga {ACCOUNT}", HELD)
    called.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR}", AFTER)
    called.say(EDITOR, "svar F-2026-0001", AFTER)
    card = called.say(EDITOR, "möte protokoll", AFTER + timedelta(days=3)).card
    (file,) = card.files
    assert (file.name, file.media_type) == ("N-2026-0001.md", "text/markdown")
    said = file.content.decode()
    assert said.startswith("# Anteckningar från SoMe-rådet, N-2026-0001\n")
    assert "## Läget torsdag 3 dec 2026 kl. 11.00" in said
    assert "- Öppna frågor: 1, varav försenade: 0" in said
    assert f"- **Närvarande:** {EDITOR}" in said
    assert "1. Ska vi finnas på Threads?" in said


def test_the_report_looks_back_to_the_meeting_before(called: Town) -> None:
    """F7, C2: held meetings, decisions and tasks, without who was away."""
    called.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR}", AFTER)
    called.say(COMMUNICATOR, "möte beslut Alla profiler får en bild", AFTER)
    called.say(COMMUNICATOR, f"möte uppgift Mall ansvarig={EDITOR} klart=2026-12-15", AFTER)
    called.say(COMMUNICATOR, 'möte kalla när="2027-02-04 10:00" plats=Teams', AFTER)
    later = local(2027, 2, 4, 10)
    called.say(EDITOR, "uppgift klar T-2026-0001", local(2026, 12, 20, 9))
    with called.database.read() as session:
        scope = called.scope(session, later)
        second = meetings.identify(session, scope.workspace_id, "N-2026-0002")
        assert second
        found = proceedings.since_last(scope, second)
        before = proceedings.between(scope, CALLED, HELD)
    assert [(h.number, h.present) for h in found.meetings] == [(NUMBER, 1)]
    assert [(d.number, d.meeting) for d in found.decisions] == [("B-2026-0001", NUMBER)]
    (task,) = found.tasks
    assert (task.owner, task.due_on, task.is_late) == (EDITOR, date(2026, 12, 15), True)
    assert before == proceedings.Proceedings()


def test_every_step_is_in_the_audit_log(called: Town) -> None:
    """S3."""
    called.say(EDITOR, f"möte svar {NUMBER} kommer", CALLED)
    called.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR}", AFTER)
    called.say(COMMUNICATOR, f"möte uppgift Mall ansvarig={EDITOR} klart=2026-12-15", AFTER)
    done = [row.action for row in audit_rows(called) if row.action.split(".")[0] in {"meeting", "task"}]
    assert done == [
        "meeting.item", "meeting.item", "meeting.called", "meeting.answered", "meeting.attendance",
        "task.recorded",
    ]  # fmt: skip
    assert chain_faults(called) == []


def test_who_has_left_is_called_no_more(small_called: Town) -> None:
    """F7."""
    small_called.say(ADMIN, f"person sluta {COUNCIL}", CALLED)
    assert council_of(small_called) == {EDITOR, COMMUNICATOR}
