"""Hallstahammar (riktlinjer 2019-05-09): the library, a question that must be passed on, an archive each half-year."""

from collections.abc import Callable

import pytest

from tests.stories.telling import Story


@pytest.fixture
def hallstahammar(tell: Callable[..., Story]) -> Story:
    """The library has a manager, two editors and a page on Facebook."""
    story = tell("hallstahammar")
    story.people(
        'hanna roll=redaktör verksamhet=Bibliotek avdelning="Kultur och fritid" titel=Bibliotekarie',
        'hasse roll=redaktör verksamhet=Bibliotek avdelning="Kultur och fritid" titel=Biblioteksassistent',
        "helena roll=chef verksamhet=Bibliotek",
        "kicki roll=kommunikation avdelning=Kommunikationsenheten",
    )
    story.say(
        "hanna",
        'konto ny bibliotek-fb plattform=facebook verksamhet=Bibliotek syfte="Berätta om böcker" '
        "ansvarig=hanna administratörer=hasse",
    )
    story.say("helena", "konto godkänn bibliotek-fb")
    story.say(
        "kicki", "konto aktivera bibliotek-fb åtkomst=administratör url=https://www.facebook.com/hbgbib"
    )
    story.becomes("2026-09-02 16:00")
    return story


def test_the_manager_alone_approves(tell: Callable[..., Story]) -> None:
    """H1, H3: one approval opens the account, and it is not the requester's own."""
    story = tell("hallstahammar")
    story.people("hanna roll=redaktör,chef verksamhet=Bibliotek", "helena roll=chef verksamhet=Bibliotek")
    line = 'konto ny bib-ig plattform=instagram verksamhet=Bibliotek syfte="Bilder" ansvarig=hanna'
    assert "helena" in story.reads("hanna", line)
    assert "helena" in story.refuses("hanna", "konto godkänn bib-ig").card.text
    assert story.say("helena", "konto godkänn bib-ig").card.data["status"] == "approved"


def test_an_answer_within_one_working_day(hallstahammar: Story) -> None:
    """H9, H10: asked on Friday evening, due when the office closes on Monday; late after that."""
    hallstahammar.becomes("2026-11-20 20:00")
    asked = hallstahammar.say("hanna", "fråga bibliotek-fb när=2026-11-20T19:40").card
    assert asked.data["due_at"] == "2026-11-23T16:30:00+01:00"
    assert asked.data["reason"] == (
        "fre 19.40 + 1 arbetsdag, till kontorstidens slut; lördag och söndag räknas inte → mån 16.30"
    )
    assert "F-2026-0001" in hallstahammar.hears("2026-11-23 12:30")["hanna"]
    late = hallstahammar.hears("2026-11-24 08:00")
    assert "är försenad" in late["hanna"]
    answered = hallstahammar.say(
        "hanna", 'svar F-2026-0001 namn=Hanna titel=Bibliotekarie avdelning="Kultur och fritid"'
    ).card
    assert (answered.data["in_time"], answered.data["signed"]) == (False, True)


def test_passing_on_counts_only_when_the_citizen_is_told(hallstahammar: Story) -> None:
    """H9: passed on alone the clock runs; told in time it stops, and the age is shown instead."""
    hallstahammar.becomes("2026-11-19 10:00")
    hallstahammar.say("hanna", "fråga bibliotek-fb")
    alone = hallstahammar.say("hanna", 'vidare F-2026-0001 till="Gatukontoret"').card
    assert alone.data["due_at"] == "2026-11-20T16:30:00+01:00"
    told = hallstahammar.say(
        "hanna", 'vidare F-2026-0001 till="Gatukontoret" mellansvar="2026-11-19 10:00"'
    ).card
    assert told.data["due_at"] is None
    digest = hallstahammar.hears("2026-11-24 08:00")
    assert "hanna" not in digest
    assert "F-2026-0001 på bibliotek-fb har väntat på svar i 5 dagar." in digest["department"]


def test_an_answer_without_a_title_is_not_signed(hallstahammar: Story) -> None:
    """H10: name, title and unit."""
    hallstahammar.say("hanna", "fråga bibliotek-fb")
    answered = hallstahammar.say("hanna", "svar F-2026-0001 namn=Hanna avdelning=Kultur").card
    assert not answered.data["signed"]
    assert "Bibliotekarie" in answered.text


def test_the_page_is_saved_each_half_year_and_when_it_changes(hallstahammar: Story) -> None:
    """H18: reminded in November; a new address asks for a snapshot of the page as it was."""
    assert "ögonblicksbild" in hallstahammar.hears("2026-11-02 08:00")["hanna"]
    changed = hallstahammar.say("hanna", "konto ändra bibliotek-fb url=https://www.facebook.com/bibblan").card
    assert [b.command for b in changed.buttons][-1] == "skärmdump bibliotek-fb orsak=förändring"
    kept = hallstahammar.say("hanna", 'skärmdump bibliotek-fb plats="e-arkivet" orsak=förändring').card
    assert kept.data["period"] == "2026-H2"
    assert "hanna" not in hallstahammar.hears("2026-11-16 08:00")


def test_nobody_counts_posts_and_no_silence_is_too_long(hallstahammar: Story) -> None:
    """H19: the guideline names no number, so none is asked for; a null is never a number."""
    told = hallstahammar.hears("2027-10-04 09:00")
    assert "inlägg" not in " ".join(told.values())
    status = hallstahammar.reads("kicki", "status bibliotek-fb")
    assert "Styrdokumentet säger:" not in status


def test_deletion_needs_the_decision(hallstahammar: Story) -> None:
    """H17: nothing is a matter of routine here."""
    said = hallstahammar.reads("hanna", "gallring regler")
    assert "Varje gallring kräver ett förslag" in said
    assert "Kommunens dokumenthanteringsplan" in said
