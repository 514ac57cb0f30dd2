"""The status page against who means ill, and against what is asked at the same time."""

import re

from starlette.testclient import TestClient

from tests.bot.web.test_lage import Council, enter
from tests.records import TURN, transactions
from tests.town import ADMIN, COUNCIL, Town

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


def closed_by_its_button(client: TestClient) -> int:
    """The session ended by its reader."""
    token = client.get("/lage").text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post("/lage/ut", data={"csrf": token}).status_code
