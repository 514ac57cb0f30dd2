"""Each night every file is looked at, a piece at a time; who can mend it is told what is wrong, by number (F13)."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot import app as house
from bot.cli import app
from bot.custody import Night, strays
from bot.storage import FileStore
from core import custody
from core.evidence import Fault, StoredFile
from reminders.worker import Worker
from tests.records import audit_rows, chain_faults
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, FOUNDED, REGISTRAR, Town, local, png

NIGHT, MORNING = local(2026, 9, 3, 2, 30), local(2026, 9, 3, 9)
LINE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


def night_of(town: Town) -> Night:
    """What looks at the town's evidence."""
    return Night(town.database, town.store, house.policy_of)


def rows(town: Town) -> list[StoredFile]:
    """Every file on record, in order."""
    with town.database.read() as session:
        return sorted(session.exec(select(StoredFile)), key=lambda file: file.id)


def on_disk(town: Town, file: StoredFile) -> Path:
    """Where the store keeps it."""
    assert isinstance(town.store, FileStore)
    return Path(town.store.url.removeprefix("file://")) / file.sha256[:2] / file.sha256


@pytest.fixture
def kept(town: Town) -> Town:
    """Three cases, each with a file of its own."""
    for n in range(3):
        town.say(EDITOR, LINE, files={"evidence": png(n + 1, 2)})
    return town


def test_each_night_all_is_looked_at_once(kept: Town) -> None:
    """F13: and by day nothing is."""
    night = night_of(kept)
    assert night.run(MORNING) == 0
    assert night.run(NIGHT) == 3
    assert [(file.checked_at, file.fault) for file in rows(kept)] == [(NIGHT, None)] * 3
    assert night.run(NIGHT + timedelta(minutes=1)) == 0
    assert night.run(NIGHT + timedelta(days=1)) == 3


def test_a_night_goes_by_pieces_the_longest_unseen_first(kept: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one night does not come to, the next begins with; a file larger than a piece is one."""
    monkeypatch.setattr(custody, "MOST_BYTES", 1)
    night = night_of(kept)
    assert [night.run(NIGHT + timedelta(minutes=n)) for n in range(2)] == [1, 1]
    assert [file.checked_at is None for file in rows(kept)] == [False, False, True]
    later = NIGHT + timedelta(days=1)
    assert [night.run(later + timedelta(minutes=n)) for n in range(4)] == [1, 1, 1, 0]
    first, second, third = (file.checked_at for file in rows(kept))
    assert third and first and second and third < first < second


def test_what_is_gone_or_changed_is_told_by_its_number_and_when_it_is_back(kept: Town) -> None:
    """F13: each administrator once, in working hours; the log knows, and the chain holds."""
    gone, changed, _whole = rows(kept)
    content = on_disk(kept, gone).read_bytes()
    on_disk(kept, gone).unlink()
    on_disk(kept, changed).write_bytes(png(9, 9))
    night, worker, heard = night_of(kept), Worker(kept.database, house.policy_of), Recorder()
    night.run(NIGHT)
    worker.run(NIGHT, heard)
    assert "evidence_fault" not in rules(heard)
    worker.run(MORNING, heard)
    (said,) = (entry for entry in entries(heard) if entry["rule"] == "evidence_fault")
    assert said["to"] == ADMIN
    assert "E-2026-0001 (M-2026-0001) är borta" in said["text"]
    assert "E-2026-0002 (M-2026-0002) är inte det som lämnades in" in said["text"]
    assert "E-2026-0003" not in said["text"]
    on_disk(kept, gone).write_bytes(content)
    heard.sent.clear()
    night.run(NIGHT + timedelta(days=1))
    worker.run(MORNING + timedelta(days=1), heard)
    (said,) = (entry for entry in entries(heard) if entry["rule"] == "evidence_fault")
    assert [file["number"] for file in said["data"]["files"]] == ["E-2026-0002"]
    found = [row.action for row in audit_rows(kept) if row.subject.startswith("evidence:")]
    assert found == ["evidence.missing", "evidence.changed", "evidence.whole"]
    assert chain_faults(kept) == []


def entries(heard: Recorder) -> list[dict]:  # type: ignore[type-arg]
    """What was said, reminder by reminder."""
    return [entry for _to, card in heard.sent for entry in card.data["reminders"]]


def rules(heard: Recorder) -> list[str]:
    """The rules of what was said."""
    return [entry["rule"] for entry in entries(heard)]


class Silent(FileStore):
    """A store that does not answer."""

    def get(self, sha256: str) -> bytes:
        """Nothing."""
        raise OSError("timed out")


def test_a_store_that_does_not_answer_is_no_loss(kept: Town) -> None:
    """F13: the first is enough to tell by, nothing counts as looked at, and it is well again when it answers."""
    silent = Night(kept.database, Silent(kept.store.url), house.policy_of)
    assert silent.run(NIGHT) == 0
    assert [(file.checked_at, file.fault) for file in rows(kept)] == [
        (None, Fault.UNREACHABLE),
        *[(None, None)] * 2,
    ]
    assert night_of(kept).run(NIGHT + timedelta(minutes=1)) == 3
    assert [file.fault for file in rows(kept)] == [None] * 3


def test_a_crash_before_the_row_leaves_a_stray_that_is_found(small_town: Town) -> None:
    """F13: the file is in the store first, so that no row names what is not there; the rest is found the next day."""
    small_town.store.put("a" * 64, png())
    town = Town(small_town.database, small_town.store, small_town.now)
    assert not town.try_say(
        EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold antal=0", files={"evidence": png()}
    ).ok
    assert rows(town) == []
    assert strays(town.database, town.store, FOUNDED) == []
    assert strays(town.database, town.store, datetime.max.replace(tzinfo=FOUNDED.tzinfo)) == [
        f"aa/{'a' * 64}"
    ]


def test_a_file_is_handed_over_as_it_was_handed_in(kept: Town) -> None:
    """F13: in one's own conversation; the log says who read it."""
    reply = kept.report(REGISTRAR, "underlag hämta M-2026-0002")
    (file,) = reply.card.files
    assert (file.content, file.media_type) == (png(2, 2), "image/png")
    assert [row.action for row in audit_rows(kept)][-1] == "evidence.read"


def test_a_file_that_was_changed_is_not_handed_over(kept: Town) -> None:
    """F13: it is checked as it is read, and the administrators are told at once."""
    on_disk(kept, rows(kept)[0]).write_bytes(b"else")
    reply = kept.report(COMMUNICATOR, "underlag hämta E-2026-0001")
    assert not reply.ok and reply.card.files == ()
    assert rows(kept)[0].fault is Fault.CHANGED
    heard = Recorder()
    Worker(kept.database, house.policy_of).run(MORNING, heard)
    assert "evidence_fault" in rules(heard)


def test_all_is_looked_at_when_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`somerad evidence verify`: ends with 1 while something is wrong; strays are taken away when told to."""
    monkeypatch.chdir(tmp_path)
    shell = CliRunner()
    Path("a.png").write_bytes(png())
    for words in (
        ["init", "--policy", "falkoping"],
        ["say", "person ny eva roll=redaktör verksamhet=Bibliotek"],
        ["say", "person ny maja roll=chef verksamhet=Bibliotek"],
        ["say", "person ny kim roll=kommunikation"],
        ["say", "--as", "eva", "konto ny b plattform=facebook verksamhet=Bibliotek syfte=x ansvarig=eva"],
        ["say", "--as", "maja", "konto godkänn b"],
        ["say", "--as", "kim", "konto godkänn b"],
        ["say", "--as", "kim", "konto aktivera b åtkomst=administratör url=https://b.se"],
        ["say", "--as", "eva", "skärmdump b fil=a.png"],
    ):
        assert shell.invoke(app, [words[0], "--db", "t.db", *words[1:]]).exit_code == 0, words
    verify = ["evidence", "verify", "--db", "t.db"]
    assert shell.invoke(app, verify).stdout == "OK   Underlag: 1 fil, hel\n"
    (kept,) = Path("evidence").rglob("*/*")
    kept.write_bytes(b"else")
    stray = Path("evidence/aa/a.part")
    stray.parent.mkdir()
    stray.write_bytes(b"half")
    os.utime(stray, (86_400, 86_400))
    found = shell.invoke(app, [*verify, "--remove-strays"])
    assert (found.exit_code, stray.exists()) == (1, False)
    assert "FEL  Underlag: E-2026-0001 har ändrats" in found.stdout
