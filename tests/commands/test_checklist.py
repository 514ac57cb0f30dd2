"""The profile and the launch gone through, and the text for the profile (F16, M3, M11, H6, H7, H26)."""

import pytest

from core import infotext
from core.accounts import Account
from core.policy import built_in, names
from core.policy.parts import Strength
from tests.town import ACCOUNT, EDITOR, FOUNDED, Town

MULLSJO = "kommunens,vem,synligt,allmän-handling,syfte,kommentarer,otillåtet,följd,språk"


def test_a_profile_is_gone_through_point_by_point(town: Town) -> None:
    """F16, M3: the form shows the guideline's own points, and what was right the last time."""
    form = town.try_say(EDITOR, f"konto profil {ACCOUNT}").form
    assert form and "grafisk-profil" in [option.value for option in form.fields[0].options]
    card = town.say(EDITOR, f"konto profil {ACCOUNT} klart=avsändare,beskrivning").card
    assert card.data["left"] == ["grafisk-profil"]
    again = town.try_say(EDITOR, f"konto profil {ACCOUNT}").form
    assert again and again.fields[0].value == "avsändare,beskrivning"
    assert town.say(EDITOR, f"konto profil {ACCOUNT} inget=ja").card.data["done"] == []


def test_what_is_left_of_the_profile_is_a_gap_until_it_is_there(town: Town) -> None:
    """M3: what only should be stands apart (M11)."""
    town.follow("mullsjo")
    assert "profile" in town.gaps()
    town.say(EDITOR, f"konto profil {ACCOUNT} klart={MULLSJO}")
    assert "profile" not in town.gaps() and "profile-should" in town.gaps()
    town.say(EDITOR, f"konto profil {ACCOUNT} klart={MULLSJO},rapportera,märke")
    assert not [key for key in town.gaps() if key.startswith("profile")]


def test_the_profile_is_gone_through_with_the_plan(small_town: Town) -> None:
    """M3: a new version of the plan asks for it again."""
    small_town.follow("mullsjo")
    every = f"konto profil {ACCOUNT} klart={MULLSJO},rapportera,märke"
    small_town.say(EDITOR, every)
    small_town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    assert "profile" in small_town.gaps()
    small_town.say(EDITOR, every)
    assert "profile" not in small_town.gaps()


def test_the_comment_function_should_stay_on(small_town: Town) -> None:
    """H26: a point of the profile, and a bör."""
    points = built_in("hallstahammar").accounts.profile
    comments = next(point for point in points.value if point.id == "kommentarer-på")
    assert comments.is_should(points.strength) and comments.rule == "H26"
    small_town.follow("hallstahammar")
    card = small_town.say(
        EDITOR, f"konto profil {ACCOUNT} klart=avsändare,kontakt,syfte,hantering,logotyp"
    ).card
    assert [section.heading for section in card.sections] == ["Bör åtgärdas"]


def test_plain_language_and_the_emblem_are_points_of_the_profile() -> None:
    """M11: the language shall be plain, the emblem should be seen."""
    points = {p.id: p.strength for p in built_in("mullsjo").accounts.profile.value if p.rule == "M11"}
    assert points == {"märke": Strength.SHOULD, "språk": Strength.SHALL}


def test_an_unknown_point_says_what_there_is(small_town: Town) -> None:
    assert "avsändare" in small_town.try_say(EDITOR, f"konto profil {ACCOUNT} klart=avsandarn").errors["done"]


def test_the_launch_is_gone_through_where_there_is_a_list(small_town: Town) -> None:
    """H7: shared, linked from the website; elsewhere there is nothing to go through."""
    assert not small_town.try_say(EDITOR, f"konto lansera {ACCOUNT}").ok
    small_town.follow("hallstahammar")
    assert {"launch", "website"} <= set(small_town.gaps())
    small_town.say(EDITOR, f"konto lansera {ACCOUNT} klart=delat,länkat")
    assert "launch" not in small_town.gaps() and "launch-should" in small_town.gaps()


# The text


def account(platform: str = "facebook", **more: str) -> Account:
    """An account to describe."""
    row = {
        "slug": "bibliotek-fb", "folded": "bibliotek-fb", "platform": platform, "unit": "Bibliotek",
        "purpose": "Tips om böcker och evenemang", "contact": "biblioteket@falkoping.se",
    }  # fmt: skip
    return Account(**row | more, workspace_id=1, requested_by=1, requested_at=FOUNDED)  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", names())
@pytest.mark.parametrize("limit", built_in("falkoping").infotext.limits.value, ids=lambda each: each.platform)
def test_the_short_text_fits_the_platform(policy: str, limit: object) -> None:
    """H6: whole sentences, with the sender first, never cut."""
    made = infotext.of(built_in(policy), account(limit.platform), "Falköpings kommun")  # type: ignore[attr-defined]
    assert made.limit == limit.characters and 0 < len(made.short) <= made.limit  # type: ignore[attr-defined]
    assert made.short.endswith((".", "se", "socialamedier"))
    assert "Bibliotek" in made.short


def test_a_platform_without_a_limit_takes_the_whole_text() -> None:
    made = infotext.of(built_in("falkoping"), account("blogg"), "Falköpings kommun")
    assert made.limit is None and made.short == made.whole


def test_the_whole_text_says_what_the_profile_shall(small_town: Town) -> None:
    """F16, M3: sender, purpose, who sees it, public record, what is not allowed, what happens then, how to report."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} kontakt=biblioteket@falkoping.se")
    card = small_town.say(EDITOR, f"infotext {ACCOUNT}").card
    for words in (
        "Bibliotek, Falköpings kommun", "Tips om böcker", "Alla kan läsa", "allmän handling", "inom 24 timmar",
        "Här får inte finnas: förtal", "tar vi bort", "Berätta det för oss", "kakor",
        "biblioteket@falkoping.se", "falkoping.se/socialamedier",
    ):  # fmt: skip
        assert words in card.data["text"], words
    assert "övergreppsbilder" not in card.data["text"].lower()


def test_hallstahammars_own_text_is_filled_in() -> None:
    """H6: annex 01, by the account's kind."""
    text = infotext.of(built_in("hallstahammar"), account("instagram"), "Falköpings kommun").whole
    assert text.startswith("Välkommen till Bibliotek, en del av Hallstahammars kommun.")
    assert "publiceras på vårt Instagramkonto" in text and "tas bort från Instagramkontot." in text
    assert "{" not in text
