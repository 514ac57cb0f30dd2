"""Changing the guideline by a command: seen first, confirmed, by a decision, by administrators, from a file too."""

from pathlib import Path

from commands.command import Caller, FileRef, Reply, Request
from core import policy
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

NOW = local(2026, 11, 20, 15, 0)
OSBY = (Path(policy.__file__).parent / "osby.toml").read_bytes()
LINE = 'styrdokument byt osby beslut="KS 2026-12-01 § 9"'
FILED = 'styrdokument byt beslut="KS 2026-12-01 § 9"'


def confirmed(town: Town, reply: Reply, **files: bytes) -> Reply:
    """The form sent in again as it was shown, by a yes."""
    assert reply.form
    refs = {name: FileRef(f"{name}.png", lambda c=content: c) for name, content in files.items()}
    data = dict(reply.form.values)
    return town.dispatch.handle(
        Request(Caller(ADMIN), f"yes:{town.now}", town.now, command=reply.command, data=data, files=refs,
                step=reply.form.step)
    )  # fmt: skip


def test_it_is_seen_and_then_confirmed(town: Town) -> None:
    """S3: a form without fields, asking for a yes; nothing is written before it."""
    town.now = NOW
    town.say(EDITOR, f"fråga {ACCOUNT}")
    before = contents(town.database)
    seen = town.try_say(ADMIN, LINE)
    assert seen.form and seen.form.fields == () and not seen.errors
    assert contents(town.database) == before
    assert "1 öppen fråga får en annan svarstid." in seen.card.text
    assert f"{ACCOUNT}: måndag 23 nov 2026 kl. 15.00 → ingen bestämd tid" in str(seen.card.sections)
    done = confirmed(town, seen)
    assert done.ok and done.card.data["policy"] == "osby"
    assert done.card.data["due"] == [
        {"question": "F-2026-0001", "account": ACCOUNT, "before": "2026-11-23T15:00:00+01:00", "after": None}
    ]
    assert "KS 2026-12-01 § 9; infört här av admin" in str(town.say(EDITOR, "styrdokument").card.facts)


def test_the_button_is_the_command_with_the_code_seen(small_town: Town) -> None:
    small_town.now = NOW
    (button,) = small_town.try_say(ADMIN, LINE).card.buttons
    assert small_town.say(ADMIN, button.command).card.data["policy"] == "osby"


def test_what_has_happened_since_is_shown_first(small_town: Town) -> None:
    """The code is of what was seen."""
    small_town.now = NOW
    seen = small_town.try_say(ADMIN, LINE)
    small_town.say(EDITOR, f"fråga {ACCOUNT}")
    again = confirmed(small_town, seen)
    assert not again.ok and "Något annat har hänt sedan dess" in again.card.text
    assert confirmed(small_town, again).ok


def test_a_file_is_read_and_not_kept(small_town: Town) -> None:
    """The town's own guideline, attached in the form."""
    small_town.now = NOW
    seen = small_town.try_say(ADMIN, FILED, files={"file": OSBY})
    done = confirmed(small_town, seen, file=OSBY)
    assert done.ok and done.card.data["policy"] == "file"
    assert (
        small_town.try_say(ADMIN, FILED, files={"file": OSBY}).card.title
        == "Det styrdokumentet gäller redan."
    )


def test_a_faulty_file_says_every_fault_and_changes_nothing(small_town: Town) -> None:
    """Never half: file, key and reason, at the field."""
    small_town.now = NOW
    before = contents(small_town.database)
    faulty = OSBY.replace(b"[council]", b"[coucil]").replace(b'evidence = "never"', b"")
    errors = small_town.try_say(ADMIN, FILED, files={"file": faulty}).errors["file"]
    assert "file.png: coucil: är ingen nyckel som är känd här" in errors
    assert "file.png: council.name: saknas" in errors and "S9" in errors
    for content, said in ((b"\xff\xfe\x00", "UTF-8"), (b"x" * 300_000, "200 kB"), (b"= =", "inte TOML")):
        assert said in small_town.try_say(ADMIN, FILED, files={"file": content}).errors["file"]
    assert contents(small_town.database) == before


def test_a_name_or_a_file_and_a_decision(small_town: Town) -> None:
    both = small_town.try_say(ADMIN, LINE, files={"file": OSBY})
    assert list(both.errors) == ["name"]
    assert list(small_town.try_say(ADMIN, FILED).errors) == ["name"]
    assert list(small_town.try_say(ADMIN, "styrdokument byt osby").errors) == ["decision"]
    assert "mullsjo" in small_town.try_say(ADMIN, LINE.replace("osby", "mulsjo")).errors["name"]


def test_only_administrators_change_it(small_town: Town) -> None:
    """S2."""
    refused = small_town.try_say(COMMUNICATOR, LINE)
    assert not refused.ok and refused.form is None


def test_the_guideline_in_short_is_for_everybody(small_town: Town) -> None:
    """F10: the value, the guideline's own word, the rule and the section."""
    shown = str(small_town.say(EDITOR, "styrdokument").card.sections)
    assert (
        "24 timmar på vardagar; tiden står still övriga dagar (ska, F10, Redaktören för ett konto)" in shown
    )


def test_what_may_be_deleted_where_the_plan_says_it(small_town: Town) -> None:
    """F18, G9: Falköping's routine leaves it to the document plan."""
    card = small_town.say(EDITOR, "gallring regler").card
    assert card.data["rules"] == []
    assert "Dokumenthanteringsplanen" in card.data["decided_in"]
    assert small_town.say(EDITOR, "gallring förteckning").card.data["accounts"][0]["account"] == ACCOUNT
