"""Evidence: its number, where it comes from without anybody being asked, and a second person who saw it too (F13)."""

import pytest
from alembic import command

from core import evidence, migrations
from tests.media import wacz
from tests.records import audit_rows
from tests.town import (
    ACCOUNT,
    ADMIN,
    COUNCIL,
    EDITOR,
    MANAGER,
    OUTSIDER,
    REGISTRAR,
    SECOND_EDITOR,
    Town,
    local,
    png,
)

SEEN = local(2026, 9, 2, 10)
LINK = "https://www.facebook.com/bibliotek-fb/posts/1"


@pytest.fixture
def case(small_town: Town) -> Town:
    """A town with a case, whose screenshot shows when the comment was written."""
    line = f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen länk={LINK} publicerat="2026-09-02 09:15"'
    small_town.say(EDITOR, line, SEEN, files={"evidence": png()})
    return small_town


def test_evidence_knows_where_it_comes_from_without_being_asked(case: Town) -> None:
    """F13: taken when it was handed in, by who handed it in, of what the link leads to."""
    data = case.say(EDITOR, "underlag visa M-2026-0001").card.data
    assert (data["evidence"], data["about"], data["account"]) == ("E-2026-0001", "M-2026-0001", ACCOUNT)
    assert data["url"] == LINK
    assert data["captured_at"] == "2026-09-02T10:00:00+02:00"
    assert data["posted_at"] == "2026-09-02T09:15:00+02:00"


def test_a_web_archive_tells_more_than_the_form(small_town: Town) -> None:
    """F13: its own time, address and tool go first; a time that has not come is none."""
    told = {"software": "ArchiveWeb.page", "mainPageUrl": LINK}
    for made in ("2026-09-01T08:00:00Z", "2036-09-01T08:00:00Z"):
        small_town.say(EDITOR, f"skärmdump {ACCOUNT}", SEEN, files={"file": wacz(created=made, **told)})
    first, second = (small_town.say(EDITOR, f"underlag visa E-2026-000{n}").card.data for n in (1, 2))
    assert (first["tool"], first["url"]) == ("ArchiveWeb.page", LINK)
    assert first["captured_at"] == "2026-09-01T10:00:00+02:00"
    assert second["captured_at"] == "2026-09-02T10:00:00+02:00"


def test_what_is_known_better_is_said_afterwards(case: Town) -> None:
    """F13: the log notes which fields, not who was named (S5)."""
    line = 'underlag ändra E-2026-0001 av="Vikarie Vera" verktyg=Skärmklipp fångat="2026-09-02 09:58"'
    data = case.say(EDITOR, line, SEEN).card.data
    assert (data["collector"], data["tool"]) == ("Vikarie Vera", "Skärmklipp")
    assert data["captured_at"] == "2026-09-02T09:58:00+02:00"
    (row,) = (row for row in audit_rows(case) if row.action == "evidence.described")
    assert "Vera" not in (row.payload or "")
    ahead = case.try_say(EDITOR, "underlag ändra E-2026-0001 publicerat=2026-12-24", SEEN)
    assert "posted_at" in ahead.errors


def test_a_second_person_witnesses_once(case: Town) -> None:
    """F13: not who handed it in; what is witnessed is no longer changed."""
    assert not case.try_say(EDITOR, "underlag intyga E-2026-0001").ok
    seen = case.say(MANAGER, "underlag intyga E-2026-0001").card
    assert seen.data["witnesses"] == [MANAGER]
    assert not case.try_say(MANAGER, "underlag intyga E-2026-0001").ok
    assert not case.try_say(EDITOR, "underlag ändra E-2026-0001 verktyg=x").ok
    assert [b.command for b in seen.buttons] == ["underlag hämta E-2026-0001"]


@pytest.mark.parametrize("person", [OUTSIDER, COUNCIL, ADMIN])
def test_the_file_itself_is_for_those_whose_account_it_is(case: Town, person: str) -> None:
    """S2, S5: the council and the administrator see that there is evidence, not what it shows."""
    assert not case.try_say(person, "underlag hämta E-2026-0001").ok
    seen = case.try_say(person, "underlag visa E-2026-0001")
    assert seen.ok == (person != OUTSIDER)
    assert "underlag hämta E-2026-0001" not in {button.command for button in seen.card.buttons}
    assert case.report(REGISTRAR, "underlag hämta E-2026-0001").ok


def test_a_report_and_a_logo_are_no_evidence(small_town: Town) -> None:
    """Their files are kept and looked at too, and have their numbers."""
    small_town.report("admin", "rapport format=csv")
    assert not small_town.try_say("admin", "underlag visa E-2026-0001").ok


def test_when_it_was_written_goes_with_a_screenshot(small_town: Town) -> None:
    """F13: nothing somebody writes is lost without a word."""
    line = f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen publicerat="2026-09-01 08:00"'
    assert "posted_at" in small_town.try_say(EDITOR, line, SEEN).errors
    assert small_town.say(SECOND_EDITOR, "hjälp moderera").ok


def test_a_corrected_case_keeps_its_evidence(case: Town) -> None:
    """S3: the new row names the file that came with the old."""
    case.say(EDITOR, "rätta M-2026-0001 kategori=svordomar", SEEN)
    facts = {f.label: f.value for f in case.say(EDITOR, "moderering visa M-2026-0002").card.facts}
    assert facts["Underlag"] == "E-2026-0001"


def test_files_of_before_get_numbers_and_what_they_are_of(town: Town) -> None:
    """A town's files are numbered in the order they came, by its own year, and new ones go on from there."""
    town.report("admin", "rapport format=csv")
    town.say(EDITOR, f"skärmdump {ACCOUNT}", files={"file": png()})
    new_year = local(2027, 1, 1, 0, 30)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", new_year, files={"evidence": png(3)})
    before = numbered(town)
    assert [row[0] for row in before] == ["E-2026-0001", "E-2026-0002", "E-2027-0001"]
    with town.database.engine.connect() as connection:
        if town.database.is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")  # as in an upgrade
        command.downgrade(migrations.config(connection), "0120-1")
        connection.commit()
    migrations.upgrade(town.database)
    assert numbered(town) == before
    card = town.say(EDITOR, f"skärmdump {ACCOUNT}", new_year, files={"file": png(4)}).card
    assert card.data["evidence"] == "E-2027-0002"


def numbered(town: Town) -> list[tuple[str, str | None, int | None]]:
    """Each file's number, what it is of, and on which account."""
    with town.database.read() as session:
        return [(file.number, file.about, file.account_id) for file in evidence.registered(session)]
