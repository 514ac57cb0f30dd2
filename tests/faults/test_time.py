"""Time misbehaves: clocks are set, the hour comes twice or not at all, the bot sleeps, the platform is away."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from core.mailbox import LEASE
from reminders.sending import SendError
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, EDITOR, STOCKHOLM, local

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MONDAY = local(2026, 11, 23, 9)


def said(speaking: Speaking) -> list[tuple[str, str]]:
    """Who was told what, by key."""
    return [(entry["to"], entry["key"]) for entry in speaking.heard.entries()]


def beats(speaking: Speaking, start: datetime, end: datetime, every: timedelta) -> None:
    """The metronome, from one moment to another."""
    at = start
    while at <= end:
        speaking.beat(at)
        at += every


def missed(speaking: Speaking) -> set[str]:
    """What waits though its time has come, or was given up."""
    return {each.key for each in speaking.outbox() if each.state in {"pending", "failed"}}


def test_a_clock_set_back_says_nothing_twice_and_loses_nothing(asked: Speaking) -> None:
    """An hour back on a Monday with a question due; also while a message was on its way."""
    beats(asked, MONDAY, MONDAY + 2 * HOUR, 5 * MINUTE)
    asked.heard.killed_after = {EDITOR}
    asked.town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 20, 13))
    with pytest.raises(KeyboardInterrupt):
        beats(asked, MONDAY + 2 * HOUR, MONDAY + 8 * HOUR, MINUTE)
    asked.heard.killed_after = set()
    beats(asked, MONDAY + HOUR, MONDAY + 7 * HOUR, 5 * MINUTE)
    assert [each for each, times in Counter(said(asked)).items() if times > 1] == []
    told = {key.split(":")[1] for to, key in said(asked) if to == EDITOR and key.startswith("reply")}
    assert told == {"F-2026-0001", "F-2026-0002"}
    assert missed(asked) == set()


def test_a_clock_set_forward_says_all_once(asked: Speaking) -> None:
    """Three hours forward and, when somebody notices, back again."""
    for start, end in ((0, 1), (4, 5), (1, 7)):
        beats(asked, MONDAY + start * HOUR, MONDAY + end * HOUR, 10 * MINUTE)
    assert [each for each, times in Counter(said(asked)).items() if times > 1] == []
    told = {key.split(":")[0] for to, key in said(asked) if to == EDITOR}
    assert {"reply_due", "reply_overdue"} <= told
    assert missed(asked) == set()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (local(2026, 10, 23, 18), local(2026, 10, 27, 18), ["2026-10-26", "2026-10-27"]),
        (local(2027, 3, 25, 18), local(2027, 3, 31, 18), ["2027-03-30", "2027-03-31"]),  # Easter lies between
    ],
    ids=["an hour twice", "an hour less"],
)
def test_the_digest_comes_once_a_day_when_summer_time_comes_and_goes(
    speaking: Speaking, start: datetime, end: datetime, days: list[str]
) -> None:
    """At 08.00 by the wall's clock, on both sides of the change; nothing is said in the night (S7)."""
    speaking.quietly(start - 2 * HOUR)
    speaking.heard.clear()
    speaking.town.say(EDITOR, f"fråga {ACCOUNT}", start - 2 * HOUR)
    beats(speaking, start, end, 20 * MINUTE)
    digests = [key.split(":")[1].split("@")[0] for _to, key in said(speaking) if key.startswith("digest:")]
    assert digests == days
    assert [each for each, times in Counter(said(speaking)).items() if times > 1] == []
    assert {at.astimezone(STOCKHOLM).hour for at in sent_at(speaking)} <= set(range(8, 17))


def sent_at(speaking: Speaking) -> list[datetime]:
    """When each message was sent."""
    return [datetime.fromisoformat(card.data["drawn_at"]) for _to, card in speaking.heard.sent]


def test_a_bot_that_was_stopped_for_a_week_says_what_still_holds_in_one_message(asked: Speaking) -> None:
    """The answered is not mentioned; what came and is late is said once to each."""
    asked.town.say(EDITOR, f"fråga {ACCOUNT}", MONDAY)
    asked.town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", MONDAY + HOUR)
    asked.quietly(MONDAY + timedelta(days=7))
    mine = [card for to, card in asked.heard.sent if to == EDITOR]
    assert len(mine) == 1
    assert [key for _to, key in said(asked) if "F-2026-0001" in key] == []
    assert any("F-2026-0002" in key for _to, key in said(asked))
    asked.quietly(MONDAY + timedelta(days=7) + HOUR)
    assert said(asked) == []


@pytest.mark.parametrize(
    "trouble",
    [
        SendError("Slack: TimeoutError", in_doubt=True),
        SendError("Slack: HTTP 503", in_doubt=True),
        SendError("Slack: ratelimited", retry_after=30),
        SendError("Slack: token_revoked", in_doubt=True),
    ],
    ids=lambda trouble: trouble.reason,
)
def test_a_platform_that_is_down_for_a_day_is_no_loss(asked: Speaking, trouble: SendError) -> None:
    """Then each gets one grouped message; also where the platform may have taken some and did not say so."""
    heard, asked.heard.is_down = asked.heard, trouble
    asked.town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 20, 16))
    beats(asked, MONDAY, MONDAY + timedelta(days=1), 15 * MINUTE)
    assert EDITOR not in {to for to, _card in heard.sent}
    heard.is_down = None
    beats(asked, MONDAY + timedelta(days=1), MONDAY + timedelta(days=1) + 2 * HOUR, MINUTE)
    mine = [card for to, card in heard.sent if to == EDITOR]
    assert len(mine) == 1
    assert len({key.split(":")[1] for to, key in said(asked) if to == EDITOR}) == 2
    assert missed(asked) == set()


def test_a_lease_outlasts_a_send(asked: Speaking) -> None:
    """No door waits so long for its platform as a worker that died holds others up."""
    from bot.doors.slack.web import SECONDS
    from reminders.worker import LEASE_LEFT

    assert timedelta(seconds=3 * SECONDS) < LEASE_LEFT < LEASE
