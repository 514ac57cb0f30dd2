"""People: registered, changed, trained, linked, gone; the last administrator stays (F2, F4)."""

import pytest

from core import people
from core.people import Role
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
)


def roles(town: Town, person: str) -> set[Role]:
    """The roles a person holds now."""
    with town.database.read() as session:
        found = people.identify(session, town.home(session).id, person)
        assert found
        return set(people.roles_of(session, found))


def test_a_person_may_have_several_roles(small_town: Town) -> None:
    small_town.say(ADMIN, 'person ny "Rut Redaktör" roll=redaktör roll=chef verksamhet=Skola')
    assert roles(small_town, "rut-redaktör") == {Role.EDITOR, Role.MANAGER}
    small_town.say(ADMIN, "person ny sara roll=redaktör,råd")
    assert roles(small_town, "sara") == {Role.EDITOR, Role.COUNCIL}


@pytest.mark.parametrize("name", ["Rut Redaktör", "rut-redaktör", "RUT-REDAKTOR", "rut redaktor"])
def test_a_person_is_found_however_the_name_is_written(small_town: Town, name: str) -> None:
    small_town.say(ADMIN, 'person ny "Rut Redaktör" roll=redaktör')
    assert small_town.say(ADMIN, f'person visa "{name}"').card.data["person"] == "rut-redaktör"
    assert "name" in small_town.try_say(ADMIN, f'person ny "{name}" roll=råd').errors


@pytest.mark.parametrize("name", ["ny", "visa", "leave", "!!!"])
def test_the_bots_own_words_and_no_words_are_no_names(small_town: Town, name: str) -> None:
    assert "name" in small_town.try_say(ADMIN, f"person ny {name} roll=redaktör").errors


def test_a_manager_without_a_unit_is_told_what_that_means(small_town: Town) -> None:
    """F1: such a manager could approve nothing."""
    assert "verksamhet" in small_town.say(ADMIN, "person ny nina roll=chef").card.text


def test_roles_given_replace_those_held(small_town: Town) -> None:
    small_town.say(ADMIN, f"person ändra {EDITOR} roll=råd")
    assert roles(small_town, EDITOR) == {Role.COUNCIL}


def test_a_change_without_anything_given_asks_with_what_is_there(small_town: Town) -> None:
    reply = small_town.try_say(ADMIN, f"person ändra {EDITOR}")
    assert reply.form
    assert {f.name: f.value for f in reply.form.fields}["title"] == "Bibliotekarie"


# Leaving --------------------------------------------------------------------------------------------------


def test_who_leaves_is_followed_by_the_successor(town: Town) -> None:
    """F2: the accounts get a new responsible, whose assignment the manager then gives."""
    card = town.say(COMMUNICATOR, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}").card
    assert card.data["accounts"] == [ACCOUNT] and card.data["without_responsible"] == []
    shown = town.say(COMMUNICATOR, f"konto visa {ACCOUNT}").card
    assert shown.data["gaps"] == [f"assignment:{SECOND_EDITOR}"]


def test_who_leaves_without_a_successor_leaves_a_gap(town: Town) -> None:
    """F2: nobody responsible is said, and followed up."""
    card = town.say(COMMUNICATOR, f"person sluta {EDITOR}").card
    assert card.data["without_responsible"] == [ACCOUNT]
    assert town.say(COMMUNICATOR, f"konto visa {ACCOUNT}").card.data["gaps"] == ["responsible"]


def test_who_has_left_has_no_roles_and_no_way_in(town: Town) -> None:
    """S2."""
    town.say(COMMUNICATOR, f"person sluta {EDITOR}")
    assert roles(town, EDITOR) == set()
    assert not town.try_say(EDITOR, "konto lista").ok
    assert "person" in town.try_say(COMMUNICATOR, f"person visa {EDITOR}").errors


def test_who_has_left_is_no_editor_of_anything(small_town: Town) -> None:
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    small_town.say(COMMUNICATOR, f"person sluta {SECOND_EDITOR}")
    assert small_town.say(EDITOR, f"konto visa {ACCOUNT}").card.data["gaps"] == []


def test_what_a_person_did_stays(small_town: Town) -> None:
    """S4."""
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
    small_town.say(COMMUNICATOR, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}")
    line = "moderering komplettera M-2026-0001 plats=Platina"
    assert small_town.say(SECOND_EDITOR, line).card.data["case"] == "M-2026-0001"


def test_nobody_follows_themselves(small_town: Town) -> None:
    line = f"person sluta {EDITOR} efterträdare={EDITOR}"
    assert "successor" in small_town.try_say(COMMUNICATOR, line).errors


def test_the_last_administrator_stays(small_town: Town) -> None:
    """Else nobody could let anybody in again."""
    line = f"person ändra {ADMIN} roll=redaktör"
    assert "person" in small_town.try_say(ADMIN, line).errors
    small_town.say(ADMIN, "person ny ada-admin roll=admin")
    assert small_town.say("ada-admin", line).ok
    assert "person" in small_town.try_say("ada-admin", "person sluta ada-admin").errors


# Training and chat ----------------------------------------------------------------------------------------


def test_training_closes_its_gap(small_town: Town) -> None:
    """F4: recorded by communications, for an editor of an active account."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={OUTSIDER}")
    small_town.say(MANAGER, f"konto uppdrag {ACCOUNT} {OUTSIDER}")
    assert small_town.say(EDITOR, f"konto visa {ACCOUNT}").card.data["gaps"] == [f"training:{OUTSIDER}"]
    assert not small_town.try_say(EDITOR, f"person utbildad {OUTSIDER}").ok
    reply = small_town.say(COMMUNICATOR, f"person utbildad {OUTSIDER} datum=igår")
    assert reply.card.data["held_on"] == "2026-08-31"
    assert small_town.say(EDITOR, f"konto visa {ACCOUNT}").card.data["gaps"] == []


def test_a_training_has_been_held(small_town: Town) -> None:
    """F4."""
    assert "held_on" in small_town.try_say(COMMUNICATOR, f"person utbildad {EDITOR} datum=2026-09-02").errors


@pytest.mark.parametrize("chat", ["U012AB3CD", "slack:T1:U012AB3CD", "eva", "<@U012AB3CD|eva>"])
def test_nobody_is_linked_to_a_chat_that_is_not_connected(small_town: Town, chat: str) -> None:
    assert "chat" in small_town.try_say(ADMIN, f'person koppla {EDITOR} chatt="{chat}"').errors


def test_only_an_administrator_links_people(small_town: Town) -> None:
    """S2: never one's own claim."""
    for person in (EDITOR, COMMUNICATOR, MANAGER):
        refused = small_town.try_say(person, f"person koppla {EDITOR} chatt=U012AB3CD")
        assert not refused.ok and not refused.form


def test_who_left_can_come_back(town: Town) -> None:
    """The same person again, with the roles given now."""
    town.say(COMMUNICATOR, f"person sluta {SECOND_EDITOR}")
    town.say(COMMUNICATOR, f"person ny {SECOND_EDITOR} roll=råd")
    assert town.say(SECOND_EDITOR, "status").ok
    assert not town.try_say(SECOND_EDITOR, "ångra").ok


def test_the_terminals_own_person_stays(small_town: Town) -> None:
    small_town.say(ADMIN, f"person ändra {COMMUNICATOR} roll=kommunikation,admin")
    assert list(small_town.try_say(COMMUNICATOR, "person sluta admin").errors) == ["person"]


def test_communications_can_t_remove_an_administrator(small_town: Town) -> None:
    """S2."""
    small_town.say(ADMIN, "person ny ada-admin roll=admin")
    assert not small_town.try_say(COMMUNICATOR, "person sluta ada-admin").ok
    assert small_town.say(ADMIN, "person sluta ada-admin").ok
