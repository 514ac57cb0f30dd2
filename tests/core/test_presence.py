"""Presence: who the chat no longer knows is away, and back as they were; what the chat says of a person is followed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from core import gaps, outbox, people, presence
from core.accounts import Account
from core.errors import FieldError
from core.gaps import Gap, GapKind
from core.outbox import DEPARTMENT
from core.people import Person, Role
from core.scope import Scope
from core.watch import Family, Watch
from tests.chat import DOOR, TEAM, deactivate, person, reactivate
from tests.records import audit_rows, chain_faults, contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, SECOND_EDITOR, Town


def link(town: Town, slug: str, user: str) -> None:
    """A user of the chat is the person."""
    with town.database.write() as session:
        scope = town.scope(session)
        found = people.identify(session, scope.workspace_id, slug)
        assert found
        presence.link(scope, found, DOOR, TEAM, user)


def actions(town: Town, slug: str) -> list[str]:
    """What the audit log says happened to a person in the chat."""
    rows = (row.action for row in audit_rows(town) if row.subject == f"person:{slug}")
    return [action for action in rows if action in {"person.away", "person.back", "person.followed"}]


def test_who_the_chat_no_longer_knows_is_away_and_keeps_everything(town: Town) -> None:
    """F2, S3: it may be a long leave. Said again it changes nothing; back, all is as before."""
    later = town.now + timedelta(days=1)
    deactivate(town, EDITOR, later)
    assert person(town, EDITOR).away_since == later
    before = contents(town.database)
    deactivate(town, EDITOR, later + timedelta(days=1))
    assert contents(town.database) == before
    with town.database.read() as session:
        assert people.roles_of(session, person(town, EDITOR)) == {Role.EDITOR}
    reactivate(town, EDITOR)
    assert person(town, EDITOR).is_here
    reactivate(town, EDITOR)
    assert actions(town, EDITOR) == ["person.away", "person.back"]
    assert chain_faults(town) == []


def test_who_hears_for_the_whole_town_has_only_what_is_open_looked_at(town: Town) -> None:
    """S7: the cost follows what has been said, not how many accounts there are."""
    for number in range(3):
        town.new_account(f"konto-{number}")
    for each in (COMMUNICATOR, ADMIN):
        assert woken(town, lambda each=each: deactivate(town, each)) == {(Family.LINK, 0)}
    reminder = {"rule": "gap", "matter": "m", "recipient": DEPARTMENT, "data": {}}
    with town.database.write() as session:
        home, account = town.home(session).id, town.account().id
        for key, family in (("a", Family.GAPS), ("b", Family.DIGEST), ("c", Family.CASE)):
            outbox.add(session, home, town.now, key=key, family=family, subject_id=account, **reminder)
        settled = outbox.standing(session, home, Family.CASE, (account,))
        outbox.settle(session, settled, town.now)
    reactivated = woken(town, lambda: reactivate(town, COMMUNICATOR))
    assert reactivated == {(Family.LINK, 0), (Family.GAPS, account)}


def woken(town: Town, happens: Callable[[], None]) -> set[tuple[Family, int]]:
    """What the next sweep looks at because of what happens."""
    town.now += timedelta(minutes=1)
    happens()
    with town.database.read() as session:
        at_once = session.exec(select(Watch).where(Watch.next_check_at == town.now))
        return {(each.family, each.subject_id) for each in at_once}


def test_one_user_of_two_that_is_left_is_enough(small_town: Town) -> None:
    """And only that one is written to."""
    link(small_town, EDITOR, "U2")
    deactivate(small_town, EDITOR)
    with small_town.database.read() as session:
        assert people.chat_user(session, person(small_town, EDITOR).id, DOOR) == "U2"
    assert person(small_town, EDITOR).is_here


def test_a_new_user_brings_back_who_was_away(small_town: Town) -> None:
    deactivate(small_town, EDITOR)
    link(small_town, EDITOR, "U2")
    assert person(small_town, EDITOR).is_here
    assert actions(small_town, EDITOR) == ["person.away", "person.back"]


def test_a_user_that_was_somebody_elses_leaves_them_with_what_they_have(small_town: Town) -> None:
    link(small_town, EDITOR, "U2")
    deactivate(small_town, EDITOR)
    link(small_town, SECOND_EDITOR, "U2")
    assert not person(small_town, EDITOR).is_here
    assert person(small_town, SECOND_EDITOR).is_here


def test_who_leaves_while_away_and_comes_back_is_there(small_town: Town) -> None:
    """Leaving ends what the chat had to say."""
    deactivate(small_town, EDITOR)
    small_town.say(ADMIN, f"person sluta {EDITOR}")
    small_town.say(ADMIN, f"person ny {EDITOR} roll=redaktör")
    assert person(small_town, EDITOR).is_here


def test_an_administrator_who_is_away_is_not_the_last_one(small_town: Town) -> None:
    """Somebody must be there to mend things."""
    small_town.say(ADMIN, "person ny ada roll=admin")
    deactivate(small_town, "ada")
    with small_town.database.write() as session, pytest.raises(FieldError):
        scope = small_town.scope(session)
        operator = people.identify(session, scope.workspace_id, ADMIN)
        assert operator
        people.set_roles(scope, operator, ())


def lacks(town: Town) -> tuple[Gap, ...]:
    """What the library's account lacks."""
    with town.database.read() as session:
        return gaps.of_account(town.scope(session), _account(town, session))


def _account(town: Town, session: Session) -> Account:
    return session.get_one(Account, town.account().id)


def test_an_account_whose_administrator_is_away_lacks_one(town: Town) -> None:
    """F2: until somebody else is appointed, and whatever else they lacked is no matter meanwhile."""
    town.say(ADMIN, "person ny nils roll=redaktör")
    town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} administratörer=nils")
    assert {gap.kind for gap in lacks(town)} == {GapKind.ASSIGNMENT, GapKind.TRAINING}
    deactivate(town, EDITOR)
    deactivate(town, "nils")
    assert lacks(town) == (Gap(GapKind.AWAY, EDITOR), Gap(GapKind.AWAY, "nils"))
    town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} ansvarig={SECOND_EDITOR} administratörer={SECOND_EDITOR}")
    town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}")
    assert lacks(town) == ()


def test_the_gap_ends_when_they_are_back(small_town: Town) -> None:
    """F2."""
    deactivate(small_town, EDITOR)
    reactivate(small_town, EDITOR)
    assert lacks(small_town) == ()


def test_who_is_away_is_shown_and_named_to_nobody_as_help(small_town: Town) -> None:
    """F1, S2: in the list and on the card; not among those who can do something."""
    deactivate(small_town, MANAGER)
    deactivate(small_town, EDITOR)
    assert f"{MANAGER} (borta)" in str(small_town.say(ADMIN, "person lista").card.table)
    assert "borta" in str(small_town.say(ADMIN, f"person visa {MANAGER}").card.facts).lower()
    small_town.new_account("bibliotek-ig", active=False)
    assert MANAGER not in small_town.say(ADMIN, "konto visa bibliotek-ig").card.text
    refused = small_town.try_say(SECOND_EDITOR, f"inlägg {ACCOUNT}").card
    assert EDITOR not in refused.text


def followed(town: Town, slug: str, **said: str) -> Person:
    """The person after the chat has said that of them."""
    with town.database.write() as session:
        scope: Scope = town.scope(session)
        found = people.identify(session, scope.workspace_id, slug)
        assert found
        presence.follow(scope, found, **said)
    return person(town, slug)


def test_name_zone_and_locale_follow_the_chat(town: Town) -> None:
    """S3: the short name stays; one row in the log, and none where nothing is new."""
    said = {"name": " Eva  Åsa\nEdé\0n ", "zone": "America/New_York", "locale": "en-US"}
    eva = followed(town, EDITOR, **said)
    assert (eva.name, eva.zone, eva.locale) == ("Eva Åsa Edén", "America/New_York", "en-US")
    assert eva.slug == EDITOR
    followed(town, EDITOR, **said)
    assert actions(town, EDITOR) == ["person.followed"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": "", "zone": "", "locale": ""},
        {"name": " \n"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe"},
        {"zone": "x" * 61},
        {"locale": "sv\n"},
        {"locale": "s" * 36},
    ],
)
def test_what_the_chat_does_not_know_changes_nothing(small_town: Town, said: dict[str, str]) -> None:
    before = contents(small_town.database)
    followed(small_town, EDITOR, **said)
    assert contents(small_town.database) == before


def test_a_name_too_long_is_cut(town: Town) -> None:
    assert followed(town, EDITOR, name="å" * 300).name == "å" * 120


def test_the_terminals_operator_keeps_its_name(small_town: Town) -> None:
    """Its zone may still be followed."""
    operator = followed(small_town, ADMIN, name="Ada", zone="Europe/Helsinki")
    assert (operator.name, operator.zone) == (ADMIN, "Europe/Helsinki")


@pytest.mark.parametrize(
    ("own", "locale", "spoken"),
    [
        (None, None, "sv"),
        (None, "sv-SE", "sv"),
        (None, "sv_FI", "sv"),
        (None, "de-DE", "en"),
        (None, "svk", "en"),
        ("sv", "en-GB", "sv"),
        ("en", "sv-SE", "en"),
    ],
)
def test_ones_own_choice_of_language_goes_before_the_chats(
    small_town: Town, own: str | None, locale: str | None, spoken: str
) -> None:
    with small_town.database.read() as session:
        home = small_town.home(session)
        eva = people.identify(session, home.id, EDITOR)
        assert eva
        eva.language, eva.locale = own, locale
        assert people.language_of(eva, home) == spoken
        home.language = "en"
        assert people.language_of(None, home) == "en"


def test_an_answer_is_said_in_the_chats_language_and_for_its_zone(small_town: Town) -> None:
    """As long as the person has chosen none."""
    followed(small_town, EDITOR, zone="Europe/Helsinki", locale="fi-FI")
    small_town.say(EDITOR, f"inlägg {ACCOUNT}")
    shown = small_town.say(EDITOR, f"konto visa {ACCOUNT}").card
    assert any(fact.value.endswith("(Swedish time)") for fact in shown.facts)
    small_town.say(EDITOR, "inställningar språk sv")
    shown = small_town.say(EDITOR, f"konto visa {ACCOUNT}").card
    assert shown.facts[0].value == "aktivt"
