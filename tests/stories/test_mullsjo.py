"""Mullsjö (riktlinjer 2012-08-15 § 148): no clock, one picture a year that should be taken, and routine deletion."""

from collections.abc import Callable

import pytest

from tests.stories.telling import Story


@pytest.fixture
def mullsjo(tell: Callable[..., Story]) -> Story:
    """The school has a head of operations and somebody responsible for its page."""
    story = tell("mullsjo")
    story.people(
        "mia roll=redaktör verksamhet=Skola avdelning=Barn",
        "mårten roll=chef verksamhet=Skola",
        "inga roll=kommunikation titel=Informationsansvarig",
    )
    story.say("mia", 'konto ny skola-fb plattform=facebook verksamhet=Skola syfte="Visa skolan" ansvarig=mia')
    story.say("mårten", "konto godkänn skola-fb")
    story.say(
        "inga",
        'konto aktivera skola-fb åtkomst=deponerad plats="Kuvert i kassaskåpet" url=https://www.facebook.com/mskola',
    )
    story.becomes("2026-09-02 16:00")
    return story


def test_the_head_s_assignment_opens_the_account_and_one_is_responsible(mullsjo: Story) -> None:
    """M1, M2, M3, M4, M12: assigned by approving; the plan, what is read and the profile are still to come."""
    shown = mullsjo.say("mia", "konto visa skola-fb").card
    assert (shown.data["status"], shown.data["gaps"]) == ("active", ["plan", "reading:mia", "profile"])
    assert "Ansvarig: mia" in mullsjo.reads("mia", "konto visa skola-fb")
    assert mullsjo.refuses(
        "mia", 'konto ny skola-ig plattform=instagram verksamhet=Skola syfte="Bild"'
    ).errors


def test_a_question_waits_without_a_clock_and_its_age_is_shown(mullsjo: Story) -> None:
    """M8: nothing is ever late; it is passed on, and the oldest stands first in the digest."""
    mullsjo.becomes("2026-11-12 10:00")
    asked = mullsjo.say("mia", "fråga skola-fb").card
    assert (asked.data["due_at"], asked.data["reason"]) == (None, "Styrdokumentet anger ingen tid för svar.")
    mullsjo.becomes("2026-11-17 10:00")
    mullsjo.say("mia", "fråga skola-fb")
    mullsjo.say("mia", 'vidare F-2026-0002 till="Skolskjutsen"')
    heard = mullsjo.hears("2026-11-19 08:00")
    assert "mia" not in heard
    assert (
        "F-2026-0001 på skola-fb har väntat på svar i 7 dagar.\n"
        "F-2026-0002 på skola-fb har väntat på svar i 2 dagar."
    ) in heard["department"]
    assert "sen" not in mullsjo.reads("inga", "status").lower().split()
    answered = mullsjo.say("mia", "svar F-2026-0001").card
    assert answered.data["in_time"] is None


def test_a_picture_a_year_should_be_taken_and_is_never_late(mullsjo: Story) -> None:
    """M10: a bör is reminded of and shown; one picture in spring does for the whole year."""
    told = mullsjo.hears("2026-10-01 08:00")["mia"]
    assert "En bör tas innan tiden är slut, torsdag 31 dec 2026" in told
    assert "skola-fb saknar ögonblicksbild för 2026" in mullsjo.reads("mia", "mina")
    mullsjo.say("mia", 'skärmdump skola-fb plats="Närarkivet"')
    assert "Ögonblicksbilder 2026: 1 av 1" in mullsjo.reads("inga", "status")
    mullsjo.becomes("2027-03-01 10:00")
    spring = mullsjo.say("mia", 'skärmdump skola-fb plats="Närarkivet" orsak=förändring').card
    assert spring.data["period"] == "2027-H1"
    assert "mia" not in mullsjo.hears("2027-10-01 08:00")


def test_own_posts_may_be_deleted_as_a_matter_of_routine(mullsjo: Story) -> None:
    """M9, M14: under the board's decision; what is removed for its content is not routine."""
    said = mullsjo.reads("mia", "gallring regler")
    assert "Får gallras: fortlöpande" in said
    assert "utan protokoll för varje inlägg" in said
    assert "registrera det genast med moderera" in said
