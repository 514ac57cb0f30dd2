"""Supervision by hand: one tap for all one's accounts, more often for a time, over days off (G4, H11, H22)."""

import pytest
from sqlmodel import col, select

from core import supervision
from core.audit import AuditRow
from tests.policies import under
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, OUTSIDER, SECOND_EDITOR, Town, local

MONDAY = local(2026, 11, 23, 10)
FRIDAY = local(2026, 11, 27, 10)


def looked(town: Town) -> dict[str, str | None]:
    """When each account was last known to be looked at."""
    rows = town.say(COMMUNICATOR, "uppsikt lista", FRIDAY).card.data["accounts"]
    return {row["account"]: row["last"] for row in rows}


def test_one_tap_looks_at_all_ones_accounts(town: Town) -> None:
    """H11, G4: those in use; each is in the audit."""
    town.new_account("bibliotek-ig")
    town.new_account("bibliotek-yt", active=False)
    said = town.say(EDITOR, "uppsikt", MONDAY)
    assert said.card.data["accounts"] == [ACCOUNT, "bibliotek-ig"]
    assert set(looked(town).values()) == {"2026-11-23T10:00:00+01:00"}
    with town.database.read() as session:
        rows = session.exec(
            select(AuditRow.subject).where(col(AuditRow.action) == "supervision.looked")
        ).all()
    assert sorted(rows) == [f"account:{ACCOUNT}", "account:bibliotek-ig"]


def test_any_logged_activity_counts_as_a_look(town: Town) -> None:
    """H11: a question, an answer, a removal, a post, a snapshot; at the time it happened."""
    assert looked(town) == {ACCOUNT: None}
    for minute, text in enumerate(
        (
            f"fråga {ACCOUNT} när=2026-11-20T09:00", "svar F-2026-0001", f"inlägg {ACCOUNT}",
            f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", f"skärmdump {ACCOUNT} plats=arkivet",
        )
    ):  # fmt: skip
        town.say(EDITOR, text, local(2026, 11, 23, 10, minute))
        assert looked(town) == {ACCOUNT: f"2026-11-23T10:0{minute}:00+01:00"}


def test_the_level_is_raised_by_a_removal_and_by_hand_for_a_time(town: Town) -> None:
    """H11: three days where the guideline says only "recently"; by hand as long as one says, never shortened."""
    under(town, "hallstahammar")
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold plats=P", MONDAY)
    assert until(town) == local(2026, 11, 27)
    town.say(EDITOR, f'uppsikt höjd {ACCOUNT} dagar=7 "Livligt inlägg"', MONDAY)
    assert until(town) == local(2026, 12, 1)
    town.say(EDITOR, f"uppsikt höjd {ACCOUNT}", MONDAY)
    assert until(town) == local(2026, 12, 1)
    town.say(EDITOR, f"uppsikt normal {ACCOUNT}", MONDAY)
    assert until(town) == MONDAY
    assert not town.try_say(EDITOR, f"uppsikt normal {ACCOUNT}", MONDAY).ok


def until(town: Town) -> object:
    """Until when the account is looked at more often."""
    with town.database.read() as session:
        return supervision.raised(session, [town.account().id])[town.account().id].until


def test_without_a_raised_level_a_removal_raises_nothing(small_town: Town) -> None:
    """G4: Göteborg's advice has one level."""
    under(small_town, "goteborg")
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=olämpligt åtgärd=dold", MONDAY)
    with small_town.database.read() as session:
        assert supervision.raised(session, [small_town.account().id]) == {}
    assert not small_town.try_say(EDITOR, f"uppsikt höjd {ACCOUNT}", MONDAY).ok


def test_somebody_takes_the_weekend_or_the_holidays(town: Town) -> None:
    """H11: the next days off in a row; somebody else can be named, and the last word stands."""
    mine = town.say(EDITOR, f"uppsikt helg {ACCOUNT}", FRIDAY).card.data
    assert (mine["first"], mine["last"]) == ("2026-11-28", "2026-11-29")
    christmas = town.say(EDITOR, f"uppsikt helg {ACCOUNT} vem={SECOND_EDITOR}", local(2026, 12, 23, 9)).card
    assert (christmas.data["first"], christmas.data["last"]) == ("2026-12-24", "2026-12-27")
    assert SECOND_EDITOR in christmas.title


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (OUTSIDER, "uppsikt"),
        (OUTSIDER, f"uppsikt {ACCOUNT}"),
        (EDITOR, f"uppsikt {ACCOUNT} när=2026-11-24T09:00"),
    ],
)
def test_who_has_no_account_and_what_has_not_come_is_refused(small_town: Town, who: str, text: str) -> None:
    """S2, H11."""
    assert not small_town.try_say(who, text, MONDAY).ok
