"""Every cell of docs/rights.md is tried: the command, as that role with that relation, passes the gate or not (S2)."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.storage import FileStore
from commands import rights
from commands.command import Context
from commands.registry import COMMANDS
from commands.rights_page import markdown
from core import outbox
from core.database import Database, seal
from core.errors import Refused
from core.outbox import DEPARTMENT
from core.people import Role
from core.watch import Family
from core.words import DEFAULT_LANGUAGE, speaking
from tests.records import scope_of
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    FOUNDED,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    REGISTRAR,
    Town,
    png,
)

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
RUT, RIKARD, ADA = (
    "rut-redaktör",
    "rikard-råd",
    "ada-admin",
)  # the operator asks, so that Ada is the second administrator
NEAR = (EDITOR, MANAGER, COMMUNICATOR, COUNCIL, REGISTRAR, ADA)  # the roles in their order, with the relation
FAR = (OUTSIDER, OTHER_MANAGER, *NEAR[2:])  # and without it
CHAIN = {MANAGER, COMMUNICATOR}  # Falköping's (F1)
DENIED = re.compile(r"(Det kan (göras|bekräftas)|Beslutet kan fattas) av")
ASKED = "ungdom-ig"

SET_UP = (
    (ADMIN, f"person ny {RUT} roll=redaktör verksamhet=Bibliotek"),
    (ADMIN, f"person ny {RIKARD} roll=råd"),
    (ADMIN, f"person ny {ADA} roll=admin"),
    (EDITOR, f'konto ny {ASKED} plattform=instagram verksamhet=Bibliotek syfte="Unga" ansvarig={EDITOR}'),
    (EDITOR, f"fråga {ACCOUNT}"),
    (EDITOR, f"inlägg {ACCOUNT} grund=samtycke"),
    (EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=blockerad"),
    (COMMUNICATOR, 'möte kalla när="2026-10-02 10:00" plats=Stadshuset dagordning="Läget"'),
    (COMMUNICATOR, 'möte uppgift "Ta fram en mall" ansvarig=rut-redaktör klart=2026-12-15'),
    (ADMIN, f"person ändra {OUTSIDER} roll=redaktör roll=admin"),
)
# What is tried where a command's own first example says something else than what is there.
LINES = {
    "account.approve": f"konto godkänn {ASKED}",
    "account.reject": f"konto avslå {ASKED} Nej",
    "account.lend": f"konto låna {ACCOUNT} {RUT} från=2026-12-01 till=2026-12-14 förankrat=ja riktlinjer=ja",
    "account.return": f"konto återta {ACCOUNT} {RUT}",
    "account.rest": f"konto vila {ACCOUNT} slut=ja",
    "supervision.look": f"uppsikt {ACCOUNT}",
    "person.approve": f"person godkänn {OUTSIDER}",
    "person.reject": f"person avslå {OUTSIDER}",
    "absence.back": "frånvaro slut",
    "contact.set": "kontakt",
    "task.done": "uppgift klar",
    "task.change": "uppgift ändra",
    "reminder.wait": "påminnelse vänta",
    "reminder.handled": "påminnelse klar",
    "snapshot.new": f"skärmdump {ACCOUNT}",
}
ACT_LINES = {
    "roll=admin": {
        "person.new": "person ny nisse-ny roll=admin",
        "person.change": f"person ändra {RUT} roll=admin",
        "person.leave": f"person sluta {ADA}",
    },
    'diarieförs-inte="…"': {
        "question.diary": "diarie F-2026-0001 diarieförs-inte=Ringa",
        "moderation.diary": "diarie M-2026-0001 diarieförs-inte=Ringa",
    },
    RUT: {
        "absence.new": f"frånvaro {RUT} från=2026-10-01 till=2026-10-02",
        "absence.back": f"frånvaro slut {RUT}",
    },
}
ACT_LINES["cia-council"] = {"overview.revoke": f"lägesbild återkalla {RIKARD}"}
ACT_LINES["Bibliotek"] = {"contact.set": f"kontakt Bibliotek person={RUT}"}
OWNERS = {RUT: RUT, "T-2026-0001": RUT, "P-12": RUT, "cia-council": RIKARD}


class Rehearsal(Database):
    """A database in which nothing is kept: each write is taken back at its end."""

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As ever, but for the commit."""
        with Session(self._writers, expire_on_commit=False) as session:
            try:
                yield session
                seal(session)
            finally:
                session.rollback()


@pytest.fixture(scope="module")
def stage(founded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with one of each thing, in which everything can be tried and nothing is kept."""
    folder = tmp_path_factory.mktemp("stage")
    shutil.copy(founded_file, folder / "town.db")
    store = FileStore(f"file://{folder}/evidence")
    made = Town(Database(str(folder / "town.db")), store, FOUNDED)
    for person, line in SET_UP:
        made.say(person, line)
    made.say(EDITOR, f"skärmdump {ACCOUNT}", files={"file": png()})
    _remind(made)
    made.database.close()
    played = Town(Rehearsal(str(folder / "town.db")), store, FOUNDED)
    yield played
    played.database.close()


def _remind(town: Town) -> None:
    """P-12 went to Rut, P-13 to the department."""
    with town.database.write() as session:
        rut = scope_of(town, session, RUT).doer
        for number, recipient in ((12, str(rut.id)), (13, DEPARTMENT)):
            outbox.add(
                session, town.home(session).id, town.now, id=number, key=f"test:{number}", rule="posting_minimum",
                family=Family.POSTING, subject_id=0, matter="test", recipient=recipient, data={"account": ACCOUNT},
            )  # fmt: skip


def rows() -> list[tuple[str, str, tuple[str, ...], str]]:
    """The page's rows: a command's words, the act of it (or none), a cell a role, and who else."""
    found, words = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith(("| `", "| ↳")):
            head, *cells = (part.strip() for part in line.strip("| \n").split(" |"))
            name = head.strip("↳ `")
            words = words if head.startswith("↳") else name
            act = name if head.startswith("↳") else ""
            found.append((words, act, tuple(cells[:6]), cells[6] if len(cells) > 6 else ""))
    return found


ROWS = rows()


def line_of(words: str, act: str) -> str:
    """What is said to try a row."""
    command = next(command for command in COMMANDS if command.words == words)
    if not act:
        return LINES.get(command.name, command.examples[0])
    return ACT_LINES.get(act, {}).get(command.name, f"{words} {act}")


def passes(town: Town, person: str, line: str) -> bool:
    """Whether the gate lets the person through; else the refusal says who can."""
    files = {"file": png()} if line == LINES["snapshot.new"] else {}
    reply = town.try_say(person, line, files=files)
    said = " ".join((reply.card.title, reply.card.text, *reply.errors.values()))
    assert "referens" not in said and "Det finns inget kommando" not in said, (person, line, said)
    return reply.ok or not DENIED.search(said)


def test_the_page_is_the_codes_own() -> None:
    """docs/rights.md; make it anew with `uv run python -m commands > docs/rights.md`."""
    with speaking(DEFAULT_LANGUAGE):
        assert PAGE.read_text(encoding="utf-8") == markdown()
    assert {words for words, _act, _cells, _also in ROWS} == {command.words for command in COMMANDS}


@pytest.mark.parametrize(("words", "act", "cells", "also"), ROWS, ids=[f"{w} {a}" for w, a, _c, _o in ROWS])
def test_every_cell(stage: Town, words: str, act: str, cells: tuple[str, ...], also: str) -> None:
    """S2."""
    line = line_of(words, act)
    near = [passes(stage, person, line) for person in NEAR]
    far = [passes(stage, person, line) for person in FAR]
    chain = [person in CHAIN for person in NEAR]
    assert near == [
        c in {"ja", "egna", "enhetens"} or (c == "kedjan" and on) for c, on in zip(cells, chain, strict=True)
    ]
    assert far == [c == "ja" or (c == "kedjan" and p in CHAIN) for c, p in zip(cells, FAR, strict=True)]
    if act in OWNERS:
        assert also and passes(stage, OWNERS[act], line)


def test_a_command_without_a_row_is_nobodys(stage: Town) -> None:
    """S2: default deny."""
    bare = replace(COMMANDS[0], roles=frozenset())
    with stage.database.read() as session:
        scope = scope_of(stage, session, ADA)
        context = Context(**vars(scope), roles=frozenset(Role))
        with pytest.raises(Refused):
            rights.may(context, bare)
