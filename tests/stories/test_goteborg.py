"""Göteborg (råd 3.0, 2010): answers as soon as possible, the oldest first; advice that is a bör; the list of sites."""

from collections.abc import Callable

import pytest

from tests.stories.telling import Story


@pytest.fixture
def goteborg(tell: Callable[..., Story]) -> Story:
    """The city library has a responsible manager and an editor."""
    story = tell("goteborg")
    story.people(
        "gun roll=redaktör verksamhet=Stadsbiblioteket",
        "gustav roll=chef verksamhet=Stadsbiblioteket",
        "karin roll=kommunikation",
    )
    story.say(
        "gun",
        'konto ny stadsbib-fb plattform=facebook verksamhet=Stadsbiblioteket syfte="Dialog med låntagare" '
        'målgrupp="Unga vuxna" ansvarig=gun',
    )
    story.say("gustav", "konto godkänn stadsbib-fb")
    story.say("karin", "konto aktivera stadsbib-fb åtkomst=administratör url=https://www.facebook.com/gbgbib")
    story.becomes("2026-09-02 16:00")
    return story


def test_the_responsible_manager_decides(goteborg: Story) -> None:
    """G1, G2, G6: whether and how; the target group stands with the request, the assignment with the approval."""
    shown = goteborg.reads("gun", "konto visa stadsbib-fb")
    assert "Målgrupp: Unga vuxna" in shown
    assert goteborg.say("gun", "konto visa stadsbib-fb").card.data["gaps"] == []


def test_as_soon_as_possible_has_no_last_minute(goteborg: Story) -> None:
    """G13: nothing is late, the oldest stands first with its age, on the card, in the list, in the digest."""
    goteborg.becomes("2026-11-16 09:00")
    first = goteborg.say("gun", "fråga stadsbib-fb").card
    assert first.data["due_at"] is None
    assert "så snart som möjligt" in first.data["reason"]
    goteborg.becomes("2026-11-18 09:00")
    goteborg.say("gun", "fråga stadsbib-fb")
    listed = goteborg.reads("gun", "fråga lista")
    assert listed.index("F-2026-0001") < listed.index("F-2026-0002")
    assert "| 2 dagar" in listed
    heard = goteborg.hears("2026-11-20 08:00")
    assert (
        "F-2026-0001 på stadsbib-fb har väntat på svar i 4 dagar.\n"
        "F-2026-0002 på stadsbib-fb har väntat på svar i 2 dagar."
    ) in heard["department"]
    assert "Öppna frågor: 2\n" in goteborg.reads("karin", "status")


def test_the_five_crimes_and_what_is_never_kept(goteborg: Story) -> None:
    """G5, G7, S9: a crime is recorded; a picture of abuse is never asked for."""
    case = goteborg.say("gun", "moderera stadsbib-fb kategori=uppvigling åtgärd=borttagen").card
    assert "evidence" in case.data["follow_ups"]
    never = goteborg.say("gun", "moderera stadsbib-fb kategori=barnpornografi åtgärd=borttagen").card
    assert "evidence" not in never.data["follow_ups"]


def test_a_picture_each_half_year_is_advice(goteborg: Story) -> None:
    """G11: a bör."""
    assert "En bör tas innan tiden är slut" in goteborg.hears("2026-11-02 08:00")["gun"]


def test_the_list_stands_in_the_plan_with_the_decision(goteborg: Story) -> None:
    """G9, G10: the accounts in use, and where deletion is decided; without a decision nothing may be deleted."""
    listed = goteborg.say("karin", "gallring förteckning").card
    assert listed.data["accounts"] == [
        {
            "account": "stadsbib-fb", "platform": "facebook", "unit": "Stadsbiblioteket",
            "url": "https://www.facebook.com/gbgbib",
        }
    ]  # fmt: skip
    assert listed.data["decided_in"] == "Förvaltningens dokumenthanteringsplan"
    assert "ingen egen gallringsregel" in goteborg.reads("gun", "gallring regler")
