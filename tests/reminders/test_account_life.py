"""What comes and goes by itself in an account's life: plans due, loans, absences, rest, gaps (M5, H11, H12)."""

import pytest

from core import loans
from tests.reminders.conftest import Speaking
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    FOUNDED,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    local,
)


def rules(speaking: Speaking, to: str, rule: str) -> list[dict[str, object]]:
    """What was said to somebody by a rule."""
    return [e for e in speaking.heard.entries(to) if e["rule"] == rule]


def test_a_plan_is_presented_and_revised_every_year(speaking: Speaking) -> None:
    """M5: a fortnight ahead and on the day; what shall be done goes higher up, what should does not."""
    town = speaking.town
    town.follow("mullsjo")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    town.say(EDITOR, f"plan redovisad {ACCOUNT}")
    speaking.quietly(local(2027, 8, 17, 9))
    assert rules(speaking, EDITOR, "plan_review") == []
    speaking.quietly(local(2027, 8, 18, 9))
    said = rules(speaking, EDITOR, "plan_review")
    assert {entry["data"]["kind"] for entry in said} == {"present", "revise"}  # type: ignore[index]
    texts = {entry["data"]["kind"]: entry["text"] for entry in said}  # type: ignore[index]
    assert "ska redovisas" in str(texts["present"]) and "bör revideras" in str(texts["revise"])
    speaking.quietly(local(2027, 9, 15, 9))
    assert [e["data"]["kind"] for e in rules(speaking, MANAGER, "plan_review")] == ["present"]  # type: ignore[index]


def test_a_plan_that_was_looked_through_waits_another_year(small: Speaking) -> None:
    """M5."""
    town, next_year = small.town, local(2027, 8, 20, 9)
    town.follow("mullsjo")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    town.say(EDITOR, f"plan redovisad {ACCOUNT}")
    town.say(EDITOR, f"plan oförändrad {ACCOUNT}", next_year)
    town.say(EDITOR, f"plan redovisad {ACCOUNT}", next_year)
    small.quietly(local(2027, 9, 20, 9))
    assert rules(small, EDITOR, "plan_review") == []


def test_a_guideline_without_a_year_asks_for_no_plan_again(small: Speaking) -> None:
    """M5: Osby wants a plan, and sets no time for looking at it."""
    small.town.follow("osby")
    small.town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    small.quietly(local(2027, 9, 20, 9))
    assert rules(small, EDITOR, "plan_review") == []


def test_a_loan_begins_and_ends_by_itself(speaking: Speaking) -> None:
    """H12: the sweep does it, in one look."""
    town = speaking.town
    town.say(COMMUNICATOR, f"konto låna {ACCOUNT} {OUTSIDER} från=2026-10-01 till=2026-10-14")
    assert not town.try_say(OUTSIDER, f"inlägg {ACCOUNT}", local(2026, 9, 30, 9)).ok
    speaking.beat(local(2026, 10, 1, 8))
    assert town.say(OUTSIDER, f"inlägg {ACCOUNT}", local(2026, 10, 14, 16)).ok
    speaking.beat(local(2026, 10, 15, 8))
    assert not town.try_say(OUTSIDER, f"inlägg {ACCOUNT}", local(2026, 10, 15, 9)).ok
    with town.database.read() as session:
        account = town.account()
        assert loans.standing(session, account) == []


def test_reminders_follow_the_deputy_and_come_back_on_the_day(speaking: Speaking) -> None:
    """H11: without anybody saying that the absence is over."""
    town = speaking.town
    town.say(EDITOR, f"frånvaro från=2026-11-23 till=2026-11-24 ersättare={OUTSIDER}", local(2026, 11, 20, 9))
    speaking.beat(local(2026, 11, 20, 10))
    town.say(ADMIN, f"fråga {ACCOUNT}", local(2026, 11, 23, 10))
    speaking.quietly(local(2026, 11, 24, 9))
    assert rules(speaking, OUTSIDER, "reply_due") and not rules(speaking, EDITOR, "reply_due")
    speaking.quietly(local(2026, 11, 25, 9))
    assert rules(speaking, EDITOR, "reply_overdue") and not rules(speaking, OUTSIDER, "reply_overdue")


def test_an_absent_manager_is_stood_in_for_by_a_manager(small: Speaking) -> None:
    """H11, F1: a deputy who is none is not asked to decide."""
    town, monday = small.town, local(2026, 11, 23, 9)
    town.say(
        MANAGER, f"frånvaro från=2026-11-20 till=2026-11-30 ersättare={OTHER_MANAGER}", local(2026, 11, 19, 9)
    )
    town.new_account("nytt-ig", local(2026, 11, 20, 9), active=False)
    small.quietly(monday)
    assert rules(small, OTHER_MANAGER, "approval_waiting") and not rules(small, MANAGER, "approval_waiting")


def test_a_resting_account_is_not_asked_about_posts_or_silence(speaking: Speaking) -> None:
    """F8, F9: a season's account; what comes in is still answered in time, and silence counts from the rest's end."""
    town = speaking.town
    town.say(EDITOR, f"konto vila {ACCOUNT} från=2026-09-07 till=2027-04-30")
    for month in range(10, 13):
        speaking.beat(local(2026, month, 14, 9))
    speaking.beat(local(2027, 4, 28, 9))
    silent = {"posting_count", "posting_minimum", "inactivity_warning", "inactivity_close"}
    assert not [e for e in speaking.heard.entries() if e["rule"] in silent]
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2027, 4, 28, 9))
    speaking.quietly(local(2027, 4, 29, 8))
    assert rules(speaking, EDITOR, "reply_due")
    speaking.quietly(local(2027, 5, 10, 9))
    assert rules(speaking, EDITOR, "posting_count")
    assert not rules(speaking, "department", "inactivity_close")


def test_a_reopened_account_is_not_silent_since_its_first_life(small: Speaking) -> None:
    """F8: what was before the closing does not count."""
    town, back = small.town, local(2027, 6, 1, 9)
    town.say(EDITOR, f"inlägg {ACCOUNT}")
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör")
    town.say(EDITOR, f"konto öppna {ACCOUNT} Igen", back)
    town.say(MANAGER, f"konto godkänn {ACCOUNT}", back)
    town.say(COMMUNICATOR, f"konto godkänn {ACCOUNT}", back)
    town.say(COMMUNICATOR, f"konto aktivera {ACCOUNT} åtkomst=administratör", back)
    small.quietly(local(2027, 6, 8, 9))
    assert not rules(small, "department", "inactivity_close")


def test_a_closing_goes_to_whoever_decides_it(small: Speaking) -> None:
    """H1: to the manager, who reads that the last snapshot is missing; F5 elsewhere."""
    small.town.follow("hallstahammar")
    small.town.say(EDITOR, f"konto avsluta {ACCOUNT} Upphör", local(2026, 11, 19, 9))
    small.quietly(local(2026, 11, 20, 9))
    (said,) = rules(small, MANAGER, "approval_waiting")
    assert "ingen sista ögonblicksbild" in str(said["text"])
    assert not rules(small, "department", "approval_waiting")
    assert not [
        b for e in small.heard.entries("department") for b in e["buttons"] if "avsluta" in b["command"]
    ]


def test_what_only_should_be_goes_no_higher(small: Speaking) -> None:
    """H26: a bör is reminded of once, and is never the manager's matter."""
    town = small.town
    town.follow("hallstahammar")
    points = "avsändare,kontakt,syfte,hantering,logotyp"
    town.say(EDITOR, f"konto profil {ACCOUNT} klart={points}")
    small.beat(local(2026, 9, 3, 9))
    small.beat(local(2026, 9, 24, 9))

    def told(to: str) -> set[str]:
        return {e["data"]["kind"] for e in rules(small, to, "gap") if e["data"]["should"]}  # type: ignore[index]

    assert "profile" in told(EDITOR) and "profile" not in told(MANAGER)
    digests = [e["text"] for e in small.heard.entries("department") if e["rule"] == "digest"]
    assert digests and not any("kommentarer-på" in text for text in digests)


def test_a_new_plan_asks_its_readers_again(small: Speaking) -> None:
    """M12: oneself only."""
    town = small.town
    town.follow("mullsjo")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler", FOUNDED)
    town.say(EDITOR, "läst", FOUNDED)
    small.beat(local(2026, 9, 10, 9))
    assert not [e for e in rules(small, EDITOR, "gap") if e["data"]["kind"] == "reading"]  # type: ignore[index]
    town.say(EDITOR, f"plan {ACCOUNT} mål=Färre", local(2026, 9, 10, 10))
    small.quietly(local(2026, 9, 14, 9))
    assert [e for e in rules(small, EDITOR, "gap") if e["data"]["kind"] == "reading"]  # type: ignore[index]
    assert not [e for e in rules(small, MANAGER, "gap") if e["data"]["kind"] == "reading"]  # type: ignore[index]


def test_every_change_of_an_account_reaches_the_digest(small: Speaking) -> None:
    """H28: also the new kinds, each by its own word."""
    town, monday = small.town, local(2026, 11, 23, 8)
    small.beat(local(2026, 11, 20, 8))
    before = local(2026, 11, 20, 9)
    for line in (
        f"behov {ACCOUNT} mål=Fler", f"plan {ACCOUNT} uppsikt=Dagligen", f"plan redovisad {ACCOUNT} till=Kim",
        f"konto profil {ACCOUNT} klart=avsändare", "läst", f"konto vila {ACCOUNT} från=2026-12-01 till=2027-01-31",
    ):  # fmt: skip
        town.say(EDITOR, line, before)
    town.say(COMMUNICATOR, f"konto låna {ACCOUNT} {OUTSIDER} från=2026-12-01 till=2026-12-02", before)
    town.say(COMMUNICATOR, f'konto råd {ACCOUNT} "Bra"', before)
    small.quietly(monday)
    (digest,) = [e for e in small.heard.entries("department") if e["rule"] == "digest"]
    for words in (
        "behovet beskrivet", "planen ändrad", "planen redovisad", "profilen genomgången",
        "riktlinjer och plan lästa", "vila", "utlånat", "råd givet",
    ):  # fmt: skip
        assert words in str(digest["text"]), words


@pytest.mark.parametrize(
    ("policy", "kinds"),
    [
        ("hallstahammar", {"administrators", "reading", "profile", "launch", "website", "contact"}),
        ("mullsjo", {"plan", "reading", "profile"}),
        ("osby", {"plan", "website"}),
    ],
)
def test_every_gap_reminded_of_has_a_button_that_mends_it(
    small: Speaking, policy: str, kinds: set[str]
) -> None:
    """H4, H6, H7, H27, M3, M4, O2, O6: a command that opens its form or does it."""
    small.town.follow(policy)
    small.town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt")
    small.beat(local(2026, 9, 3, 9))
    gaps = [entry for entry in small.heard.entries() if entry["rule"] == "gap"]
    assert {entry["data"]["kind"] for entry in gaps} >= kinds
    for entry in gaps:
        command = entry["buttons"][0]["command"]
        reply = small.town.try_say(EDITOR if command.startswith("läst") else ADMIN, command)
        assert reply.ok or reply.form, command
