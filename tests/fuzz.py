"""Throws inputs at parser, forms, doors' routes and policy loader: no 500, no hang, no half-written row.

`python -m tests.fuzz 100000`. What is told at the end is what was tried. `tests/test_fuzz.py` runs a sample of it.
"""

import faulthandler
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.storage import FileStore
from commands.command import Caller, FileRef, Request
from commands.grammar import tokens
from commands.reading import match, read_words
from commands.registry import COMMANDS
from core.database import Database
from core.errors import Refused
from core.policy.load import PolicyError, load
from tests.fuzz_doors import KINDS, PATHS, Broken, opened
from tests.records import chain_faults
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, FOUNDED, MANAGER, OUTSIDER, Town, png, settle

PATIENCE = 120  # seconds without an answer after which the stacks are printed and all ends: a hang
SHARES = {"parser": 50, "forms": 20, "doors": 15, "policies": 15}  # per cent of the inputs

_WORDS = st.sampled_from(
    [*(word for c in COMMANDS for word in f"{c.words} {c.english}".split()), ACCOUNT, "F-2026-0001", "M-2026-0001",
     "I-2026-0001", EDITOR, "igår", "2026-10-25 02:30", "100", "-1", "9" * 30, '"', "”", "\0", "=", "\u202e",
     "<!channel>",
     "=1+1", "../../etc/passwd", "https://[", "http://169.254.169.254/", "'; DROP TABLE person; --", "{0}", "%s", "ﬀ"]
)  # fmt: skip
_TEXT = st.text(max_size=60)
_KEYS = st.sampled_from(sorted({key.sv for c in COMMANDS for key in c.form.keys().values()}))
_PIECES = st.one_of(
    _WORDS, _TEXT, st.builds("{}={}".format, _KEYS, _WORDS), st.builds('{}="{}"'.format, _KEYS, _TEXT)
)
LINES = st.lists(_PIECES, max_size=8).map(" ".join)
_COMMANDS = st.sampled_from(COMMANDS)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _TEXT, _WORDS)
JSONS = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_TEXT, inner, max_size=4)),
    max_leaves=12,
)
EXAMPLE = (Path(__file__).parents[1] / "core/policy/falkoping.toml").read_text(encoding="utf-8")


class Fuzz:
    """A town to throw things at; `seen` counts what came of them."""

    def __init__(self, folder: Path) -> None:
        self.seen: Counter[str] = Counter()
        store = FileStore(f"file://{folder}/evidence")
        self.town = Town(Database(str(folder / "town.db")), store, FOUNDED)
        self.town.say(EDITOR, f"fråga {ACCOUNT}")
        self.town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
        self.town.say(EDITOR, f"inlägg {ACCOUNT}")
        self._commits = 0
        event.listen(self.town.database.engine, "commit", self._commit)

    def _commit(self, connection: Any) -> None:
        self._commits += bool(connection.get_execution_options().get("writes"))

    def parser(self, line: str) -> None:
        """A line is read, or refused with what to do."""
        try:
            read_words(*match(tokens(line)))
        except Refused as refusal:
            self.seen["refused"] += 1
            if not refusal.text:
                raise Broken(line) from refusal

    def forms(self, who: str, command: Any, data: Mapping[str, str], named: bytes | None, step: int) -> None:
        """A form is answered by a card; a refusal leaves nothing behind, and nothing breaks."""
        files = {}
        if named is not None:
            files = {name: FileRef("bild.png", lambda: named) for name in ("file", "evidence")}
        request = Request(
            Caller(who),
            f"fuzz:{sum(self.seen.values())}",
            FOUNDED,
            command=command.name,
            data=data,
            files=files,
            step=step,
        )
        before = self._commits
        reply = self.town.dispatch.handle(request)
        self.seen["ok" if reply.ok else "refused"] += 1
        if "referens" in reply.card.text or "reference" in reply.card.text:
            raise Broken((command.name, dict(data), reply.card.text))
        if not reply.ok and self._commits != before:
            raise Broken(("half written", command.name, dict(data)))

    def policies(self, text: str) -> None:
        """A policy is loaded, or every fault is told."""
        try:
            load(text, "fuzz.toml")
            self.seen["loaded"] += 1
        except PolicyError as faults:
            self.seen["faults"] += 1
            if not str(faults):
                raise Broken(text) from faults

    def whole(self) -> None:
        """What was written is whole: every foreign key leads somewhere, and the audit chain holds."""
        with self.town.database.engine.connect() as connection:
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if dangling or chain_faults(self.town):
            raise Broken(dangling or chain_faults(self.town))


def _mangled(text: str, at: int, length: int, put_in: str) -> str:
    at %= len(text)
    return text[:at] + put_in + text[at + length :]


POLICIES = st.one_of(
    st.text(max_size=200),
    st.builds(_mangled, st.just(EXAMPLE), st.integers(0, 100_000), st.integers(0, 200), st.text(max_size=20)),
    st.dictionaries(st.text(max_size=10), _SCALARS, max_size=5).map(
        lambda d: "\n".join(f"{k} = {v!r}" for k, v in d.items())
    ),
)
WHO = st.sampled_from([EDITOR, OUTSIDER, MANAGER, COMMUNICATOR, ADMIN, "nobody"])


def _run(count: int, strategies: dict[str, Any], target: Callable[..., None]) -> None:
    """So many examples, one after the other, none remembered."""
    budget = settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), derandomize=count < 5000, print_blob=False,
    )  # fmt: skip

    def watched(**given_: Any) -> None:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        try:
            target(**given_)
        finally:
            faulthandler.cancel_dump_traceback_later()

    budget(given(**strategies)(watched))()


def run(total: int, folder: Path) -> dict[str, dict[str, int]]:
    """So many inputs in all, by target; what came of them. Broken at the first that must not be."""
    settle(Database(str(folder / "town.db")), FileStore(f"file://{folder}/evidence"))
    told = {}
    counts = {name: max(1, total * share // 100) for name, share in SHARES.items()}
    fuzz = Fuzz(folder)
    data = st.dictionaries(
        st.sampled_from(sorted({name for command in COMMANDS for name in command.form.model_fields})),
        st.one_of(_WORDS, _TEXT),
        max_size=6,
    )
    files = st.one_of(st.none(), st.just(png()), st.binary(max_size=64))
    with opened(fuzz.town, fuzz.seen) as doors:
        for name, strategies, target in (
            ("parser", {"line": LINES}, fuzz.parser),
            (
                "forms",
                {"who": WHO, "command": _COMMANDS, "data": data, "named": files, "step": st.integers(0, 3)},
                fuzz.forms,
            ),
            ("policies", {"text": POLICIES}, fuzz.policies),
            ("doors", {"kind": KINDS, "path": PATHS, "body": JSONS, "raw": st.binary(max_size=300)}, doors),
        ):
            fuzz.seen.clear()
            tried = _counted(target)
            _run(counts[name], strategies, tried)
            told[name] = {"tried": tried.count, **dict(fuzz.seen)}
    fuzz.whole()
    fuzz.town.database.close()
    return told


class _counted:  # noqa: N801
    """A target that counts how often it was called."""

    def __init__(self, target: Callable[..., None]) -> None:
        self.target, self.count = target, 0

    def __call__(self, **given_: Any) -> None:
        self.count += 1
        self.target(**given_)


def main(arguments: list[str]) -> int:
    """Tries so many inputs; 0 when nothing broke."""
    with tempfile.TemporaryDirectory() as folder:
        told = run(int(arguments[0]) if arguments else 1000, Path(folder))
    for name, seen in told.items():
        sys.stdout.write(f"{name}: {json.dumps(seen)}\n")
    sys.stdout.write(
        f"{sum(seen['tried'] for seen in told.values())} inputs: no 500, no hang, no half-written row\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
