"""The worker on real databases: one message a person, in working hours, once, of what still holds (S7)."""

import threading
from datetime import datetime, timedelta

from sqlmodel import select

from core import mailbox, outbox, people, watch
from core.outbox import DEPARTMENT, Delivery, Reminder, State
from core.people import Role
from core.watch import Watch
from core.words import _
from reminders.sending import SendError
from reminders.worker import LEASE, Worker
from tests.reminders.conftest import Speaking
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, SECOND_EDITOR, local

ASKED = local(2026, 11, 20, 15)
AHEAD, DUE = local(2026, 11, 23, 11), local(2026, 11, 23, 15)
SETTLED = local(2026, 11, 19, 16)  # everything older is said and done by then


def ready(speaking: Speaking) -> None:
    """Has said what there was to say, and a question has come since."""
    speaking.beat(SETTLED)
    speaking.town.say(EDITOR, f"inlägg {ACCOUNT}", ASKED)
    speaking.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    speaking.quietly(ASKED)


def monday(speaking: Speaking) -> None:
    """As `ready`, on the morning of the day when the question is due, after the digest."""
    ready(speaking)
    speaking.beat(local(2026, 11, 23, 9))
    speaking.heard.clear()


def keys(heard: Recorder, to: str = "") -> list[str]:
    """The keys of what was said."""
    return [entry["key"] for entry in heard.entries(to)]


def test_a_question_from_its_first_reminder_to_its_answer(speaking: Speaking) -> None:
    """F10, F11: ahead to the editor, late, escalated once; answered, it is silent."""
    monday(speaking)
    speaking.quietly(AHEAD - timedelta(minutes=1))
    assert "reply_due" not in speaking.heard.rules()
    speaking.quietly(AHEAD)
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]
    speaking.quietly(DUE)
    assert keys(speaking.heard) == [f"reply_overdue:F-2026-0001:1@{EDITOR}"]
    speaking.quietly(local(2026, 11, 24, 8))
    assert keys(speaking.heard, MANAGER) == [f"reply_overdue:F-2026-0001:2@{MANAGER}"]
    assert speaking.heard.rules(DEPARTMENT) == ["reply_overdue", "digest"]
    speaking.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', local(2026, 11, 24, 9))
    speaking.quietly(local(2026, 11, 24, 16))
    assert speaking.heard.sent == []


def test_nothing_is_said_twice(speaking: Speaking) -> None:
    """S7: however often it beats."""
    monday(speaking)
    for minutes in range(0, 60, 10):
        speaking.beat(AHEAD + timedelta(minutes=minutes))
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_one_message_a_person_after_a_long_stop(speaking: Speaking) -> None:
    """S7: each hears once, of what still holds; the skipped stages are not made up for."""
    ready(speaking)
    speaking.town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold", ASKED)
    speaking.quietly(local(2026, 12, 14, 10))
    assert sorted(to for to, _card in speaking.heard.sent) == sorted([EDITOR, MANAGER, DEPARTMENT])
    assert [key.split("@")[0] for key in keys(speaking.heard, EDITOR)] == [
        "reply_overdue:F-2026-0001:1",
        "follow_up:M-2026-0001:1",
        f"snapshot_due:{ACCOUNT}:2026-H2:2",
        f"posting_minimum:{ACCOUNT}:2026-W50",
        f"posting_count:{ACCOUNT}:2026-W50",
    ]
    assert [key.split("@")[0] for key in keys(speaking.heard, MANAGER)] == [
        "reply_overdue:F-2026-0001:2",
        "follow_up:M-2026-0001:2",
    ]


def test_nothing_is_said_at_night(speaking: Speaking) -> None:
    """S7: what comes at night waits for the morning of a working day."""
    ready(speaking)
    friday_night = local(2026, 11, 27, 20)
    speaking.quietly(friday_night)
    assert speaking.heard.sent == []
    speaking.quietly(local(2026, 11, 28, 12))
    assert speaking.heard.sent == []
    speaking.quietly(local(2026, 11, 30, 8))
    assert f"reply_overdue:F-2026-0001:1@{EDITOR}" in keys(speaking.heard)


def test_what_no_longer_holds_is_not_sent(speaking: Speaking) -> None:
    """S7: answered between the sweep and the delivery."""
    monday(speaking)
    speaking.worker.tick(AHEAD)
    speaking.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', AHEAD)
    speaking.worker.deliver(AHEAD, speaking.heard)
    assert speaking.heard.sent == []
    assert [r.state for r in speaking.outbox() if r.rule == "reply_due"] == [State.DROPPED]


def test_an_answer_undone_brings_the_reminder_back(speaking: Speaking) -> None:
    """F10: dropped unsent, it waits again when it holds again."""
    monday(speaking)
    speaking.worker.tick(AHEAD)
    speaking.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', AHEAD)
    speaking.beat(AHEAD)
    speaking.town.say(EDITOR, "ångra", AHEAD + timedelta(minutes=1))
    speaking.beat(AHEAD + timedelta(minutes=2))
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_who_has_left_hears_nothing_and_the_successor_does(speaking: Speaking) -> None:
    """S7: also when the reminder was in the outbox already."""
    monday(speaking)
    speaking.worker.tick(AHEAD)
    speaking.town.say(COMMUNICATOR, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}", AHEAD)
    speaking.beat(AHEAD)
    speaking.beat(AHEAD + timedelta(minutes=1))
    assert f"reply_due:F-2026-0001:0@{SECOND_EDITOR}" in keys(speaking.heard, SECOND_EDITOR)
    assert speaking.heard.entries(EDITOR) == []


def test_a_failure_that_passes_is_tried_again(speaking: Speaking) -> None:
    """After what the platform says, else after longer and longer."""
    monday(speaking)
    speaking.heard.errors[EDITOR] = [SendError("rate", retry_after=90), SendError("busy")]
    speaking.beat(AHEAD)
    speaking.beat(AHEAD + timedelta(seconds=89))
    assert len(speaking.heard.errors[EDITOR]) == 1
    speaking.beat(AHEAD + timedelta(seconds=90))
    speaking.beat(AHEAD + timedelta(seconds=120))
    assert speaking.heard.sent == []
    speaking.beat(AHEAD + timedelta(seconds=90 + 120))
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_a_failure_that_stays_is_told_to_the_department_once(speaking: Speaking) -> None:
    """S7: with what was to be said; not at every reminder."""
    monday(speaking)
    speaking.heard.errors[EDITOR] = [SendError("account_inactive", permanent=True) for _ in range(2)]
    speaking.beat(AHEAD)
    speaking.beat(AHEAD + timedelta(minutes=1))
    (told,) = speaking.heard.entries(DEPARTMENT)
    assert (told["rule"], told["data"]["kind"]) == ("gap", "unreached")
    assert "F-2026-0001" in told["text"]
    speaking.quietly(DUE)
    speaking.beat(DUE + timedelta(minutes=1))
    assert speaking.heard.sent == []
    assert [r.state for r in speaking.outbox() if r.rule.startswith("reply")] == [State.FAILED] * 2


def test_whoever_is_not_linked_is_told_of_once_a_chat_is_connected(speaking: Speaking) -> None:
    """S7: before that, the reminder waits for the terminal."""
    monday(speaking)
    speaking.heard.unreachable = {EDITOR}
    speaking.beat(AHEAD)
    assert speaking.heard.sent == []
    with speaking.town.database.write() as session:
        home = session.get_one(type(speaking.town.home(session)), speaking.town.home(session).id)
        home.slack_team, home.department_channel = "T1", "C1"
    speaking.beat(AHEAD + timedelta(minutes=1))
    speaking.beat(AHEAD + timedelta(minutes=2))
    (entry,) = speaking.heard.entries(DEPARTMENT)
    assert entry["data"]["kind"] == "unreached"
    assert _("not linked to anybody in the chat") in entry["text"]


def test_what_was_given_up_is_said_once_the_person_is_linked(speaking: Speaking) -> None:
    """S7: nothing is lost."""
    monday(speaking)
    with speaking.town.database.write() as session:
        home = session.get_one(type(speaking.town.home(session)), speaking.town.home(session).id)
        home.slack_team, home.department_channel = "T1", "C1"
    speaking.heard.unreachable = {EDITOR}
    speaking.beat(AHEAD)
    speaking.beat(AHEAD + timedelta(minutes=1))
    speaking.heard.unreachable = set()
    speaking.town.say("admin", f"person koppla {EDITOR} chatt=U012AB3CD", AHEAD + timedelta(minutes=2))
    speaking.beat(AHEAD + timedelta(minutes=3))
    assert f"reply_due:F-2026-0001:0@{EDITOR}" in keys(speaking.heard, EDITOR)


def test_a_new_editor_hears_of_the_open_question(speaking: Speaking) -> None:
    """F10: whoever comes to the account after the reminder was sent."""
    monday(speaking)
    speaking.quietly(AHEAD)
    speaking.town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}", AHEAD)
    speaking.beat(AHEAD + timedelta(minutes=1))
    assert f"reply_due:F-2026-0001:0@{SECOND_EDITOR}" in keys(speaking.heard, SECOND_EDITOR)


def test_more_than_one_message_holds_comes_in_several(speaking: Speaking) -> None:
    """S7: grouped as far as the policy says, and nothing is cut away."""
    monday(speaking)
    for number in range(20):
        at = ASKED + timedelta(minutes=number)
        speaking.town.say(EDITOR, f"fråga {ACCOUNT} när={at:%Y-%m-%dT%H:%M:%S}+00:00", at)
    speaking.heard.clear()
    speaking.beat(local(2026, 11, 23, 16))
    sizes = [len(card.data["reminders"]) for to, card in speaking.heard.sent if to == EDITOR]
    assert sum(sizes) == 21
    assert sizes == [6, 6, 6, 3]


def connect(speaking: Speaking, channel: str | None) -> None:
    """Connects the town to Slack, with that channel of the department's."""
    with speaking.town.database.write() as session:
        home = session.get_one(type(speaking.town.home(session)), speaking.town.home(session).id)
        home.slack_team, home.department_channel = "T1", channel


def test_a_reminder_put_off_while_its_sending_fails_waits_as_long_as_it_was_put_off(
    speaking: Speaking,
) -> None:
    """S7."""
    monday(speaking)
    speaking.worker.tick(AHEAD)
    (number,) = (r.number for r in speaking.outbox() if r.rule == "reply_due")

    def put_off() -> None:
        speaking.town.say(EDITOR, f"påminnelse vänta {number} till=2026-11-23T14:00", AHEAD)

    speaking.heard.meanwhile[EDITOR] = [put_off]
    speaking.heard.errors[EDITOR] = [SendError("busy", retry_after=30)]
    speaking.beat(AHEAD)
    for minutes in range(5, 120, 5):
        speaking.beat(AHEAD + timedelta(minutes=minutes))
    assert speaking.heard.entries(EDITOR) == []
    speaking.beat(local(2026, 11, 23, 14))
    assert len(speaking.heard.entries(EDITOR)) == 1


def test_what_was_put_off_after_it_was_sent_counts_as_sent_when_its_matter_closes(speaking: Speaking) -> None:
    """S7: undone, the matter is open again in the message that was sent."""
    monday(speaking)
    speaking.quietly(AHEAD)
    (number,) = (r.number for r in speaking.outbox() if r.rule == "reply_due")
    speaking.town.say(EDITOR, f"påminnelse vänta {number} till=2026-11-23T14:00", AHEAD)
    speaking.town.say(EDITOR, "svar F-2026-0001", AHEAD)
    speaking.beat(AHEAD)
    speaking.town.say(EDITOR, "ångra", AHEAD)
    speaking.beat(AHEAD)
    (reminder,) = (r for r in speaking.outbox() if r.rule == "reply_due")
    assert (reminder.state, reminder.settled_at, reminder.snoozed_until) == (State.SENT, None, None)


def test_each_of_communications_gets_the_whole_digest(speaking: Speaking) -> None:
    """C2, H28: what changed is told to the second as to the first."""
    speaking.town.say("admin", "person ny karin-communicator roll=kommunikation")
    connect(speaking, None)
    speaking.beat(SETTLED)
    speaking.heard.clear()
    speaking.town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt", SETTLED + timedelta(minutes=5))
    speaking.beat(local(2026, 11, 20, 8))
    for who in (COMMUNICATOR, "karin-communicator"):
        assert "digest" in speaking.heard.rules(who)


def test_a_new_channel_gets_what_the_old_one_could_not(speaking: Speaking) -> None:
    """S7: nothing is lost."""
    speaking.beat(SETTLED)
    connect(speaking, "C0AAAAAAA")
    speaking.town.say(EDITOR, f'konto avsluta {ACCOUNT} orsak="Flyttar"', SETTLED)
    speaking.heard.clear()
    speaking.heard.errors[DEPARTMENT] = [SendError("is_archived", permanent=True)]
    speaking.beat(SETTLED)
    speaking.town.say(COMMUNICATOR, "inställningar kanal avdelning=C0BBBBBBB", SETTLED)
    speaking.beat(SETTLED + timedelta(minutes=1))
    assert "approval_waiting" in speaking.heard.rules(DEPARTMENT)


def test_a_message_that_is_refused_does_not_take_others_with_it(speaking: Speaking) -> None:
    """S7: only what was wrong with that message is given up."""
    monday(speaking)
    for number in range(20):
        at = ASKED + timedelta(minutes=number)
        speaking.town.say(EDITOR, f"fråga {ACCOUNT} när={at:%Y-%m-%dT%H:%M:%S}+00:00", at)
    speaking.heard.clear()
    speaking.heard.errors[EDITOR] = [SendError("invalid_blocks", permanent=True, of_message=True)]
    speaking.beat(local(2026, 11, 23, 16))
    assert len(speaking.heard.entries(EDITOR)) == 15


def test_a_redraw_that_breaks_is_tried_again(speaking: Speaking) -> None:
    """F1: the buttons of a decided matter go in the end."""
    monday(speaking)
    speaking.quietly(AHEAD)
    speaking.town.say(EDITOR, "stäng F-2026-0001 orsak=dubblett", AHEAD)
    speaking.heard.breaks = 1
    speaking.beat(AHEAD + timedelta(minutes=1))
    assert speaking.heard.redrawn == []
    speaking.beat(AHEAD + timedelta(minutes=2))
    assert len(speaking.heard.redrawn) == 1


def test_redrawing_rests_as_long_as_the_platform_says(speaking: Speaking) -> None:
    """S7: for all its messages; nothing is hammered, and nothing is left as it was."""
    monday(speaking)
    speaking.quietly(AHEAD)
    speaking.quietly(DUE)
    speaking.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', DUE)
    speaking.heard.redraw_errors = [SendError("Slack: ratelimited", retry_after=90)] * 2
    for seconds, left in ((0, 1), (30, 1), (90, 0), (120, 0), (179, 0)):
        speaking.quietly(DUE + timedelta(seconds=seconds))
        assert (speaking.heard.redrawn, len(speaking.heard.redraw_errors)) == ([], left)
    speaking.quietly(DUE + timedelta(seconds=180))
    assert len(speaking.heard.redrawn) == 2


def test_a_slow_round_writes_to_each_at_the_time_it_is_then(speaking: Speaking) -> None:
    """S7: nothing outside the window, though the round began inside it."""
    monday(speaking)
    speaking.worker.clock = lambda: local(2026, 11, 23, 16, 31)
    speaking.beat(local(2026, 11, 23, 16, 29))
    assert speaking.heard.sent == []


def test_a_request_nobody_in_communications_can_take_is_told_to_the_administrators(
    speaking: Speaking,
) -> None:
    """F1: where there is no channel and the only communicator asked."""
    connect(speaking, None)
    line = "konto ny nytt-ig plattform=instagram verksamhet=Bibliotek syfte=Tips"
    speaking.town.say(COMMUNICATOR, f"{line} ansvarig={EDITOR}", SETTLED)
    speaking.beat(SETTLED)
    assert "approval_waiting" in speaking.heard.rules("admin")


def test_without_a_channel_each_of_communications_gets_the_departments(speaking: Speaking) -> None:
    """C2."""
    with speaking.town.database.write() as session:
        speaking.town.home(session).slack_team = "T1"
    speaking.beat(local(2026, 9, 2, 8))
    assert keys(speaking.heard, COMMUNICATOR) == [f"digest:2026-09-02@{COMMUNICATOR}"]


def claim(speaking: Speaking, at: datetime) -> bool:
    """A worker that never comes back takes the editor's mailbox with it, if it may."""
    with speaking.town.database.write() as session:
        home = speaking.town.home(session)
        person = people.identify(session, home.id, EDITOR)
        assert person
        return mailbox.claim(session, home.id, str(person.id), at, at + LEASE)


def test_a_lease_ends_when_its_worker_is_gone(speaking: Speaking) -> None:
    """A crash between claim and sending loses nothing."""
    monday(speaking)
    speaking.worker.tick(AHEAD)
    assert claim(speaking, AHEAD)
    assert not claim(speaking, AHEAD + timedelta(minutes=1))
    speaking.beat(AHEAD + timedelta(minutes=1))
    assert speaking.heard.sent == []
    speaking.beat(AHEAD + LEASE)
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_two_workers_write_to_a_person_once(speaking: Speaking) -> None:
    """Decision 3: in every replica, no leader; nobody gets half of what is theirs from each."""
    monday(speaking)
    for minute in (1, 2, 3):
        speaking.town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 20, 15, minute))
    start = threading.Barrier(2)

    def beat(worker: Worker) -> None:
        start.wait()
        for seconds in range(3):
            worker.tick(DUE + timedelta(minutes=5, seconds=seconds))
            worker.deliver(DUE + timedelta(minutes=5, seconds=seconds), speaking.heard)

    workers = [Worker(speaking.town.database, speaking.worker.policy_of) for _ in range(2)]
    threads = [threading.Thread(target=beat, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [to for to, _card in speaking.heard.sent] == [EDITOR]
    assert len(keys(speaking.heard)) == len(set(keys(speaking.heard))) == 4


def test_several_are_written_to_at_once(speaking: Speaking) -> None:
    """Decision 0154: each of them waits for the other's message to be on its way, and everybody hears once."""
    monday(speaking)
    worker, met = (
        Worker(speaking.town.database, speaking.worker.policy_of, at_once=3),
        threading.Barrier(2, timeout=30),
    )
    for to in (MANAGER, DEPARTMENT):
        speaking.heard.meanwhile[to] = [lambda: met.wait() and None]
    worker.run(local(2026, 11, 24, 8), speaking.heard)
    assert sorted(to for to, _card in speaking.heard.sent) == sorted((EDITOR, MANAGER, DEPARTMENT))
    assert len(keys(speaking.heard)) == len(set(keys(speaking.heard)))


def test_told_to_stop_it_begins_no_other_message(small: Speaking) -> None:
    """What was on its way is finished; the rest is said by the next."""
    monday(small)
    worker = Worker(small.town.database, small.worker.policy_of, at_once=2)
    met = threading.Barrier(2, timeout=30)
    for to in (EDITOR, MANAGER, DEPARTMENT):
        small.heard.meanwhile[to] = [worker.stop, lambda: met.wait() and None]
    worker.run(local(2026, 11, 24, 8), small.heard)
    assert len(small.heard.sent) == 2
    small.heard.meanwhile.clear()
    small.beat(local(2026, 11, 24, 8))
    assert sorted(to for to, _card in small.heard.sent) == sorted((EDITOR, MANAGER, DEPARTMENT))


def test_a_message_is_redrawn_when_its_matter_is_closed_elsewhere(speaking: Speaking) -> None:
    """F1, F10: the buttons go, the line says that nothing is left to do."""
    monday(speaking)
    speaking.quietly(AHEAD)
    (_to, card), *_ = speaking.heard.sent
    assert any(button.command == "svar F-2026-0001" for s in card.sections for button in s.buttons)
    speaking.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', AHEAD)
    speaking.quietly(AHEAD + timedelta(minutes=1))
    ((_message, redrawn),) = speaking.heard.redrawn
    assert [section.buttons for section in redrawn.sections] == [()]
    speaking.quietly(AHEAD + timedelta(minutes=2))
    assert speaking.heard.redrawn == []


def test_what_a_digest_offered_to_decide_is_redrawn_when_it_is_decided(speaking: Speaking) -> None:
    """C2: the buttons of a decided matter are gone, those of the others stay."""
    for slug in ("arkivet-fb", "museet-fb"):
        speaking.town.new_account(slug, local(2026, 11, 20, 10), active=False)
        speaking.town.say(MANAGER, f"konto godkänn {slug}", local(2026, 11, 20, 11))
    speaking.quietly(local(2026, 11, 23, 9))
    assert "digest" in speaking.heard.rules(DEPARTMENT)
    speaking.town.say(COMMUNICATOR, "konto godkänn museet-fb", local(2026, 11, 23, 10))
    speaking.quietly(local(2026, 11, 23, 10))
    cards = [card for _message, card in speaking.heard.redrawn]
    offered = [[b.command for s in card.sections for b in s.buttons] for card in cards]
    digests = [commands for commands in offered if "konto godkänn arkivet-fb" in commands]
    assert digests
    assert all("konto godkänn museet-fb" not in commands for commands in offered)
    speaking.quietly(local(2026, 11, 23, 10, 5))
    assert speaking.heard.redrawn == []


def offered(speaking: Speaking) -> list[str]:
    """The commands of the buttons in the messages that were redrawn."""
    return [b.command for _message, card in speaking.heard.redrawn for s in card.sections for b in s.buttons]


def test_a_digests_offer_ends_though_the_same_is_asked_again(speaking: Speaking) -> None:
    """F5, C2: what it offered is decided; what is asked now is another matter, with a reminder of its own."""
    monday, town = local(2026, 11, 23, 9), speaking.town
    town.say(EDITOR, f"konto avsluta {ACCOUNT} orsak=Slut", ASKED)
    speaking.quietly(monday)
    for decision in ("avslå", "avsluta", "avslå"):
        who = EDITOR if decision == "avsluta" else COMMUNICATOR
        town.say(who, f"konto {decision} {ACCOUNT} orsak=Slut", monday)
        speaking.quietly(monday)
        assert f"konto avslå {ACCOUNT}" not in offered(speaking)


def test_a_digests_offer_ends_though_something_else_is_asked_meanwhile(speaking: Speaking) -> None:
    """F1, F5: nobody looked between the approval and the closing that was asked for."""
    monday, town = local(2026, 11, 23, 9), speaking.town
    for slug in ("museet-fb", "arkivet-fb"):
        town.new_account(slug, ASKED, active=False)
    speaking.quietly(monday)
    for person in (MANAGER, COMMUNICATOR):
        town.say(person, "konto godkänn museet-fb", monday)
    town.say(COMMUNICATOR, "konto aktivera museet-fb åtkomst=administratör", monday)
    town.say(EDITOR, "konto avsluta museet-fb orsak=Slut", monday)
    speaking.quietly(monday)
    assert "konto godkänn arkivet-fb" in offered(speaking)
    assert "konto godkänn museet-fb" not in offered(speaking)


def test_a_request_decided_by_one_is_redrawn_for_all(speaking: Speaking) -> None:
    """F1: approved by the manager, its buttons die in the manager's message only."""
    speaking.beat(SETTLED)
    speaking.town.new_account("bibliotek-ig", local(2026, 11, 20, 9), active=False)
    speaking.quietly(local(2026, 11, 20, 9))
    assert speaking.heard.rules().count("approval_waiting") == 2
    speaking.town.say(MANAGER, "konto godkänn bibliotek-ig", local(2026, 11, 20, 10))
    speaking.quietly(local(2026, 11, 20, 10))
    assert len(speaking.heard.redrawn) == 1


def test_a_reminder_put_off_comes_again_then(speaking: Speaking) -> None:
    """S7: snooze; what is said of the matter to others does not wait."""
    monday(speaking)
    speaking.beat(DUE)
    number = next(e["data"]["reminder"] for e in speaking.heard.entries() if e["rule"] == "reply_overdue")
    speaking.town.say(EDITOR, f"påminnelse vänta {number}", DUE + timedelta(minutes=5))
    speaking.quietly(DUE + timedelta(minutes=5))
    ((_message, redrawn),) = speaking.heard.redrawn
    assert not any(s.buttons for s in redrawn.sections if "F-2026-0001" in s.text)
    speaking.quietly(local(2026, 11, 24, 7, 59))
    assert speaking.heard.sent == []
    speaking.quietly(local(2026, 11, 24, 8))
    assert f"reply_overdue:F-2026-0001:1@{EDITOR}" in keys(speaking.heard, EDITOR)


def test_an_answer_that_is_due_is_not_put_off_past_its_time(speaking: Speaking) -> None:
    """F10, S7."""
    monday(speaking)
    speaking.beat(AHEAD)
    (entry,) = speaking.heard.entries()
    line = f"påminnelse vänta {entry['data']['reminder']}"
    refused = speaking.town.try_say(EDITOR, f"{line} till=2026-11-24T08:00", AHEAD)
    assert not refused.ok and "svar F-2026-0001" in refused.card.text
    soon = speaking.town.say(EDITOR, line, AHEAD)
    assert soon.card.data["until"] == "2026-11-23T12:00:00+01:00"
    assert not speaking.town.try_say(SECOND_EDITOR, line, AHEAD).ok


def test_what_only_an_act_closes_is_not_handled_by_a_word(speaking: Speaking) -> None:
    """S7: a question is closed by its answer; it says so."""
    monday(speaking)
    speaking.beat(AHEAD)
    (entry,) = speaking.heard.entries()
    refused = speaking.town.try_say(EDITOR, f"påminnelse klar {entry['data']['reminder']}", AHEAD)
    assert not refused.ok and "svar F-2026-0001" in refused.card.text


def test_a_matter_handled_is_closed_for_everybody(speaking: Speaking) -> None:
    """S7, F4: a gap with a reason, and it does not come again."""
    town = speaking.town
    town.say(COMMUNICATOR, "person ny nils-ny roll=redaktör verksamhet=Bibliotek", SETTLED)
    town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer=nils-ny", SETTLED)
    town.say(MANAGER, f"konto uppdrag {ACCOUNT} nils-ny", SETTLED)
    speaking.beat(local(2026, 11, 20, 16))
    gap = next(e for e in speaking.heard.entries(DEPARTMENT) if e["rule"] == "gap")
    line = f"påminnelse klar {gap['data']['reminder']}"
    assert "reason" in town.try_say(COMMUNICATOR, line, local(2026, 11, 20, 16)).errors
    town.say(COMMUNICATOR, f'{line} orsak="Utbildas i januari"', local(2026, 11, 20, 16))
    speaking.quietly(local(2026, 12, 14, 10))
    assert "gap" not in speaking.heard.rules()


def test_each_administrator_is_asked_to_link_a_stranger_until_it_is_done(speaking: Speaking) -> None:
    """S2."""
    speaking.beat(SETTLED)
    with speaking.town.database.write() as session:
        home = speaking.town.home(session)
        outbox.ask_to_link(session, home, "slack", "T1", "U1", ASKED)
        outbox.ask_to_link(session, home, "slack", "T1", "U1", ASKED)
        outbox.ask_to_link(session, home, "slack", "T1", "U2", ASKED)
        scope = speaking.town.scope(session, ASKED)
        person = people.present(scope, Role.EDITOR)[0]
        people.link_chat(scope, person, "slack", "T1", "U2")
    speaking.quietly(ASKED)
    (entry,) = speaking.heard.entries("admin")
    assert entry["buttons"][0]["command"] == "person koppla chatt=slack:T1:U1"


def test_a_watch_woken_while_it_is_looked_at_is_not_lost(speaking: Speaking) -> None:
    """The conditional write: what changed after the reading is looked at again."""
    ready(speaking)
    with speaking.town.database.write() as session:
        seen = watch.due(session, local(2027, 6, 1), speaking.town.home(session).id)[0]
        watch.look_at(session, seen.workspace_id, seen.family, seen.subject_id, ASKED)
        watch.settle(session)
        watch.move(session, [(seen, None)])
        watch.move(session, [(seen, AHEAD)])
        kept = session.get_one(Watch, (seen.workspace_id, seen.family, seen.subject_id))
        assert kept.next_check_at == ASKED


def test_a_preview_shows_what_would_be_said_and_keeps_nothing(speaking: Speaking) -> None:
    """The terminal's dry run."""
    monday(speaking)
    before = speaking.outbox()
    letters = speaking.worker.preview(AHEAD)
    assert [entry["key"] for letter in letters for entry in letter.entries] == [
        f"reply_due:F-2026-0001:0@{EDITOR}"
    ]
    assert speaking.outbox() == before
    speaking.beat(AHEAD)
    assert keys(speaking.heard) == [f"reply_due:F-2026-0001:0@{EDITOR}"]


def test_one_delivery_holds_a_messages_reminders(speaking: Speaking) -> None:
    """One row for the message, with where it is on the platform."""
    monday(speaking)
    speaking.beat(AHEAD)
    with speaking.town.database.read() as session:
        last = session.exec(select(Delivery).order_by(Delivery.id.desc())).first()  # type: ignore[attr-defined]
        assert last
        carried = session.exec(select(Reminder).where(Reminder.delivery_id == last.id)).all()
    assert (last.door, last.channel, [r.rule for r in carried]) == ("recorder", EDITOR, ["reply_due"])
