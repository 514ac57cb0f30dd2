"""Who is away and what is closed: others hear it instead, once; what waits, waits; back, nothing has been lost."""

from datetime import datetime, timedelta

from core import outbox, people, workspace
from core.outbox import DEPARTMENT, State
from core.watch import Family
from core.words import _
from reminders.sending import SendError
from tests.chat import deactivate, reactivate
from tests.reminders.conftest import ASKED, SETTLED, Speaking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, SECOND_EDITOR, local

AHEAD, DUE = local(2026, 11, 23, 11), local(2026, 11, 23, 15)
MINUTE = timedelta(minutes=1)
CHANNEL, OTHER = "C0KOMMUNIK", "C0NYKANAL"
GONE = SendError("Slack: is_archived", permanent=True, gone=True)


def keys(speaking: Speaking, to: str = "", rule: str = "reply") -> list[str]:
    """What was said of the question to somebody, or to all; or of another matter."""
    return [e["key"] for e in speaking.heard.entries(to) if e["rule"].startswith(rule)]


# People


def test_the_manager_hears_what_an_only_editor_who_is_away_would_have(asked: Speaking) -> None:
    """F10: and the editor again, once they are back."""
    deactivate(asked.town, EDITOR, AHEAD - MINUTE)
    asked.quietly(AHEAD)
    assert keys(asked) == [f"reply_due:F-2026-0001:0@{MANAGER}"]
    reactivate(asked.town, EDITOR, AHEAD + MINUTE)
    asked.quietly(AHEAD + MINUTE)
    assert keys(asked) == [f"reply_due:F-2026-0001:0@{EDITOR}"]
    asked.quietly(DUE)
    assert keys(asked) == [f"reply_overdue:F-2026-0001:1@{EDITOR}"]


def test_the_deputy_hears_before_the_manager(small_asked: Speaking) -> None:
    """F10: the account's other administrator."""
    asked = small_asked
    asked.town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}", ASKED)
    deactivate(asked.town, EDITOR, AHEAD - MINUTE)
    asked.quietly(AHEAD)
    assert keys(asked) == [f"reply_due:F-2026-0001:0@{SECOND_EDITOR}"]


def test_what_was_said_before_they_went_is_said_to_who_stands_in(asked: Speaking) -> None:
    """F10: whoever heard of it can do nothing about it any more."""
    asked.quietly(AHEAD)
    deactivate(asked.town, EDITOR, AHEAD + MINUTE)
    asked.quietly(AHEAD + 2 * MINUTE)
    assert keys(asked) == [f"reply_due:F-2026-0001:0@{MANAGER}"]
    reactivate(asked.town, EDITOR, AHEAD + 3 * MINUTE)
    asked.quietly(AHEAD + 4 * MINUTE)
    assert keys(asked) == []


def test_every_kind_of_matter_is_said_to_who_stands_in(small: Speaking) -> None:
    """F11, F13, F14, C1: a case, a consent, a signature, the half-year's snapshot."""
    town, thursday = small.town, local(2026, 11, 26, 12)
    town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    town.say(EDITOR, "svar F-2026-0001", ASKED)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", ASKED)
    town.say(EDITOR, f"inlägg {ACCOUNT} grund=samtycke", ASKED)
    small.beat(thursday)
    before = {e["rule"] for e in small.heard.entries(EDITOR)}
    kinds = {e["data"]["kind"] for e in small.heard.entries(EDITOR) if e["rule"] == "follow_up"}
    deactivate(town, EDITOR, thursday)
    small.quietly(thursday + MINUTE)
    assert {e["rule"] for e in small.heard.entries(MANAGER)} == before >= {"snapshot_due"}
    follow_ups = (e for e in small.heard.entries(MANAGER) if e["rule"] == "follow_up")
    assert {e["data"]["kind"] for e in follow_ups} == kinds == {"signature", "case", "consent"}


def test_a_closed_accounts_log_is_still_followed_up_by_who_stands_in(small: Speaking) -> None:
    """F13: what it lacks, it lacks though the account is gone."""
    small.town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", ASKED)
    small.town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Slut", ASKED)
    small.beat(local(2026, 11, 26, 12))
    deactivate(small.town, EDITOR, local(2026, 11, 26, 12))
    small.quietly(local(2026, 11, 26, 12) + MINUTE)
    assert keys(small, MANAGER, "follow_up") == [f"follow_up:M-2026-0001:1@{MANAGER}"]


def test_a_lost_administrator_is_told_like_other_gaps_until_another_is_chosen(speaking: Speaking) -> None:
    """F2: the day after to who can appoint, with the command that does; then the message is redrawn."""
    speaking.beat(SETTLED)
    deactivate(speaking.town, EDITOR, SETTLED)
    speaking.quietly(local(2026, 11, 20, 15))
    assert "gap" not in speaking.heard.rules()
    speaking.quietly(local(2026, 11, 20, 16, 1))
    for to in (MANAGER, DEPARTMENT):
        (entry,) = [e for e in speaking.heard.entries(to) if e["rule"] == "gap"]
        assert entry["key"] == f"gap:{ACCOUNT}:away:{EDITOR}:2026-11-19:0@{to}"
        commands = [button["command"] for button in entry["buttons"]]
        assert commands[0] == f"konto ändra {ACCOUNT}"
        assert (f"person sluta {EDITOR}" in commands) == (to == DEPARTMENT)
    chosen = f"konto ändra {ACCOUNT} ansvarig={SECOND_EDITOR}"
    speaking.town.say(COMMUNICATOR, chosen, local(2026, 11, 20, 16, 2))
    speaking.town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}", local(2026, 11, 20, 16, 2))
    speaking.quietly(local(2026, 11, 20, 16, 3))
    assert len(speaking.heard.redrawn) == 2
    speaking.quietly(local(2026, 12, 4, 16))
    assert "gap" not in speaking.heard.rules()


def test_the_gap_and_the_digest_name_who_is_away(small: Speaking) -> None:
    """C2: in words, not by a key."""
    small.beat(SETTLED)
    deactivate(small.town, EDITOR, SETTLED)
    small.quietly(local(2026, 11, 20, 8))
    (digest,) = small.heard.entries(DEPARTMENT)
    said = _("{name} is away from the chat, so the account has one administrator less.", name=EDITOR)
    assert f"{ACCOUNT}: {said}" in digest["text"]


def test_a_request_whose_only_manager_is_away_is_the_departments(small: Speaking) -> None:
    """F1."""
    small.beat(SETTLED)
    deactivate(small.town, MANAGER, SETTLED)
    small.town.new_account("bibliotek-ig", SETTLED, active=False)
    small.quietly(SETTLED + MINUTE)
    entries = [e for e in small.heard.entries() if e["data"].get("step") == "manager"]
    assert [(e["to"], e["data"]["nobody"]) for e in entries] == [("kommunikation", True)]


def test_the_administrators_hear_for_communications_that_is_away(small: Speaking) -> None:
    """C2: where there is no channel."""
    connect(small, None)
    small.beat(SETTLED)
    small.town.say(EDITOR, f"fråga {ACCOUNT}", SETTLED)
    deactivate(small.town, COMMUNICATOR, SETTLED)
    small.quietly(local(2026, 11, 20, 8))
    assert small.heard.rules(COMMUNICATOR) == []
    assert "digest" in small.heard.rules(ADMIN)


def test_what_could_not_be_said_is_said_when_they_are_back(asked: Speaking) -> None:
    """S7: the platform refused before it told why."""
    connect(asked, CHANNEL)
    asked.heard.errors[EDITOR] = [SendError("Slack: user_disabled", permanent=True)]
    asked.quietly(AHEAD)
    deactivate(asked.town, EDITOR, AHEAD + MINUTE)
    reactivate(asked.town, EDITOR, AHEAD + 2 * MINUTE)
    asked.quietly(AHEAD + 3 * MINUTE)
    assert f"reply_due:F-2026-0001:0@{EDITOR}" in keys(asked, EDITOR)


def test_what_could_not_be_said_is_said_though_slack_never_told_that_they_were_gone(asked: Speaking) -> None:
    """S7: only that they are there again, or have changed their name."""
    connect(asked, CHANNEL)
    asked.heard.errors[EDITOR] = [SendError("Slack: user_disabled", permanent=True)]
    asked.quietly(AHEAD)
    reactivate(asked.town, EDITOR, AHEAD + MINUTE)
    asked.quietly(AHEAD + 2 * MINUTE)
    assert keys(asked, EDITOR) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_whose_last_user_becomes_somebody_elses_is_stood_in_for(asked: Speaking) -> None:
    """F10: one user is deactivated, the other is linked to a colleague."""
    connect(asked, CHANNEL)
    asked.town.say(ADMIN, f"person koppla {EDITOR} chatt=U2", ASKED)
    asked.quietly(AHEAD)
    deactivate(asked.town, EDITOR, AHEAD)
    asked.quietly(AHEAD)
    assert asked.heard.sent == []
    asked.town.say(ADMIN, f"person koppla {SECOND_EDITOR} chatt=U2", AHEAD + MINUTE)
    asked.quietly(AHEAD + MINUTE)
    assert keys(asked) == [f"reply_due:F-2026-0001:0@{MANAGER}"]


def test_a_note_that_waits_for_who_is_away_goes_to_another_who_can_mend_it(small: Speaking) -> None:
    """S2: only administrators can link; one who heard of it is not asked again."""
    small.beat(SETTLED)
    small.town.say(ADMIN, "person ny ada roll=admin", SETTLED)
    with small.town.database.write() as session:
        outbox.ask_to_link(session, small.town.home(session), "slack", "T1", "U1", SETTLED)
        waiting = outbox.standing(session, small.town.home(session).id, Family.LINK, (0,))
        operator = people.identify(session, small.town.home(session).id, ADMIN)
        assert operator
        (other,) = [note for note in waiting if note.recipient == str(operator.id)]
        session.delete(other)
    deactivate(small.town, "ada", SETTLED)
    small.quietly(SETTLED + MINUTE)
    assert keys(small, rule="gap") == [f"link:slack:T1:U1@{ADMIN}"]
    reactivate(small.town, "ada", SETTLED + MINUTE)
    small.quietly(SETTLED + 2 * MINUTE)
    assert keys(small, rule="gap") == []


def test_a_reminder_is_said_in_the_chats_language_and_for_its_zone(small_asked: Speaking) -> None:
    """F10: whoever works elsewhere is told whose time it is."""
    with small_asked.town.database.write() as session:
        eva = people.identify(session, small_asked.town.home(session).id, EDITOR)
        assert eva
        eva.zone, eva.locale = "Europe/Helsinki", "fi-FI"
    small_asked.quietly(AHEAD)
    (entry,) = small_asked.heard.entries(EDITOR)
    assert entry["text"].endswith("Last time: Monday 23 Nov 2026 at 15.00 (Swedish time).")


# The department's channel


def connect(speaking: Speaking, channel: str | None) -> None:
    """Connects the town to Slack, with that channel of the department's."""
    with speaking.town.database.write() as session:
        home = speaking.town.home(session)
        home.slack_team, home.department_channel = "T1", channel
    speaking.heard.by_channel = True


def late(speaking: Speaking, at: datetime) -> Speaking:
    """The channel takes no more at the moment when the question is late for the department."""
    connect(speaking, CHANNEL)
    speaking.quietly(DUE)
    speaking.heard.errors[CHANNEL] = [GONE]
    speaking.quietly(at)
    return speaking


TUESDAY = local(2026, 11, 24, 8)


def test_what_a_lost_channel_would_have_heard_is_said_to_each_of_communications(asked: Speaking) -> None:
    """C2, S7: with one note that says what to do; nothing is lost, nothing comes twice."""
    late(asked, TUESDAY)
    assert asked.heard.entries(CHANNEL) == []
    asked.quietly(TUESDAY + MINUTE)
    said = asked.heard.entries(COMMUNICATOR)
    assert sorted(e["rule"] for e in said) == ["digest", "gap", "reply_overdue"]
    (note,) = [e for e in said if e["rule"] == "gap"]
    assert CHANNEL in note["text"] and note["buttons"] == [
        {"label": "Välj kanal", "command": "inställningar kanal"}
    ]
    for minutes in range(2, 60, 7):
        asked.quietly(TUESDAY + minutes * MINUTE)
        assert asked.heard.sent == []
    assert {r.state for r in asked.outbox() if r.recipient == DEPARTMENT} <= {State.SENT, State.DROPPED}


def test_a_new_channel_ends_the_note_and_hears_what_comes(asked: Speaking) -> None:
    """C2: and not again what its people have heard."""
    late(asked, TUESDAY)
    asked.quietly(TUESDAY + MINUTE)
    asked.town.say(COMMUNICATOR, f"inställningar kanal avdelning={OTHER}", TUESDAY + 2 * MINUTE)
    asked.quietly(TUESDAY + 3 * MINUTE)
    assert asked.heard.sent == []
    (redrawn,) = asked.heard.redrawn
    assert any(CHANNEL in s.text and not s.buttons for s in redrawn[1].sections)
    asked.quietly(local(2026, 11, 25, 8))
    assert "digest" in asked.heard.rules(OTHER)
    assert keys(asked) == []


def test_what_each_of_its_people_heard_is_not_said_again_in_a_new_channel(small_asked: Speaking) -> None:
    """S7: but what somebody has not heard is."""
    asked, town = small_asked, small_asked.town
    connect(asked, None)
    asked.quietly(TUESDAY)
    assert keys(asked, COMMUNICATOR) == [f"reply_overdue:F-2026-0001:2@{COMMUNICATOR}"]
    town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}", TUESDAY)
    town.say(EDITOR, "vidare F-2026-0001 till=Kultur", TUESDAY)
    asked.quietly(TUESDAY + MINUTE)
    assert keys(asked) == []
    town.say(ADMIN, "person ny karin roll=kommunikation", TUESDAY)
    town.say(EDITOR, "vidare F-2026-0001 till=Fritid", TUESDAY)
    asked.quietly(TUESDAY + 2 * MINUTE)
    assert keys(asked, CHANNEL) == [f"reply_overdue:F-2026-0001:2@{DEPARTMENT}"]


def test_a_lost_channel_is_told_to_who_stands_in_for_the_one_who_knew(small_asked: Speaking) -> None:
    """C2: whoever was told of it went away before a channel was chosen; then it is told once more."""
    late(small_asked, TUESDAY)
    small_asked.quietly(TUESDAY + MINUTE)
    assert "gap" in small_asked.heard.rules(COMMUNICATOR)
    deactivate(small_asked.town, COMMUNICATOR, TUESDAY + 2 * MINUTE)
    small_asked.quietly(TUESDAY + 3 * MINUTE)
    assert [e["data"]["kind"] for e in small_asked.heard.entries(ADMIN) if e["rule"] == "gap"] == ["channel"]
    small_asked.quietly(TUESDAY + 4 * MINUTE)
    assert small_asked.heard.sent == []


def test_what_the_channel_heard_is_not_said_again_to_its_people(small_asked: Speaking) -> None:
    """S7: though the account's facts are looked at anew."""
    connect(small_asked, CHANNEL)
    small_asked.quietly(TUESDAY)
    assert "reply_overdue" in small_asked.heard.rules(CHANNEL)
    with small_asked.town.database.write() as session:
        home = small_asked.town.home(session)
        home.department_channel = None
    deactivate(small_asked.town, COMMUNICATOR, TUESDAY)
    small_asked.quietly(TUESDAY + MINUTE)
    assert small_asked.heard.rules(ADMIN) == []


def test_many_messages_to_a_lost_channel_are_one_loss(small_asked: Speaking) -> None:
    """S7: where it would have been several messages."""
    town = small_asked.town
    for number in range(20):
        at = ASKED + timedelta(minutes=number)
        town.say(EDITOR, f"fråga {ACCOUNT} när={at:%Y-%m-%dT%H:%M:%S}+00:00", at)
    late(small_asked, TUESDAY)
    small_asked.quietly(TUESDAY + MINUTE)
    said = small_asked.heard.entries(COMMUNICATOR)
    assert [e["rule"] for e in said].count("reply_overdue") == 21
    assert [e["rule"] for e in said].count("gap") == 1


def test_a_channel_replaced_while_its_message_failed_is_kept(small_asked: Speaking) -> None:
    """S7: the message goes to the new one."""
    asked = small_asked
    connect(asked, CHANNEL)
    asked.quietly(DUE)

    def replace() -> None:
        asked.town.say(COMMUNICATOR, f"inställningar kanal avdelning={OTHER}", TUESDAY)

    asked.heard.meanwhile[CHANNEL], asked.heard.errors[CHANNEL] = [replace], [GONE]
    asked.quietly(TUESDAY)
    asked.quietly(TUESDAY + MINUTE)
    assert sorted(asked.heard.rules(OTHER)) == ["digest", "reply_overdue"]
    assert asked.heard.rules(COMMUNICATOR) == []


# The chat itself


def test_while_the_chat_is_closed_reminders_wait(asked: Speaking) -> None:
    """S7: nobody is told that anybody can't be reached; open again, what still holds is said."""
    connect(asked, CHANNEL)
    asked.heard.unreachable = {EDITOR, MANAGER, CHANNEL}
    with asked.town.database.write() as session:
        assert workspace.close_chat(asked.town.scope(session))
    for minutes in range(0, 120, 30):
        asked.quietly(AHEAD + minutes * MINUTE)
    assert asked.heard.sent == []
    assert State.FAILED not in {r.state for r in asked.outbox()}
    with asked.town.database.write() as session:
        assert workspace.reopen_chat(asked.town.scope(session))
    asked.heard.unreachable = set()
    asked.quietly(local(2026, 11, 23, 14))
    assert f"reply_due:F-2026-0001:0@{EDITOR}" in keys(asked, EDITOR)
