"""Dispatch: one request, one answer, never an exception; what is refused leaves nothing, what fails says so."""

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from bot import app as house
from commands.command import Caller, FileRef, Reply, Request
from commands.dispatch import Dispatch
from core.policy import Policy
from core.workspace import Workspace
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, png

HIDE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
REQUEST = f'konto ny ny-fb plattform=facebook verksamhet=Bibliotek syfte="Tips" ansvarig={EDITOR}'


def request(town: Town, line: str = "", person: str = EDITOR, **more: Any) -> Request:
    """A typed request of somebody's."""
    return Request(Caller(person), more.pop("key", "key"), town.now, text=line, **more)


# What goes wrong ------------------------------------------------------------------------------------------


def without_approvals(home: Workspace) -> Policy:
    """A policy in which `konto ny` stumbles after the account is written."""
    rules = house.policy_of(home)
    parts = {name: getattr(rules, name) for name in Policy.model_fields if name != "approval"}
    return SimpleNamespace(**parts)  # type: ignore[return-value]


def test_an_error_nobody_expected_is_a_reference_and_nothing_is_saved(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets a code, the log the trace with the same code, the database nothing."""
    before = contents(town.database)
    stumbling = Dispatch(town.database, town.store, without_approvals, pytest.fail)
    with caplog.at_level(logging.ERROR, "somerad.dispatch"):
        reply = stumbling.handle(request(town, REQUEST))
    code = reply.errors[""]
    assert not reply.ok and code in reply.card.text
    assert "AttributeError" not in reply.card.text
    assert code in caplog.text and "AttributeError" in caplog.text
    assert contents(town.database) == before


def test_the_same_request_goes_well_when_the_fault_is_mended(town: Town) -> None:
    """A failed request's key is not taken."""
    stumbling = Dispatch(town.database, town.store, without_approvals)
    assert not stumbling.handle(request(town, REQUEST)).ok
    assert town.say(EDITOR, REQUEST, key="key").card.data["status"] == "requested"


class FullStore:
    """A store without room."""

    def put(self, sha256: str, content: bytes) -> None:
        raise OSError("no space left on device")

    def get(self, sha256: str) -> bytes:
        raise FileNotFoundError(sha256)


def test_a_store_without_room_is_a_reference_too(small_town: Town) -> None:
    before = contents(small_town.database)
    full = Dispatch(small_town.database, FullStore(), house.policy_of)
    files = {"evidence": FileRef("a.png", png)}
    reply = full.handle(request(small_town, HIDE, files=files))
    assert not reply.ok and reply.errors[""] in reply.card.text
    assert contents(small_town.database) == before


def test_a_file_that_can_not_be_fetched_is_a_reference_too(small_town: Town) -> None:
    def gone() -> bytes:
        raise TimeoutError

    reply = small_town.dispatch.handle(request(small_town, HIDE, files={"evidence": FileRef("a.png", gone)}))
    assert not reply.ok and reply.errors[""] in reply.card.text


def test_a_command_nobody_has_written_is_answered(small_town: Town) -> None:
    """An old button of a command that is gone."""
    assert not small_town.dispatch.handle(request(small_town, command="no.such")).ok


# Repeats --------------------------------------------------------------------------------------------------


def test_a_repeated_key_gets_the_same_card_and_changes_nothing(town: Town) -> None:
    first = town.say(EDITOR, HIDE, key="slack:1")
    before = contents(town.database)
    again = town.say(EDITOR, HIDE, town.now + timedelta(minutes=1), key="slack:1")
    assert again.card == first.card
    assert contents(town.database) == before


def test_another_key_is_another_act(small_town: Town) -> None:
    numbers = [small_town.say(EDITOR, HIDE, key=key).card.data["case"] for key in ("a", "b")]
    assert numbers == ["M-2026-0001", "M-2026-0002"]


def test_a_refused_request_may_be_mended_under_its_key(small_town: Town) -> None:
    """A form that is sent again after its fault is mended."""
    assert not small_town.try_say(EDITOR, HIDE.replace("reklam", "reklm"), key="form").ok
    assert small_town.say(EDITOR, HIDE, key="form").ok


def test_a_change_wakes_the_worker_and_nothing_else_does(small_town: Town) -> None:
    small_town.try_say(EDITOR, "moderera")
    small_town.say(EDITOR, "konto lista")
    assert small_town.woken == 0
    small_town.say(EDITOR, HIDE)
    assert small_town.woken == 1


# Forms ----------------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_with_what_was_given(small_town: Town) -> None:
    reply = small_town.try_say(EDITOR, f"moderera {ACCOUNT} åtgärd=dold")
    assert set(reply.errors) == {"category"} == set(reply.card.data["missing"])
    assert reply.form and reply.form.command == "moderation.new"
    assert reply.form.values["account"] == ACCOUNT
    assert "kategori" in reply.card.text


def test_faults_come_back_to_their_fields_all_at_once(small_town: Town) -> None:
    reply = small_town.try_say(EDITOR, "moderera bibliotk-fb kategori=hts åtgärd=dold när=5/6 antal=många")
    assert set(reply.errors) == {"account", "category", "at", "count"}
    assert ACCOUNT in reply.errors["account"]
    assert "hets" in reply.errors["category"]
    assert "14:30" in reply.errors["at"]
    assert reply.form and reply.form.values["count"] == "många"


def test_a_form_that_is_filled_in_is_the_same_command(small_town: Town) -> None:
    """Data by field name, as a modal sends it."""
    data = {"account": ACCOUNT, "category": "reklam", "action": "dold", "link": ""}
    reply = small_town.dispatch.handle(request(small_town, command="moderation.new", data=data, step=2))
    assert reply.ok and reply.card.data["case"] == "M-2026-0001"


def test_an_empty_field_is_a_missing_one(small_town: Town) -> None:
    reply = small_town.try_say(EDITOR, f'moderera {ACCOUNT} kategori="  " åtgärd=dold')
    assert set(reply.errors) == {"category"}


def test_a_field_the_form_does_not_have_is_no_way_in(small_town: Town) -> None:
    data = {"account": ACCOUNT, "category": "reklam", "action": "dold", "number": "M-1999-0001"}
    assert not small_town.dispatch.handle(request(small_town, command="moderation.new", data=data)).ok


# Files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/etc/passwd", "bild.png", "file:///etc/passwd"])
def test_text_never_opens_a_file(small_town: Town, path: str) -> None:
    """S10: only a door makes a file."""
    reply = small_town.try_say(EDITOR, f"{HIDE} underlag={path}")
    assert set(reply.errors) == {"evidence"}


def test_a_file_is_not_read_before_the_rest_is_right(small_town: Town) -> None:
    """Nothing is fetched, kept or uploaded for a command that is refused anyway."""
    files = {"evidence": FileRef("a.png", pytest.fail)}
    for line in (f"{HIDE} när=5/6", "moderera", "moderera finns-inte kategori=reklam åtgärd=dold"):
        assert not small_town.dispatch.handle(request(small_town, line, files=files)).ok
    refused = request(small_town, HIDE, "olle-outsider", files=files)
    assert not small_town.dispatch.handle(refused).ok


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0", b"GIF89a"])
def test_a_file_of_another_kind_comes_back_to_its_field(small_town: Town, content: bytes) -> None:
    """F13."""
    reply = small_town.try_say(EDITOR, HIDE, files={"evidence": content})
    assert set(reply.errors) == {"evidence"} and reply.form


# Who asks -------------------------------------------------------------------------------------------------


def test_who_is_not_registered_is_told_what_to_do(small_town: Town) -> None:
    reply = small_town.try_say("nobody", "konto lista")
    assert not reply.ok and "person ny" in reply.card.text


def test_who_has_left_can_not_act(small_town: Town) -> None:
    """S2."""
    small_town.say(ADMIN, f"person sluta {EDITOR}")
    assert not small_town.try_say(EDITOR, HIDE).ok


def chat(town: Town, line: str, user: str = "U1", team: str = "T1", key: str = "slack:1") -> Reply:
    """What the bot answers somebody in the chat."""
    caller = Caller(team=team, user=user)
    return town.dispatch.handle(Request(caller, key, town.now, text=line, door="slack"))


@pytest.fixture
def connected(small_town: Town) -> Town:
    """The town with a chat, in which the editor is linked."""
    with small_town.database.engine.begin() as connection:
        connection.execute(text("UPDATE workspace SET slack_team = 'T1'"))
    small_town.say(ADMIN, f"person koppla {EDITOR} chatt=U1")
    return small_town


def test_a_linked_user_of_the_chat_is_the_person(connected: Town) -> None:
    assert chat(connected, HIDE).ok


def test_a_stranger_is_welcomed_and_the_administrators_are_asked_once(connected: Town) -> None:
    """A friendly way in, and nothing else happens."""
    replies = [chat(connected, HIDE, user="U2", key=key) for key in ("a", "b")]
    assert not any(reply.ok for reply in replies)
    tables = contents(connected.database)
    assert len([row for row in tables["reminder"] if "link:slack:T1:U2" in repr(row)]) == 1
    assert tables["moderation_case"] == []


def test_who_has_left_is_a_stranger_in_the_chat(connected: Town) -> None:
    """S2."""
    connected.say(ADMIN, f"person sluta {EDITOR}")
    assert not chat(connected, HIDE).ok


def test_a_chat_that_is_not_connected_is_told_so(connected: Town) -> None:
    before = contents(connected.database)
    assert not chat(connected, HIDE, team="T2").ok
    assert contents(connected.database) == before


def test_a_name_in_the_request_does_not_make_a_chat_user_somebody_else(connected: Town) -> None:
    """S2: never one's own claim."""
    caller = Caller(person=ADMIN, team="T1", user="U1")
    line = "person ny nils roll=redaktör"
    assert not connected.dispatch.handle(Request(caller, "k", connected.now, text=line, door="slack")).ok


# Languages ------------------------------------------------------------------------------------------------


def test_each_is_answered_in_their_own_language(small_town: Town) -> None:
    swedish = small_town.say(COMMUNICATOR, f"konto visa {ACCOUNT}").card
    with small_town.database.engine.begin() as connection:
        connection.execute(text(f"UPDATE person SET language = 'en' WHERE slug = '{COMMUNICATOR}'"))  # noqa: S608
    english = small_town.say(COMMUNICATOR, f"konto visa {ACCOUNT}").card
    assert english.facts[0].value == "active" != swedish.facts[0].value
    assert english.data == swedish.data


def test_what_was_saved_is_answered_though_the_sweep_can_t_be_woken(small_town: Town) -> None:
    def fail() -> None:
        raise RuntimeError("no metronome")

    small_town.dispatch.wake = fail
    assert small_town.say(EDITOR, f"fråga {ACCOUNT}").ok


def test_characters_no_database_takes_are_left_out(town: Town) -> None:
    assert town.say(EDITOR, f'fråga {ACCOUNT} text="när\0 öppnar ni?"').ok
