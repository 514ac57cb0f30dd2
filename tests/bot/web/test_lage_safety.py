"""The status page against who means ill, and against what is asked at the same time."""

import html
import re

from starlette.testclient import TestClient

from bot.doors.web.lage.lists import LISTS
from tests.bot.web.test_lage import Council, enter
from tests.records import TURN, transactions
from tests.town import ADMIN, COUNCIL, EDITOR, Town

SHARED = re.compile(r"(INSERT INTO|UPDATE) (page_link|audit|audit_head)\b")


def test_who_opens_closes_or_takes_back_waits_for_the_turn(town: Town) -> None:
    """S3: else two on PostgreSQL, one opening a link and one taking it back, wait for each other's rows for ever."""
    council = Council(town)
    link, client = council.link(), council.client()
    council.link()
    with transactions(town.database) as seen:
        assert enter(client, link) == 303
        assert closed_by_its_button(client) == 200
        town.say(ADMIN, f"lägesbild återkalla {COUNCIL}", council.now)
    written = [(i, each) for each in seen for i, said in enumerate(each) if SHARED.match(said)]
    assert len(written) > 4
    for at_row, statements in written:
        assert any(TURN.match(statement) for statement in statements[:at_row]), statements


NASTY = '"><script>alert(1)</script><svg onload=x>'


def test_what_people_wrote_is_text_on_every_page(small_town: Town) -> None:
    """Units, names and addresses, in tables and charts; and what stands in the address asked for."""
    small_town.say(ADMIN, f"person ny '{NASTY}' roll=redaktör")
    new = f"konto ny nasty plattform=facebook verksamhet='{NASTY}' syfte='{NASTY}' ansvarig={EDITOR}"
    small_town.say(EDITOR, new)
    client = Council(small_town).reader()
    for path in ("/lage", "/lage/inlagg", *(f"/lage/{what}" for what in LISTS)):
        for key in ("period", "from", "lang", "sida", "utfall", "kategori", "status", "halvar", "vilka"):
            said = client.get(path, params={key: NASTY}).text
            assert "<script>alert" not in said
            assert "<svg onload" not in said
    assert html.escape(NASTY) in client.get("/lage/konton").text.replace("&#34;", "&quot;")


def test_a_period_that_has_not_begun_has_no_snapshots_to_miss(small_town: Town) -> None:
    """C1: nobody should have one yet."""
    client = Council(small_town).reader()
    now, later = (client.get(f"/lage?lang=en&period={name}").text for name in ("2026-H2", "2027-H1"))
    assert ("Without one" in now, "Without one" in later) == (True, False)


def closed_by_its_button(client: TestClient) -> int:
    """The session ended by its reader."""
    token = client.get("/lage").text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post("/lage/ut", data={"csrf": token}).status_code
