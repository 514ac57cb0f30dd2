"""Links to the status page: opened once, soon, by whom they are for, and never again once taken back (S2, S3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from core import pagelinks, people
from core.pagelinks import OPENS_WITHIN, SESSION_LASTS, PageLink
from core.people import Role
from core.workspace import Workspace
from tests import chat
from tests.records import audit_rows, chain_faults, contents, scope_of, together
from tests.town import ADMIN, COUNCIL, FOUNDED, OUTSIDER, Town

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Held:
    """A link's id and its secret."""

    id: int
    nonce: str


def made_for(town: Town, person: str = COUNCIL) -> Held:
    """A link somebody of the cast asked for."""
    with town.database.write() as session:
        link, nonce = pagelinks.make(scope_of(town, session, person))
        return Held(link.id, nonce)


def opened(town: Town, held: Held, after: timedelta = SECOND, person: str = COUNCIL) -> Held | None:
    """What comes of opening a link after a while: its session; None where it does not open."""
    with town.database.write() as session:
        link = pagelinks.unopened(session, held.id, held.nonce, FOUNDED + after)
        if link is None or pagelinks.reader(session, link) is None:
            return None
        scope = replace(scope_of(town, session, person), now=FOUNDED + after)
        return Held(link.id, pagelinks.open_session(scope, link))


def reads(town: Town, held: Held | None, after: timedelta = SECOND) -> bool:
    """Whether a session shows anything after a while."""
    assert held
    with town.database.read() as session:
        link = pagelinks.in_session(session, held.id, held.nonce, FOUNDED + after)
        return link is not None and pagelinks.reader(session, link) is not None


def revoked(town: Town, person: str = COUNCIL) -> int:
    """How many of a person's links were taken back."""
    with town.database.write() as session:
        scope = scope_of(town, session, ADMIN)
        found = people.identify(session, scope.workspace_id, person)
        assert found
        return pagelinks.revoke(scope, found)


def test_a_link_opens_once(town: Town) -> None:
    held = made_for(town)
    session = opened(town, held)
    assert reads(town, session)
    assert opened(town, held) is None
    assert reads(town, session)


def test_of_two_who_open_it_together_one_gets_in(town: Town) -> None:
    """The database decides who goes first."""
    held = made_for(town)
    sessions = together(*[lambda: opened(town, held)] * 4)
    assert [reads(town, session) for session in sessions if session] == [True]


def test_a_link_is_short_lived_and_its_session_ends(town: Town) -> None:
    assert opened(town, made_for(town), OPENS_WITHIN) is None
    session = opened(town, made_for(town), OPENS_WITHIN - SECOND)
    assert reads(town, session, OPENS_WITHIN + SESSION_LASTS - 2 * SECOND)
    assert not reads(town, session, OPENS_WITHIN + SESSION_LASTS)


@pytest.mark.parametrize("other", ["", "guess"])
def test_another_secret_opens_nothing(town: Town, other: str) -> None:
    """Nor does the link's own serve as the session's, or the session's as the link's."""
    held = made_for(town)
    assert opened(town, Held(held.id, other)) is None
    session = opened(town, held)
    assert session
    assert not reads(town, Held(held.id, other))
    assert not reads(town, held)
    assert opened(town, session) is None
    assert not reads(town, Held(held.id + 1, session.nonce))


def test_what_is_taken_back_opens_and_shows_nothing(town: Town) -> None:
    """Links that can still be opened, and sessions that last; those over are left as they are."""
    spent, waiting, theirs = made_for(town), made_for(town), made_for(town, ADMIN)
    session = opened(town, spent)
    assert revoked(town) == 2
    assert not reads(town, session)
    assert opened(town, waiting) is None
    assert opened(town, theirs, person=ADMIN)
    assert revoked(town) == 0


def _leaves(town: Town) -> None:
    town.say(ADMIN, f"person sluta {COUNCIL}")


def _loses_the_role(town: Town) -> None:
    town.say(ADMIN, f"person ändra {COUNCIL} roll=redaktör")


def _is_gone_from_the_chat(town: Town) -> None:
    chat.deactivate(town, COUNCIL)


@pytest.mark.parametrize("gone", [_leaves, _loses_the_role, _is_gone_from_the_chat])
def test_who_may_read_no_more_is_shown_nothing_at_the_next_request(
    town: Town, gone: Callable[[Town], None]
) -> None:
    """S2: a session that lasts is not enough, nor a link that was made before."""
    held, session = made_for(town), opened(town, made_for(town))
    assert reads(town, session)
    gone(town)
    assert not reads(town, session)
    assert opened(town, held) is None


def test_an_editor_s_link_would_show_nothing(town: Town) -> None:
    """S2: also if one were made."""
    assert opened(town, made_for(town, OUTSIDER), person=OUTSIDER) is None
    assert not pagelinks.READERS & {Role.EDITOR, Role.REGISTRAR}


def test_no_secret_is_kept(town: Town) -> None:
    """Who reads the database, the audit log too, can open nothing."""
    held = made_for(town)
    session = opened(town, held)
    assert session
    kept = repr(contents(town.database))
    assert "page_link.made" in kept
    assert held.nonce not in kept
    assert session.nonce not in kept


def test_every_step_is_audited(town: Town) -> None:
    """S3: by whom and when."""
    opened(town, made_for(town))
    revoked(town)
    rows = [
        (row.action, row.payload or "") for row in audit_rows(town) if row.subject.startswith("page_link:")
    ]
    assert [action for action, _payload in rows] == [
        "page_link.made",
        "page_link.opened",
        "page_link.revoked",
    ]
    assert [who in payload for who, (_action, payload) in zip((COUNCIL, COUNCIL, ADMIN), rows, strict=True)] == [
        True, True, True,
    ]  # fmt: skip
    assert chain_faults(town) == []


def test_another_town_takes_nothing_back(town: Town) -> None:
    """A link belongs to the workspace it was made in."""
    session = opened(town, made_for(town))
    with town.database.write() as writing:
        assert _revoked_elsewhere(town, writing) == 0
        writing.flush()
    with town.database.read() as reading:
        assert reading.get_one(PageLink, 1).revoked_at is None
        found = (
            pagelinks.in_session(reading, session.id, session.nonce, FOUNDED + SECOND) if session else None
        )
    assert found


def _revoked_elsewhere(town: Town, session: Session) -> int:
    scope = scope_of(town, session, COUNCIL)
    other = Workspace(**scope.workspace.model_dump(exclude={"id", "slug"}), slug="annan")
    session.add(other)
    session.flush()
    return pagelinks.revoke(
        type(scope)(session, other, scope.policy, scope.calendar, FOUNDED, scope.actor), scope.doer
    )
