"""What a sweep costs follows what is due, not what there is, and not one statement a matter."""

from datetime import datetime
from typing import Any

from sqlalchemy import event

from tests.policies import under
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, local

ASKED, AHEAD = local(2026, 11, 20, 15), local(2026, 11, 23, 11)


def reads(speaking: Speaking, at: datetime) -> int:
    """How many SELECTs a sweep takes."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(speaking.town.database.engine, "before_cursor_execute", note)
    speaking.worker.tick(at)
    event.remove(speaking.town.database.engine, "before_cursor_execute", note)
    return sum(statement.lstrip().startswith("SELECT") for statement in seen)


def test_facts_are_read_in_bulk(small: Speaking) -> None:
    """As many statements for twenty questions as for one."""
    small.beat(ASKED)
    small.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    one = reads(small, ASKED)
    for _ in range(20):
        small.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    assert reads(small, ASKED) == one


def test_digests_are_read_in_bulk(small: Speaking) -> None:
    """As many statements for five requests decided as for one, though each was offered by the day's digest."""
    town, monday = small.town, local(2026, 11, 23, 9)
    slugs = [f"konto-{number}" for number in range(6)]
    for slug in slugs:
        town.new_account(slug, ASKED, active=False)
        town.say(MANAGER, f"konto godkänn {slug}", ASKED)
    small.beat(monday)
    town.say(COMMUNICATOR, f"konto godkänn {slugs[0]}", monday)
    one = reads(small, monday)
    for slug in slugs[1:]:
        town.say(COMMUNICATOR, f"konto godkänn {slug}", monday)
    assert reads(small, monday) == one


def test_gaps_of_a_demanding_guideline_are_read_in_bulk(small: Speaking) -> None:
    """H4, H6, H8, H27: as many statements for five accounts as for one, whatever the guideline asks for."""
    town, monday = small.town, local(2026, 11, 23, 9)
    slugs = [f"konto-{number}" for number in range(5)]
    for slug in slugs:
        town.new_account(slug, ASKED)
    town.follow("hallstahammar")
    small.beat(monday)
    town.say(EDITOR, f"konto ändra {slugs[0]} syfte=Nytt", monday)
    one = reads(small, monday)
    for slug in slugs:
        town.say(EDITOR, f"konto ändra {slug} syfte=Annat", monday)
    assert reads(small, monday) == one


def test_supervision_is_read_in_bulk(small: Speaking) -> None:
    """H11: as many statements for five accounts looked at by one tap as for one."""
    for number in range(4):
        small.town.new_account(f"konto-{number}", ASKED)
    town = under(small.town, "hallstahammar")
    small.beat(ASKED)
    town.say(EDITOR, f"uppsikt {ACCOUNT}", ASKED)
    one = reads(small, ASKED)
    assert len(town.say(EDITOR, "uppsikt", ASKED).card.data["accounts"]) == 5
    assert reads(small, ASKED) == one


def test_what_is_due_is_read_by_its_keys(small: Speaking) -> None:
    """No SELECT of a sweep goes through a town's questions, accounts or reminders: there may be a million."""
    small.beat(ASKED)
    for _ in range(9):
        small.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    for number in range(9):
        small.town.new_account(f"konto-{number}", ASKED)
    selects: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        selects.extend([(statement, parameters)] * statement.lstrip().startswith("SELECT"))

    event.listen(small.town.database.engine, "before_cursor_execute", note)
    small.worker.tick(ASKED)
    event.remove(small.town.database.engine, "before_cursor_execute", note)
    with small.town.database.engine.connect() as connection:
        steps = [
            step
            for statement, parameters in selects
            for *_ids, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any(step.startswith("SEARCH question") for step in steps)
    large = ("question", "account", "reminder", "post", "account_editor", "account_plan", "snapshot")
    through = [step for step in steps if step.split()[1] in large and _goes_through_all(step)]
    assert through == []


def _goes_through_all(step: str) -> bool:
    return step.startswith("SCAN") or step.endswith("(workspace_id=?)")


def test_nothing_due_costs_one_look(small: Speaking) -> None:
    """Open questions that are not due yet are not read."""
    small.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    small.beat(ASKED)
    assert reads(small, ASKED) == 1
