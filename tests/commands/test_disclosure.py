"""Requests for public records: registered without a word of who asks, and closed only in order (F19, H23, H25)."""

from datetime import timedelta

import pytest

from commands import disclosure, disclosure_review
from core import disclosures, extracts
from core.extracts import Extract
from core.tables import METADATA
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, REGISTRAR, Town, local, png

NOW = local(2026, 11, 24, 10)
NUMBER = "U-2026-0001"
LAW = 'lagrum="OSL 21 kap. 1 §"'


@pytest.fixture
def asked(small_town: Town) -> Town:
    """A town that was asked for what it holds of a question."""
    small_town.say(EDITOR, f'fråga {ACCOUNT} text="Anna undrar"', NOW)
    small_town.say(EDITOR, "utlämnande fråga F-2026-0001", NOW)
    return small_town


def held(town: Town, line: str) -> Extract:
    """What is held of what a line asks for."""
    number = town.say(MANAGER, line, NOW).card.data["disclosure"]
    with town.database.read() as session:
        scope = town.scope(session, NOW)
        found = disclosures.identify(session, scope.workspace_id, number)
        assert found
        return extracts.collect(scope, found)


def seen(town: Town) -> None:
    """A copy for review held what is held now."""
    with town.database.write() as session:
        scope = town.scope(session, NOW)
        found = disclosures.identify(session, scope.workspace_id, NUMBER)
        assert found
        disclosures.seen(scope, found, extracts.collect(scope, found).digest)


def test_nobody_is_asked_who_they_are_or_why(small_town: Town) -> None:
    """H23: TF 2:18; there is no field for it, and help says so."""
    forms = [command.form for command in disclosure.COMMANDS if command.run is disclosure.register]
    assert len(forms) == 4
    fields = {name for form in forms for name in form.model_fields}
    assert fields == {"account", "period", "item", "received_at", "diary_number"}
    assert "Fråga inte vem som begär" in str(small_town.say(EDITOR, "hjälp utlämnande konto").card)


def test_anybody_registers_and_the_registrar_handles(asked: Town) -> None:
    """H25, S2, S5: an editor sees how it goes, not what is in it; an administrator is no handler."""
    for who in (EDITOR, MANAGER, ADMIN):
        assert asked.say(who, f"utlämnande visa {NUMBER}", NOW).card.buttons == ()
        for line in ("granska", "granskad", "lämna-ut", "återtagen"):
            assert not asked.try_say(who, f"utlämnande {line} {NUMBER}", NOW).ok
    assert NUMBER in str(asked.say(REGISTRAR, "mina", NOW).card)
    assert NUMBER not in str(asked.say(COMMUNICATOR, "mina", NOW).card)
    asked.say(ADMIN, f"person sluta {REGISTRAR}", NOW)
    assert NUMBER in str(asked.say(COMMUNICATOR, "mina", NOW).card)


def test_nothing_is_released_that_is_not_gone_through_as_it_is(asked: Town) -> None:
    """H23: not seen, not confirmed, changed since, masked since: refused, and nothing is changed by that."""
    release = f"utlämnande lämna-ut {NUMBER}"
    for step in (f"utlämnande granskad {NUMBER}", release):
        before = contents(asked.database)
        assert "granskat" in asked.try_say(REGISTRAR, step, NOW).card.title
        assert contents(asked.database) == before
    seen(asked)
    assert "inte bekräftad" in asked.try_say(REGISTRAR, release, NOW).card.title
    asked.say(REGISTRAR, f"utlämnande granskad {NUMBER}", NOW)
    asked.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", NOW)
    assert "ändrats" in asked.try_say(REGISTRAR, release, NOW).card.title
    seen(asked)
    asked.say(REGISTRAR, f"utlämnande granskad {NUMBER}", NOW)
    asked.say(REGISTRAR, f"utlämnande maskera {NUMBER} ord=Anna {LAW}", NOW)
    assert "inte bekräftad" in asked.try_say(REGISTRAR, release, NOW).card.title
    asked.say(REGISTRAR, f"utlämnande avmaskera {NUMBER} 1", NOW)
    asked.say(REGISTRAR, f"utlämnande granskad {NUMBER}", NOW)
    assert asked.say(REGISTRAR, release, NOW).later


def test_what_came_after_the_request_is_no_part_of_it(asked: Town) -> None:
    """F19: what was held when it was asked for, so that an account in use can be gone through at all."""
    asked.say(EDITOR, f"utlämnande konto {ACCOUNT}", NOW)
    before = held(asked, f"utlämnande konto {ACCOUNT}").digest
    asked.say(EDITOR, f"inlägg {ACCOUNT}", NOW + timedelta(hours=1))
    assert held(asked, f"utlämnande konto {ACCOUNT}").digest == before


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (f"F-2026-0001 fält=text ord=Berit {LAW}", "passage"),
        (f"F-2026-0009 {LAW}", "item"),
        (f"F-2026-0001 fält=skonummer {LAW}", "field"),
        (LAW, "item"),
        ("F-2026-0001 lagrum=OSL", "law"),
    ],
)
def test_a_mask_that_masks_nothing_is_refused_in_its_field(asked: Town, words: str, field: str) -> None:
    """H23: a slip of the pen hands out what was to be masked."""
    assert list(asked.try_say(REGISTRAR, f"utlämnande maskera {NUMBER} {words}", NOW).errors) == [field]


def test_files_are_looked_at_one_by_one(small_town: Town) -> None:
    """H23: no mask of a passage reaches into a picture."""
    small_town.say(EDITOR, f"skärmdump {ACCOUNT}", NOW, files={"file": png()})
    small_town.say(EDITOR, "utlämnande ärende S-2026-0001", NOW)
    seen(small_town)
    reply = small_town.try_say(REGISTRAR, f"utlämnande granskad {NUMBER}", NOW)
    assert reply.form and [field.name for field in reply.form.fields] == ["files"]
    assert not small_town.try_say(REGISTRAR, f"utlämnande granskad {NUMBER} bilagor=nej", NOW).ok
    small_town.say(REGISTRAR, f"utlämnande granskad {NUMBER} bilagor=ja", NOW)


def test_a_refusal_tells_the_law_and_the_way_to_a_decision(asked: Town) -> None:
    """H23: which can be appealed; and what is closed is closed."""
    reply = asked.say(REGISTRAR, f"utlämnande avslå {NUMBER} {LAW}", NOW + timedelta(hours=2))
    text = str(reply.card.data["ready_text"])
    for part in ("OSL 21 kap. 1 §", "skriftligt beslut", "kammarrätten", "tre veckor"):
        assert part in text
    assert (reply.card.data["stage"], reply.card.data["minutes"]) == ("refused", 120)
    for line in ("granska", "avslå", "återtagen", "maskera", "avmaskera", "lämna-ut"):
        assert not asked.try_say(REGISTRAR, f"utlämnande {line} {NUMBER} 1 {LAW}", NOW).ok
    assert asked.say(EDITOR, "utlämnande lista", NOW).card.data["open"] == []


def test_everything_that_hangs_on_an_account_is_in_what_is_handed_out() -> None:
    """F19: a table that is added must say when it was, or this fails."""
    theirs = {table.name for table in METADATA.sorted_tables if "account_id" in table.columns}
    assert {kind.name for kind in extracts.KINDS} == {*theirs, "account"} - {"disclosure"}


def test_a_period_holds_what_happened_in_it_and_the_accounts_it_was_of(small_town: Town) -> None:
    """F19: a local period; what is before or after is not in it."""
    for day in (1, 15, 30):
        small_town.say(EDITOR, f"inlägg {ACCOUNT}", local(2026, 10, day, 12))
    extract = held(small_town, "utlämnande period 2026-10-10..2026-10-20")
    assert [record.name for record in extract.of("post")] == ["I-2026-0002"]
    assert [record.name for record in extract.of("account")] == [ACCOUNT]
    assert [record.values["action"] for record in extract.of("audit")] == ["post.recorded"]


def test_an_entry_comes_with_what_it_replaced(town: Town) -> None:
    """F19, S3: nothing disappears by a correction; and only its own log."""
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2", NOW)
    town.say(EDITOR, f"inlägg {ACCOUNT}", NOW)
    town.say(EDITOR, "rätta I-2026-0001 antal=3", NOW)
    extract = held(town, "utlämnande ärende I-2026-0003")
    assert [record.name for record in extract.of("post")] == ["I-2026-0001", "I-2026-0003"]
    assert {str(r.values["subject"]) for r in extract.of("audit")} == {"post:I-2026-0001", "post:I-2026-0003"}


def test_a_copy_for_review_is_no_mask_of_anything_else(asked: Town) -> None:
    """H23: a masked copy is of one entry's file."""
    line = f"utlämnande maskera {NUMBER} ord=Anna {LAW}"
    reply = asked.try_say(REGISTRAR, line, NOW, files={"copy_": png()})
    assert list(reply.errors) == ["copy_"]
    assert disclosure_review.HANDLES == disclosure.HANDLES
