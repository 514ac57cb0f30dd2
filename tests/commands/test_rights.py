"""Who may do what (S2): denied by default, and every refusal says who can."""

import pytest

from commands.command import ROLE_NAMES, Command
from commands.registry import COMMANDS
from core.people import Role
from core.words import _, speaking
from tests.records import contents
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    REGISTRAR,
    SECOND_EDITOR,
    Town,
)

WHO = {
    Role.EDITOR: EDITOR,
    Role.MANAGER: MANAGER,
    Role.COMMUNICATIONS: COMMUNICATOR,
    Role.COUNCIL: COUNCIL,
    Role.REGISTRAR: REGISTRAR,
    Role.ADMIN: ADMIN,
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_who_has_none_of_its_roles_is_refused_before_anything_else(
    small_town: Town, command: Command
) -> None:
    """S2: no form is opened, nothing is told of what there is, and the roles that can are named."""
    before = contents(small_town.database)
    for role in set(Role) - command.roles:
        reply = small_town.try_say(WHO[role], command.words.replace("*", "2026-0001"))
        assert not reply.ok and reply.form is None, (role, reply.card)
        with speaking("sv"):
            named = [_(ROLE_NAMES[able]) for able in command.roles]
        assert all(name in reply.card.text for name in named), (role, reply.card.text)
    assert contents(small_town.database) == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_can_be_done_by_somebody(command: Command) -> None:
    assert command.roles


HIDE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
MINE = (HIDE, f"konto ändra {ACCOUNT} syfte=Nytt", f"konto inaktivt {ACCOUNT}")


@pytest.mark.parametrize("line", MINE)
@pytest.mark.parametrize("person", [EDITOR, MANAGER, COMMUNICATOR, ADMIN])
def test_an_account_is_for_its_editors_its_manager_and_communications(
    small_town: Town, person: str, line: str
) -> None:
    """S2."""
    assert small_town.say(person, line).ok


@pytest.mark.parametrize("line", MINE)
@pytest.mark.parametrize("person", [OUTSIDER, SECOND_EDITOR, OTHER_MANAGER, COUNCIL, REGISTRAR])
def test_everybody_else_is_refused_with_who_can(small_town: Town, person: str, line: str) -> None:
    """S2: another unit's manager, an editor of other accounts, the same unit's editor who is not on this one."""
    refused = small_town.try_say(person, line)
    assert not refused.ok and refused.card.text


@pytest.mark.parametrize("person", [OUTSIDER, OTHER_MANAGER])
def test_somebody_elses_account_names_its_own_people(small_town: Town, person: str) -> None:
    """S2."""
    assert EDITOR in small_town.try_say(person, HIDE).card.text


def test_a_case_is_its_accounts(small_town: Town) -> None:
    """S2: what is recorded on an account is as closed as the account."""
    small_town.say(EDITOR, HIDE)
    line = "moderering komplettera M-2026-0001 plats=Platina"
    assert not small_town.try_say(OUTSIDER, line).ok
    assert small_town.say(EDITOR, line).ok


def test_a_manager_without_a_unit_manages_nothing(small_town: Town) -> None:
    """S2: an empty unit is not everybody's."""
    small_town.say(ADMIN, "person ny nina roll=chef")
    assert not small_town.try_say("nina", HIDE).ok


def test_a_role_that_is_taken_away_opens_nothing(small_town: Town) -> None:
    """S2: at once."""
    small_town.say(ADMIN, f"person ändra {COMMUNICATOR} roll=råd")
    assert not small_town.try_say(COMMUNICATOR, HIDE).ok


@pytest.mark.parametrize(
    "line",
    [
        f"person ändra {COMMUNICATOR} roll=kommunikation roll=admin",
        "person ny nils roll=admin",
        "person ändra ada-admin roll=redaktör",
    ],
)
def test_only_an_administrator_makes_or_unmakes_one(small_town: Town, line: str) -> None:
    """S2: communications registers people, and gives nobody, themselves neither, what it does not have."""
    small_town.say(ADMIN, "person ny ada-admin roll=admin")
    refused = small_town.try_say(COMMUNICATOR, line)
    assert not refused.ok and refused.form is None
    assert small_town.say(ADMIN, line).ok
