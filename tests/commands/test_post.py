"""Posts: logged, or a week at a time; a week nobody has answered for is unknown (F9, F14, S6)."""

from core import posts
from tests.town import ACCOUNT, EDITOR, Town, local

MONDAY = local(2026, 11, 16, 9, 0)
WEEKS = ("2026-W44", "2026-W45", "2026-W46")


def known(town: Town) -> dict[str, int]:
    """Posts by week, of the weeks somebody has answered for."""
    with town.database.read() as session:
        scope, account = town.scope(session), town.account()
        found = posts.weeks_known(session, scope.calendar, [account.id], WEEKS)
    return {week: count for (_account, week), count in found.items()}


def test_a_week_nobody_answered_for_is_unknown_not_zero(town: Town) -> None:
    """S6, F9."""
    assert known(town) == {}
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=0 vecka=2026-W46", MONDAY)
    assert known(town) == {"2026-W46": 0}


def test_logged_posts_make_their_week_known(town: Town) -> None:
    """F9: the larger of what was logged and what was answered."""
    town.say(EDITOR, f"inlägg {ACCOUNT} när=2026-11-10T10:00", MONDAY)
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2 när=2026-11-12T10:00", MONDAY)
    assert known(town) == {"2026-W46": 3}
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2 vecka=2026-W46", MONDAY)
    assert known(town) == {"2026-W46": 3}
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=5 vecka=2026-W46", MONDAY)
    assert known(town) == {"2026-W46": 5}


def test_none_without_a_week_means_the_week_just_ended(small_town: Town) -> None:
    reply = small_town.say(EDITOR, f"inlägg {ACCOUNT} antal=0", MONDAY)
    assert reply.card.data["week"] == "2026-W46"


def test_a_week_that_is_not_over_or_no_week_is_refused(small_town: Town) -> None:
    for week in ("2026-W47", "2027-W01", "46", "2026-W99"):
        reply = small_town.try_say(EDITOR, f"inlägg {ACCOUNT} antal=1 vecka={week}", MONDAY)
        assert list(reply.errors) == ["week"], week


def test_three_or_more_is_kept_as_at_least(small_town: Town) -> None:
    reply = small_town.say(EDITOR, f"inlägg {ACCOUNT} antal=3 vecka=2026-W46 minst=ja", MONDAY)
    assert "3+" in reply.card.title


def test_the_legal_basis_is_recorded_and_a_consent_asks_where_it_is_kept(town: Town) -> None:
    """F14."""
    reply = town.say(EDITOR, f"inlägg {ACCOUNT} grund=samtycke", MONDAY)
    assert reply.card.buttons[0].command == "inlägg samtycke I-2026-0001"
    town.say(EDITOR, 'inlägg samtycke I-2026-0001 "Pärm 3, biblioteket"', MONDAY)
    other = town.say(EDITOR, f"inlägg {ACCOUNT} grund=allmänt-intresse", MONDAY)
    assert not other.card.buttons


def test_a_password_is_no_place(small_town: Town) -> None:
    """S1."""
    reply = small_town.try_say(EDITOR, f"inlägg {ACCOUNT} grund=samtycke samtycke=Hemligt2026!", MONDAY)
    assert list(reply.errors) == ["consent_place"]


def test_nothing_typed_is_dropped_silently(small_town: Town) -> None:
    """F9, F14: a time tells the week; what belongs to one post is refused for a week."""
    reply = small_town.say(EDITOR, f"inlägg {ACCOUNT} antal=0 när=2026-10-13T10:00", MONDAY)
    assert reply.card.data["week"] == "2026-W42"
    refused = small_town.try_say(EDITOR, f"inlägg {ACCOUNT} antal=2 vecka=2026-W45 grund=samtycke", MONDAY)
    assert list(refused.errors) == ["basis"]
