"""Crisis mode: who leads, what is seen, what the audit log says (H21)."""

import json
from datetime import timedelta

import pytest

from core import crisis
from tests.records import audit_rows
from tests.town import ACCOUNT, COMMUNICATOR, COUNCIL, EDITOR, MANAGER, Town, local

BEGAN = local(2026, 11, 21, 22, 15)
OVER = BEGAN + timedelta(days=2)
START = f'kris start "Vattnet måste kokas" konto={ACCOUNT}'


def under(town: Town, policy: str) -> Town:
    """The town under another guideline."""
    with town.database.write() as session:
        town.home(session).policy = policy
    return town


@pytest.mark.parametrize("person", [EDITOR, MANAGER, COUNCIL])
def test_only_communications_turns_it_on_and_off(small_town: Town, person: str) -> None:
    """H21, S2."""
    assert not small_town.try_say(person, START, BEGAN).ok
    small_town.say(COMMUNICATOR, START, BEGAN)
    assert not small_town.try_say(person, "kris slut", OVER).ok


def test_it_begins_is_seen_everywhere_and_ends(town: Town) -> None:
    """H21: in `hem`, `status` and `kris`; begun once, ended once, and the core answers whether there is one."""
    town.say(COMMUNICATOR, START, BEGAN)
    assert not town.try_say(COMMUNICATOR, START, BEGAN).ok
    for text in ("hem", "status"):
        (section,) = [s for s in town.say(EDITOR, text, OVER).card.sections if s.heading == "Krisläge"]
        assert section.text == "Vattnet måste kokas, sedan lördag 21 nov 2026 kl. 22.15."
    assert town.say(EDITOR, "kris", OVER).card.data["leads"] == ACCOUNT
    assert is_active(town)
    town.say(COMMUNICATOR, "kris slut", OVER)
    assert not is_active(town)
    assert town.say(EDITOR, "kris", OVER).card.data == {"crisis": False}
    assert not town.try_say(COMMUNICATOR, "kris slut", OVER).ok


def is_active(town: Town) -> bool:
    """As the supervision rule asks."""
    with town.database.read() as session:
        return crisis.is_active(session, town.home(session).id)


def test_both_are_in_the_audit_log_with_their_times(small_town: Town) -> None:
    """H21, S3."""
    small_town.say(COMMUNICATOR, START, BEGAN)
    small_town.say(COMMUNICATOR, "kris slut", OVER)
    rows = [row for row in audit_rows(small_town) if row.action.startswith("crisis.")]
    assert [row.action for row in rows] == ["crisis.started", "crisis.ended"]
    payloads = [json.loads(row.payload or "") for row in rows]
    assert [p["happened_at"] for p in payloads] == [BEGAN.isoformat(), OVER.isoformat()]
    assert payloads[1]["changes"]["started_at"] == BEGAN.isoformat()


def test_who_leads_is_asked_where_neither_guideline_nor_setting_says(small_town: Town) -> None:
    """H21: Falköping's routine names none; the setting does, or the form."""
    asked = small_town.try_say(COMMUNICATOR, "kris start Brand", BEGAN)
    assert asked.form
    assert [field.name for field in asked.form.fields] == ["account"]
    assert not is_active(small_town)
    small_town.say(COMMUNICATOR, f"inställningar kris {ACCOUNT}", BEGAN)
    assert small_town.say(COMMUNICATOR, "kris start Brand", BEGAN).card.data["leads"] == ACCOUNT


def test_the_guideline_names_who_leads_and_what_the_others_do(small_town: Town) -> None:
    """H21: Hallstahammar's own words."""
    under(small_town, "hallstahammar")
    card = small_town.say(COMMUNICATOR, "kris start Brand", BEGAN).card
    said = {fact.label: fact.value for fact in card.facts}
    assert said["Leder"] == "Den kommunövergripande Facebooksidan"
    assert said["Samordnar"] == "Kommunens kriskommunikationsgrupp"
    assert "Ta inga egna initiativ" in card.sections[0].text
