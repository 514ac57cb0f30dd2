"""Osby (riktlinjer för sociala medier): quick answers without a clock, seven kinds to remove, half-yearly pictures."""

from collections.abc import Callable

import pytest

from tests.stories.telling import Story


@pytest.fixture
def osby(tell: Callable[..., Story]) -> Story:
    """The swimming hall has a nearest manager, an editor and a page."""
    story = tell("osby")
    story.people(
        "olle roll=redaktör verksamhet=Badhus",
        "oskar roll=chef verksamhet=Badhus",
        "klara roll=kommunikation",
    )
    story.say(
        "olle", 'konto ny badhus-fb plattform=facebook verksamhet=Badhus syfte="Öppettider" ansvarig=olle'
    )
    story.say("oskar", "konto godkänn badhus-fb")
    story.say(
        "klara",
        'konto aktivera badhus-fb åtkomst=deponerad plats="Kommunledningskontoret" url=https://www.facebook.com/osbybad',
    )
    story.becomes("2026-09-02 16:00")
    return story


def test_the_nearest_manager_approves_and_the_log_in_is_deposited(osby: Story) -> None:
    """O1, O7: the place is kept, the log-in never."""
    assert osby.say("olle", "konto visa badhus-fb").card.data["status"] == "active"
    line = 'konto ny park-fb plattform=facebook verksamhet=Badhus syfte="Park" ansvarig=olle'
    osby.say("olle", line)
    osby.say("oskar", "konto godkänn park-fb")
    secret = osby.refuses("klara", 'konto aktivera park-fb åtkomst=deponerad plats="Hemligt2026!"')
    assert "place" in secret.errors


def test_a_question_is_to_be_answered_quickly_and_no_clock_runs(osby: Story) -> None:
    """O4: the guideline's own words stand where a time would; it goes to whoever is responsible."""
    osby.becomes("2026-11-19 09:00")
    asked = osby.say("olle", "fråga badhus-fb").card
    assert asked.data["reason"] == "Frågor besvaras snabbt. Riktlinjen sätter ingen tid."
    assert "Fritidschefen" in osby.say("olle", 'vidare F-2026-0001 till="Fritidschefen"').card.title
    assert "F-2026" not in osby.hears("2026-11-27 16:00").get("olle", "")


def test_the_seven_kinds_and_what_is_confidential(osby: Story) -> None:
    """O5, O9: each can be recorded; nothing of the police is asked for, as the guideline says nothing of it."""
    kinds = (
        "förtal",
        "hets",
        "våld-pornografi",
        "uppmaning-till-brott",
        "upphovsrätt",
        "svordomar",
        "reklam",
    )
    for kind in (*kinds, "sekretess"):
        case = osby.say("olle", f'moderera badhus-fb kategori={kind} åtgärd=borttagen plats="Diariet"').card
        assert "police_report" not in case.data["follow_ups"]


def test_a_picture_each_half_year_by_the_one_responsible(osby: Story) -> None:
    """O10: a ska, so the last day is told."""
    assert "Sista dagen är torsdag 31 dec 2026" in osby.hears("2026-11-02 08:00")["olle"]
    osby.say("olle", 'skärmdump badhus-fb plats="G:/arkiv"')
    assert "olle" not in osby.hears("2026-11-16 08:00")
    assert "badhus-fb" in osby.hears("2027-05-03 08:00")["olle"]


def test_passing_posts_may_be_removed(osby: Story) -> None:
    """O11: when they are no longer of use, which is a time limit too (G9)."""
    said = osby.reads("olle", "gallring regler")
    assert "Får gallras: när de inte längre anses aktuella" in said
    assert "Kommunens dokumenthanteringsplan behöver ha ett" in said
