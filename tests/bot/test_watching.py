"""What the bot tells of itself: a log with codes and without anybody's words, and figures for who has the token."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import app as house
from bot.logs import formatter
from bot.metrics import Counted, Metrics
from bot.watching import Pulse, WatchedDispatch
from commands.command import Caller, Reply, Request
from reminders.sending import SendError
from reminders.worker import Worker
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, EDITOR, Town, local

WORDS = "Hej min dotter Hedvig mobbas av sin lärare"
TOKEN = "t" * 40


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """Everything that is logged, at the most talkative level."""
    stream, root = StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(stream), root.level
    handler.setFormatter(formatter(request.param))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def watched(town: Town) -> WatchedDispatch:
    """The town's dispatch, watched."""
    made = WatchedDispatch(town.database, town.store, house.policy_of)
    made.metrics = Metrics()
    return made


def say(dispatch: WatchedDispatch, town: Town, line: str, key: str = "") -> Reply:
    """A line of the editor's."""
    return dispatch.handle(Request(Caller(EDITOR), key or f"w:{line}", town.now, text=line, door="slack"))


def test_no_citizens_words_are_logged(small_town: Town, written: StringIO) -> None:
    """S5: recorded, wrong in a field, unreadable, or in an error nobody has thought of; and in a reminder."""
    dispatch = watched(small_town)
    say(dispatch, small_town, f'fråga {ACCOUNT} text="{WORDS}"')
    say(dispatch, small_town, f'fråga {ACCOUNT} när="{WORDS}"')
    say(dispatch, small_town, f"{WORDS} {ACCOUNT}")
    dispatch.policy_of = lambda _home: int(WORDS)  # type: ignore[return-value, assignment]
    failed = say(dispatch, small_town, f'fråga {ACCOUNT} text="{WORDS}"', "broken")
    worker = Worker(small_town.database, house.policy_of)
    for at in (local(2026, 9, 2, 9), local(2026, 9, 3, 9)):
        worker.run(at, Recorder())
    logged = written.getvalue()
    assert len(logged.splitlines()) >= 4
    assert not any(word in logged for word in WORDS.split() if len(word) > 4)
    assert failed.errors[""] in logged
    assert "ValueError" in logged


def test_every_line_of_a_request_has_its_code(small_town: Town) -> None:
    """So that a reference a person was given leads to all that happened."""
    stream, handler = StringIO(), None
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter("json"))
    log = logging.getLogger("somerad")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        dispatch = watched(small_town)
        dispatch.policy_of = lambda _home: 1 / 0  # type: ignore[return-value, assignment]
        failed = say(dispatch, small_town, f"inlägg {ACCOUNT}")
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(lines) == 2
    assert len({line["request"] for line in lines}) == 1
    assert {line["command"] for line in lines} == {"post.new"}
    assert failed.errors[""] in lines[0]["event"]
    assert lines[0]["error"] == "ZeroDivisionError"
    assert "test_watching.py" in lines[0]["trace"]


def scraped(metrics: Metrics, town: Town, token: str = TOKEN) -> dict[tuple[str, ...], float]:
    """What Prometheus reads: values by name and labels."""
    route = metrics.route(town.database, lambda: town.now, TOKEN)
    answer = TestClient(Starlette(routes=[route])).get(
        "/metrics", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *sorted(s.labels.values())): s.value for f in families for s in f.samples}


def test_commands_are_counted_by_name_and_outcome(small_town: Town) -> None:
    dispatch = watched(small_town)
    say(dispatch, small_town, f"inlägg {ACCOUNT}")
    say(dispatch, small_town, "inlägg")
    say(dispatch, small_town, f"konto avslå {ACCOUNT} orsak=x")
    say(dispatch, small_town, WORDS)
    dispatch.policy_of = lambda _home: 1 / 0  # type: ignore[return-value, assignment]
    say(dispatch, small_town, f"inlägg {ACCOUNT}", "broken")
    assert dispatch.metrics
    read = scraped(dispatch.metrics, small_town)
    counted = {key[1:]: value for key, value in read.items() if key[0] == "somerad_commands_total"}
    assert (
        counted[("ok", "post.new")] == counted[("form", "post.new")] == counted[("failed", "post.new")] == 1
    )
    assert counted[("none", "refused")] == 1
    assert read[("somerad_command_seconds_count", "post.new")] == 3
    assert not any("Hedvig" in str(key) for key in read)


def test_messages_retries_and_what_waits_are_counted(small_town: Town) -> None:
    metrics, heard = Metrics(), Recorder()
    worker, sender = Worker(small_town.database, house.policy_of), Counted(heard, metrics)
    small_town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 9, 2, 9))
    small_town.now = local(2026, 9, 3, 10)
    heard.errors[EDITOR] = [SendError("x", retry_after=60), SendError("x", in_doubt=True)]
    worker.run(local(2026, 9, 3, 8, 30), sender)
    waits = scraped(metrics, small_town)
    assert waits[("somerad_outbox_depth",)] >= 1
    assert waits[("somerad_outbox_age_seconds",)] > 0
    for minute in (32, 36, 40, 45):
        worker.run(local(2026, 9, 3, 8, minute), sender)
    read = scraped(Metrics(), small_town) | {
        (s.name, *sorted(s.labels.values())): s.value for f in metrics.registry.collect() for s in f.samples
    }
    counted = {
        next(label for label in labels if label != heard.door): value
        for (name, *labels), value in read.items()
        if name == "somerad_messages_total"
    }
    assert counted["retried"] == counted["in_doubt"] == counted["looked_for"] == 1
    assert counted["sent"] >= 1
    assert read[("somerad_outbox_depth",)] == 0


def test_beats_that_did_not_come_are_counted(small_town: Town) -> None:
    metrics = Metrics()
    pulse = Pulse(metrics, 30)
    at = small_town.now
    for later in (0, 30, 150, 180):
        pulse.beat(lambda _now: None, at + timedelta(seconds=later), lambda: at)
    with pytest.raises(ZeroDivisionError):
        pulse.beat(lambda _now: 1 / 0, at + timedelta(seconds=210), lambda: at)  # type: ignore[arg-type, return-value]
    read = scraped(metrics, small_town)
    assert read[("somerad_ticks_total", "missed")] == 3
    assert read[("somerad_ticks_total", "done")] == 4
    assert read[("somerad_ticks_total", "failed")] == 1


def test_figures_are_for_who_has_the_token(small_town: Town) -> None:
    route = Metrics().route(small_town.database, lambda: small_town.now, TOKEN)
    client = TestClient(Starlette(routes=[route]))
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN[:-1]}):
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, answer.text) == (401, "")


def test_the_log_is_one_for_many_threads(small_town: Town) -> None:
    """A request's code is its own thread's."""
    from bot.watching import REQUEST

    seen: list[str] = []
    dispatch = watched(small_town)
    dispatch.policy_of = lambda home: seen.append(REQUEST.get()["request"]) or house.policy_of(home)  # type: ignore[func-returns-value, assignment]
    threads = [threading.Thread(target=say, args=(dispatch, small_town, "hjälp", f"t{n}")) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 3
    assert REQUEST.get() == {}
