"""Moderation: recorded at once, evidence kept by hash, what is missing followed up (F12, F13, S9, S10)."""

import hashlib

from core import moderation
from tests.town import ACCOUNT, ADMIN, EDITOR, MANAGER, OUTSIDER, Town, png


def test_a_removal_is_recorded_with_its_screenshot(town: Town) -> None:
    """F13: documented with screenshots; the file is kept by content hash."""
    content = png()
    reply = town.say(
        EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=borttagen", files={"evidence": content}
    )
    assert reply.card.data["case"] == "M-2026-0001"
    assert reply.card.data["follow_ups"] == ["police_report"]
    assert town.store.get(hashlib.sha256(content).hexdigest()) == content


def test_removal_is_never_held_up_by_missing_evidence(town: Town) -> None:
    """F13: without a screenshot the case says so and is followed up."""
    reply = town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=borttagen")
    assert reply.card.data["follow_ups"] == ["evidence", "police_report"]


def test_swearing_is_no_crime(town: Town) -> None:
    """F13: only crimes get the police follow-up; the editor judges."""
    reply = town.say(EDITOR, f'moderera {ACCOUNT} kategori=svordomar åtgärd=dold plats="G:\\Arkiv"')
    assert reply.card.data["follow_ups"] == []
    refused = town.try_say(EDITOR, f"moderera {ACCOUNT} kategori=svordomar åtgärd=dold bedömning=brott")
    assert "judgement" in refused.errors


def test_pictures_of_abuse_are_never_taken(town: Town) -> None:
    """S9: such a file is refused before it is stored, and the card says so first."""
    content = png(3, 3)
    text = f"moderera {ACCOUNT} kategori=barnpornografi åtgärd=borttagen"
    refused = town.try_say(EDITOR, text, files={"evidence": content})
    assert "evidence" in refused.errors
    try:
        town.store.get(hashlib.sha256(content).hexdigest())
        raise AssertionError("the picture was stored")
    except FileNotFoundError:
        pass
    reply = town.say(EDITOR, text)
    assert reply.card.data["follow_ups"] == ["police_report"]


def test_a_diary_number_is_as_good_as_a_file(town: Town) -> None:
    """S10."""
    reply = town.say(EDITOR, f'moderera {ACCOUNT} kategori=reklam åtgärd=dold diarienummer="KS 2026/12"')
    assert reply.card.data["follow_ups"] == []


def test_the_manager_closes_the_police_report_with_a_reason(town: Town) -> None:
    """F13."""
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=borttagen", files={"evidence": png()})
    line = 'moderering avskriv M-2026-0001 polisanmälan "Bedöms inte vara ett brott"'
    assert not town.try_say(EDITOR, line).ok
    assert town.say(MANAGER, line).card.data["follow_ups"] == []


def test_somebody_elses_account_is_refused_with_who_can(town: Town) -> None:
    """S2."""
    reply = town.try_say(OUTSIDER, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    assert not reply.ok
    assert EDITOR in reply.card.text


def test_a_repeated_request_is_answered_with_the_same_card(town: Town) -> None:
    """One key, one row."""
    text = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
    first = town.say(EDITOR, text, key="slack:1")
    again = town.say(EDITOR, text, key="slack:1")
    assert again.card == first.card
    with town.database.read() as session:
        assert moderation.identify(session, town.home(session).id, "M-2026-0002") is None


def test_the_operator_may_record_too(town: Town) -> None:
    """S2: marked as the operator in the log."""
    assert town.say(ADMIN, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold").ok


def test_only_what_a_case_lacks_is_closed_with_a_reason(town: Town) -> None:
    """F13: a report waived before it is needed would never be asked for."""
    town.say(EDITOR, f'moderera {ACCOUNT} kategori=hets åtgärd=dold bedömning=osäker plats="Pärm 1"')
    early = town.try_say(MANAGER, 'moderering avskriv M-2026-0001 polisanmälan "Behövs inte"')
    assert not early.ok
    completed = town.say(EDITOR, "moderering komplettera M-2026-0001 bedömning=brott")
    assert completed.card.data["follow_ups"] == ["police_report"]
    closed = town.say(MANAGER, 'moderering avskriv M-2026-0001 polisanmälan "Preskriberat"')
    assert any("Preskriberat" in fact.value for fact in closed.card.facts)


def test_a_place_for_a_picture_nobody_may_hold_is_refused(town: Town) -> None:
    """S9: link, time and police report only."""
    text = f"moderera {ACCOUNT} kategori=barnpornografi åtgärd=borttagen"
    assert list(town.try_say(EDITOR, f'{text} plats="USB-minne"').errors) == ["place"]
    town.say(EDITOR, f"{text} polisanmälan=5000-K1-26 länk=https://fb.example/1")
    again = town.try_say(EDITOR, 'moderering komplettera M-2026-0001 plats="USB-minne"')
    assert list(again.errors) == ["place"]
