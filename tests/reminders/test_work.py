"""The work as it is reminded: diary numbers, questions passed on, waiting, blocks, removals told (H9, H15, M7, S11)."""

from tests.policies import under
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, EDITOR, MANAGER, REGISTRAR, Town, local

MONDAY = local(2026, 11, 23, 9)


def of(speaking: Speaking, to: str, kind: str) -> list[dict[str, object]]:
    """What somebody heard of that kind."""
    return [entry for entry in speaking.heard.entries(to) if entry["data"].get("kind") == kind]


def begin(speaking: Speaking, policy: str) -> Town:
    """A town under that guideline, in which all older is said."""
    town = under(speaking.town, policy)
    town.say(EDITOR, f"inlägg {ACCOUNT}", local(2026, 11, 20, 9))
    speaking.beat(local(2026, 11, 20, 9))
    return town


def test_the_diary_is_followed_up_with_registrar_and_editors(speaking: Speaking) -> None:
    """H15, O9: the registrar hears at once, the editor after a day; a number ends it."""
    town = begin(speaking, "hallstahammar")
    town.say(EDITOR, f"fråga {ACCOUNT} slag=synpunkt", MONDAY)
    speaking.quietly(MONDAY)
    [first] = of(speaking, REGISTRAR, "diary")
    assert first["buttons"][0]["command"] == "diarie F-2026-0001"  # type: ignore[index]
    speaking.quietly(local(2026, 11, 24, 9))
    assert len(of(speaking, EDITOR, "diary")) == 1
    town.say(REGISTRAR, 'diarie F-2026-0001 nummer="KS 2026/9"', local(2026, 11, 24, 10))
    speaking.quietly(local(2026, 12, 1, 9))
    assert of(speaking, "", "diary") == []


def test_without_a_registrar_the_department_hears_of_the_diary(small: Speaking) -> None:
    """H15, S7: what matters reaches somebody."""
    town = begin(small, "goteborg")
    town.say("admin", f"person sluta {REGISTRAR}", MONDAY)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=sekretess åtgärd=borttagen plats=P", MONDAY)
    small.quietly(MONDAY)
    assert len(of(small, "kommunikation", "diary")) + len(of(small, "department", "diary")) == 1


def test_a_question_passed_on_is_kept_in_mind_without_a_due_time(speaking: Speaking) -> None:
    """H9: once the citizen is told nothing is late; a week later the editor is reminded of it, with since when."""
    town = begin(speaking, "hallstahammar")
    town.say(EDITOR, f"fråga {ACCOUNT}", MONDAY)
    town.say(EDITOR, "vidare F-2026-0001 till=Gatukontoret mellansvar=nu", MONDAY)
    speaking.quietly(local(2026, 11, 25, 9))
    assert not {"reply_due", "reply_overdue"} & {*speaking.heard.rules()}
    speaking.quietly(local(2026, 11, 30, 9))
    [entry] = of(speaking, EDITOR, "passed_on")
    assert "Gatukontoret" in str(entry["text"]) and "måndag 23 nov" in str(entry["text"])
    assert of(speaking, MANAGER, "passed_on") == []


def test_a_question_that_waits_is_reminded_as_such(small: Speaking) -> None:
    """F10: the clock goes on, and the reminder says that one waits."""
    town = begin(small, "falkoping")
    town.say(EDITOR, f"fråga {ACCOUNT}", MONDAY)
    town.say(EDITOR, "vänta F-2026-0001", local(2026, 11, 23, 11))
    small.quietly(local(2026, 11, 24, 8))
    [entry] = [e for e in small.heard.entries(EDITOR) if e["rule"] == "reply_due"]
    assert "Du väntar på frågeställaren sedan måndag 23 nov" in entry["text"]


def test_a_days_removals_are_told_the_manager_together_the_next_morning(speaking: Speaking) -> None:
    """M7: a batch is one line; "Klart" is the manager's word that it is seen."""
    town = begin(speaking, "mullsjo")
    line = f"moderera {ACCOUNT} kategori=kommersiellt åtgärd=borttagen plats=P"
    town.say(EDITOR, f"{line} antal=12", MONDAY)
    town.say(EDITOR, line, local(2026, 11, 23, 15))
    speaking.quietly(local(2026, 11, 23, 16))
    assert "removal_report" not in speaking.heard.rules()
    speaking.quietly(local(2026, 11, 24, 8))
    told = [e for e in speaking.heard.entries(MANAGER) if e["rule"] == "removal_report"]
    assert [e["data"]["count"] for e in told] == [12, 1]
    assert "12 borttagna" in told[0]["text"]
    assert len([address for address, _card in speaking.heard.sent if address == MANAGER]) == 1
    done = next(b["command"] for b in told[0]["buttons"] if b["command"].startswith("påminnelse klar"))
    town.say(MANAGER, done, local(2026, 11, 24, 9))
    speaking.quietly(local(2026, 11, 25, 8))
    assert "removal_report" not in speaking.heard.rules()


def test_elsewhere_the_manager_is_told_of_blocks_only(small: Speaking) -> None:
    """S11: at once; never of what the manager did."""
    town = begin(small, "falkoping")
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=borttagen plats=P", MONDAY)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=blockerad plats=P orsak=Spam", MONDAY)
    town.say(MANAGER, f"moderera {ACCOUNT} kategori=reklam åtgärd=blockerad plats=P orsak=Spam", MONDAY)
    small.quietly(MONDAY)
    told = [e for e in small.heard.entries() if e["rule"] == "removal_report"]
    assert [(e["to"], e["data"]["case"]) for e in told] == [(MANAGER, "M-2026-0002")]


def test_a_block_is_looked_at_again_on_its_day(speaking: Speaking) -> None:
    """S11: by editors and manager; kept until another day, or lifted."""
    town = begin(speaking, "falkoping")
    block = f"moderera {ACCOUNT} kategori=reklam åtgärd=blockerad plats=P orsak=Spam omprövas=2026-12-01"
    town.say(EDITOR, block, MONDAY)
    speaking.beat(local(2026, 11, 30, 9))
    speaking.quietly(local(2026, 12, 1, 8))
    [entry] = of(speaking, EDITOR, "block")
    assert len(of(speaking, MANAGER, "block")) == 1
    assert [b["command"] for b in entry["buttons"][:2]] == [  # type: ignore[index, union-attr]
        "blockering häv M-2026-0001", "blockering behåll M-2026-0001",
    ]  # fmt: skip
    town.say(MANAGER, 'blockering behåll M-2026-0001 till=2026-12-15 "Fortsätter"', local(2026, 12, 1, 9))
    speaking.quietly(local(2026, 12, 14, 9))
    assert of(speaking, "", "block") == []
    speaking.quietly(local(2026, 12, 15, 9))
    assert len(of(speaking, EDITOR, "block")) == 1
    town.say(EDITOR, "blockering häv M-2026-0001", local(2026, 12, 15, 10))
    speaking.quietly(local(2026, 12, 23, 9))
    assert of(speaking, "", "block") == []


def test_pictures_said_to_lack_something_are_followed_up(small: Speaking) -> None:
    """H29."""
    town = begin(small, "hallstahammar")
    town.say(EDITOR, f"inlägg {ACCOUNT} bild=saknas rättigheter=nej", MONDAY)
    small.quietly(local(2026, 11, 24, 9))
    [entry] = of(small, EDITOR, "pictures")
    assert "rättigheterna till bilden" in str(entry["text"])
    town.say(EDITOR, "inlägg bild I-2026-0002 bild=godkänd rättigheter=ja", local(2026, 11, 24, 10))
    small.quietly(local(2026, 12, 1, 9))
    assert of(small, EDITOR, "pictures") == []


def test_the_departments_summary_shows_what_has_no_time_oldest_first(small: Speaking) -> None:
    """G13, C2: for how long, and never as late."""
    town = begin(small, "goteborg")
    for day in (20, 18):
        town.say(EDITOR, f"fråga {ACCOUNT} när=2026-11-{day}T09:00", local(2026, 11, 20, 10))
    small.quietly(local(2026, 11, 23, 8))
    [summary] = [e for e in small.heard.entries() if e["rule"] == "digest"]
    assert [each["question"] for each in summary["data"]["waiting"]] == ["F-2026-0002", "F-2026-0001"]
    assert "F-2026-0002 på bibliotek-fb har väntat på svar i 5 dagar." in summary["text"]
    assert summary["data"]["late"] == []
