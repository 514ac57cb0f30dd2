"""A wish to be deleted: recorded with a day to answer by, judged, done by two; what is on record stays (GDPR 15-21)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.app import policy_of
from core import conversations
from core.outbox import Reminder
from core.people import Person
from reminders.worker import Worker
from tests.records import audit_rows, chain_faults, contents
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    OUTSIDER,
    REGISTRAR,
    SECOND_EDITOR,
    Town,
    local,
    png,
)

THEN, NOW = local(2026, 11, 20, 10), local(2026, 11, 24, 10)
DECIDE = 'gallring besluta G-2026-0001 beslut="KS 2026/45 § 12"'
LINK = "https://facebook.com/Anna.Andersson"


@pytest.fixture
def written(small_town: Town) -> Town:
    """A citizen has written: an answered question, an open one, a removal with the link of its evidence."""
    small_town.say(EDITOR, f'fråga {ACCOUNT} text="Hej, Anna  Andersson här" länk={LINK}/1', THEN)
    small_town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", THEN)
    small_town.say(EDITOR, f'fråga {ACCOUNT} text="Anna Andersson igen"', THEN)
    small_town.say(
        EDITOR,
        f"moderera {ACCOUNT} kategori=reklam åtgärd=dold länk={LINK}/2",
        THEN,
        files={"evidence": png()},
    )
    return small_town


# Citizens


def test_a_citizens_words_and_links_are_found_by_who_hands_out(written: Town) -> None:
    """S5: the numbers, where it stands, and the way to an extract; neither words nor links are shown."""
    for words, numbers in (
        ("anna andersson", {"F-2026-0002", "F-2026-0001"}),
        ("anna.andersson", {"F-2026-0001", "M-2026-0001"}),
        ("Någon annan", set()),
    ):
        card = written.say(REGISTRAR, f"personuppgifter sök {words}", NOW).card
        assert set(card.data["found"]) == numbers
        assert "Hej" not in str(card) and LINK not in str(card)
    assert "utlämnande fråga F-2026-0001" in str(
        written.say(COMMUNICATOR, "personuppgifter sök anna", NOW).card
    )
    assert not written.try_say(EDITOR, "personuppgifter sök anna", NOW).ok


def test_an_objection_has_a_day_and_leads_to_a_deletion_that_another_decides(written: Town) -> None:
    """M9, H17, S4: within a month of when it came; nothing goes by it alone."""
    before = contents(written.database)["question"]
    card = written.say(EDITOR, "personuppgifter invändning F-2026-0001 när=2026-11-23T09:00", NOW).card
    assert (card.data["deletion"], card.data["task"], card.data["due_on"]) == (
        "G-2026-0001", "T-2026-0001", "2026-12-23",
    )  # fmt: skip
    assert "imy.se" in card.data["ready_text"] and "23 dec" in card.data["ready_text"]
    assert contents(written.database)["question"] == before
    assert "T-2026-0001" in str(written.say(COMMUNICATOR, "mina", local(2026, 12, 21, 9)).card)
    assert "G-2026-0001" in written.try_say(EDITOR, "personuppgifter invändning F-2026-0001", NOW).card.title
    assert not written.try_say(OUTSIDER, "personuppgifter invändning F-2026-0002", NOW).ok
    written.say(REGISTRAR, DECIDE, NOW)
    counts = written.report(REGISTRAR, "gallring verkställ G-2026-0001", NOW).card.data["counts"]
    assert counts["question"] == 1
    assert written.say(REGISTRAR, "personuppgifter sök anna andersson", NOW).card.data["found"] == [
        "F-2026-0002"
    ]
    assert "G-2026-0001" in written.try_say(EDITOR, "personuppgifter invändning F-2026-0001", NOW).card.title


def test_what_is_stopped_or_open_stays_and_the_answer_is_due_all_the_same(written: Town) -> None:
    """S4: a legal hold exempts, and so does a request for it as a public record."""
    written.say(REGISTRAR, f"gallring stopp konto={ACCOUNT} orsak=Tvist", NOW)
    card = written.say(EDITOR, "personuppgifter invändning F-2026-0001", NOW).card
    assert (card.data["deletion"], card.data["stopped"], card.data["task"]) == (None, True, "T-2026-0001")
    written.say(REGISTRAR, "gallring häv H-2026-0001", NOW)
    card = written.say(EDITOR, "personuppgifter invändning F-2026-0002", NOW).card
    assert (card.data["deletion"], card.data["stopped"], card.data["task"]) == (None, False, "T-2026-0002")


# Colleagues


@pytest.fixture
def known(town: Town) -> Town:
    """The editor can be reached, has chosen things, been reminded, away, and recorded something."""
    lines = (
        (ADMIN, f'person ändra {EDITOR} kontakt="070-123 45 67"'),
        (EDITOR, f"fråga {ACCOUNT}"),
        (EDITOR, f"frånvaro {EDITOR} från=2026-12-01 till=2026-12-05"),
        (EDITOR, "inställningar sammanställning mig tid=09:00"),
    )
    for person, line in lines:
        town.say(person, line, THEN)
    with town.database.write() as session:
        home = town.home(session)
        home.slack_team = "T0FALK"
        session.add(home)
        conversations.keep(
            session, home.id, "slack", THEN, conversation="D1", service_url="", user="U0EVA", group=""
        )
    town.say(ADMIN, f"person koppla {EDITOR} chatt=U0EVA", THEN)
    Worker(town.database, policy_of).tick(NOW)
    return town


def of_editor(town: Town) -> dict[str, int]:
    """How much is held to reach the editor by, of what."""
    with town.database.read() as session:
        person = session.exec(select(Person).where(Person.slug == EDITOR)).one()
        reminded = session.exec(select(Reminder).where(Reminder.recipient == str(person.id))).all()
    held = contents(town.database)
    counts = {name: len(held[name]) for name in ("conversation", "digest_choice", "absence", "chat_identity")}
    return counts | {"contact": person.contact is not None, "reminder": len(reminded)}


def left(town: Town) -> None:
    town.say(ADMIN, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}", NOW)


def test_who_works_here_or_has_something_left_to_do_is_told_what_comes_first(known: Town) -> None:
    """Nothing is recorded."""
    before = contents(known.database)
    refused = known.try_say(COMMUNICATOR, f"personuppgifter radera {EDITOR}", NOW)
    assert f"person sluta {EDITOR}" in refused.card.text
    known.say(COMMUNICATOR, f'möte uppgift "En mall" ansvarig={EDITOR} klart=2026-12-15', NOW)
    left(known)
    refused = known.try_say(COMMUNICATOR, f"personuppgifter radera {EDITOR}", NOW)
    assert "uppgift ändra T-2026-0001" in refused.card.text
    assert contents(known.database)["deletion"] == before["deletion"]


def test_what_the_bot_held_to_reach_them_goes_by_two_and_what_they_did_stays(known: Town) -> None:
    """S3, S4: also what the log said of it, and the chain holds; how many of what is told beforehand."""
    left(known)
    roles_before = contents(known.database)["question"]
    card = known.say(COMMUNICATOR, f"personuppgifter radera {EDITOR}", NOW).card
    assert card.data["goes"].keys() == {"links", "settings", "absences", "reach", "told", "log"}
    assert card.data["stays"].keys() >= {"person", "question", "audit"}
    assert not known.try_say(COMMUNICATOR, DECIDE, NOW).ok
    assert EDITOR in str(known.say(REGISTRAR, "gallring visa G-2026-0001", NOW).card)
    known.say(REGISTRAR, DECIDE, NOW)
    done = known.report(REGISTRAR, "gallring verkställ G-2026-0001", NOW)
    assert done.card.data["counts"].items() >= {"person": 1, **card.data["goes"]}.items()
    assert not any(of_editor(known).values())
    assert contents(known.database)["question"] == roles_before
    assert chain_faults(known) == []
    log = [row.payload or "" for row in audit_rows(known)]
    assert not any("070-123" in payload or "U0EVA" in payload for payload in log)
    assert any(f'"actor":"{EDITOR}"' in payload for payload in log)  # what they did in their post
    again = known.say(COMMUNICATOR, f"personuppgifter radera {EDITOR}", NOW).card.data
    assert (again["goes"], again["deletion"], again["task"]) == ({}, None, "T-2026-0002")


def test_reminders_of_an_account_that_is_stopped_stay(known: Town) -> None:
    """S4: a legal hold exempts them."""
    left(known)
    known.say(REGISTRAR, f"gallring stopp konto={ACCOUNT} orsak=Tvist", NOW)
    goes = known.say(COMMUNICATOR, f"personuppgifter radera {EDITOR}", NOW).card.data["goes"]
    with known.database.read() as session:
        person = session.exec(select(Person).where(Person.slug == EDITOR)).one()
        theirs = session.exec(select(Reminder).where(Reminder.recipient == str(person.id))).all()
    of_account = [reminder for reminder in theirs if reminder.account_id is not None]
    assert of_account
    assert goes.get("told", 0) == len(theirs) - len(of_account)


def test_all_who_left_before_a_day_can_be_proposed_at_once(known: Town) -> None:
    """S4: kept no longer than needed (GDPR art. 5.1 e), also where nobody asks."""
    propose = "gallring föreslå slag=person före=2026-11-25"
    assert not known.try_say(COMMUNICATOR, propose, NOW + timedelta(days=1)).ok
    left(known)
    assert known.say(COMMUNICATOR, propose, NOW + timedelta(days=1)).card.data["counts"] == {"person": 1}
