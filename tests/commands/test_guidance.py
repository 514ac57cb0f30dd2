"""Checklists and personal data: each town's document in its own words (H24, F17, H13, M13, H31, G12)."""

import pytest

from commands.choices import SITUATION_WORDS
from core.policy import built_in, names, show
from core.policy.checklists import Checklists
from tests.commands.test_crisis import under
from tests.town import EDITOR, Town

CITED = {
    "falkoping": {"follow": "F17", "politics": "F17", "pictures": "F14", "answers": "F10", "removal": "F13"},
    "mullsjo": {"advice": "M13", "posts": "M11", "removal": "M7", "roles": "M2", "archive": "M10"},
    "osby": {"removal": "O5", "answers": "O4", "politics": "O3", "archive": "O10", "deletion": "O11"},
    "goteborg": {"answers": "G13", "removal": "G5", "supervision": "G4", "archive": "G11", "deletion": "G9"},
    "hallstahammar": {"follow": "H13", "politics": "H14", "advice": "H31", "crisis": "H21", "answers": "H24"},
}  # fmt: skip


@pytest.mark.parametrize("town", sorted(CITED))
def test_each_town_s_checklists_answer_to_its_rules(town: str) -> None:
    """F17, M11, M13, O3, O4, O5, G13, H13, H14, H24, H31: what the document says stands with its rule."""
    lists = built_in(town).checklists
    assert {name: getattr(lists, name).rule for name in CITED[town]} == CITED[town]
    assert all(getattr(lists, name).value for name in CITED[town])


def test_every_situation_has_a_word_and_every_town_is_covered() -> None:
    """H24."""
    assert set(SITUATION_WORDS) == set(Checklists.model_fields)
    assert set(CITED) == set(names())


def test_what_to_think_of_before_following_somebody(small_town: Town) -> None:
    """F17: never private persons, no debate on others' accounts; with where it stands."""
    card = small_town.say(EDITOR, "checklista följa").card
    assert "Följ inte privatpersoner." in card.text
    assert "inte i dialogen på andras konton" in card.text
    assert card.facts[0].value == "Sociala medier, rutin, KS 2023/1285, Förhållningssätt"
    politics = small_town.say(EDITOR, "checklist politics").card
    assert "inga politiska ställningstaganden" in politics.text


def test_advice_that_can_cost_is_not_given(small_town: Town) -> None:
    """M13, H31: no advice with economic consequences, no single cases."""
    assert "ekonomiska konsekvenser" in under(small_town, "mullsjo").say(EDITOR, "checklista råd").card.text
    said = under(small_town, "hallstahammar").say(EDITOR, "checklista råd").card.text
    assert "ekonomiska konsekvenser" in said
    assert "Enskilda ärenden hanteras inte i sociala medier" in said


def test_whom_to_like_and_follow(small_town: Town) -> None:
    """H13."""
    said = under(small_town, "hallstahammar").say(EDITOR, "checklista följa").card.text
    assert "Gilla inte privatpersoner, kommersiella företag, politiska partier" in said


def test_where_the_document_is_silent_it_says_so(small_town: Town) -> None:
    """H24: nothing is made up for a town."""
    card = small_town.say(EDITOR, "checklista råd").card
    assert card.data["points"] == []
    assert card.text == "Riktlinjen säger inget om detta. Fråga kommunikationsavdelningen."
    shown = small_town.say(EDITOR, "checklista").card.data["situations"]
    assert "följa" in shown
    assert "råd" not in shown


def test_a_situation_nobody_has_written_names_those_there_are(small_town: Town) -> None:
    assert "följa" in small_town.try_say(EDITOR, "checklista dansa").errors["situation"]


def test_personal_data_is_the_document_s_text_with_its_date_and_no_advice(small_town: Town) -> None:
    """G12: by platform, from before the GDPR and marked so."""
    under(small_town, "goteborg")
    card = small_town.say(EDITOR, "personuppgifter facebook").card
    assert (card.data["dated"], card.data["before_gdpr"]) == ("2010-11-01", True)
    assert "skriven före dataskyddsförordningen" in card.text
    assert "ingen rådgivning" in card.text
    assert "den egna Facebooksidan" in card.sections[0].text
    assert "endast" in small_town.say(EDITOR, "personuppgifter x").card.sections[0].text
    assert "en egen bedömning" in small_town.say(EDITOR, "personuppgifter tiktok").card.sections[0].text
    assert len(small_town.say(EDITOR, "personal-data").card.data["texts"]) == 3
    shown = show.text(built_in("goteborg"))
    assert "facebook, blogg: Myndigheten är ansvarig" in shown
    assert "andra plattformar: För andra sociala medier" in shown


def test_a_silent_guideline_says_nothing_of_personal_data(small_town: Town) -> None:
    """G12: Mullsjö speaks of Facebook only, Falköping of none."""
    assert small_town.say(EDITOR, "personuppgifter facebook").card.data["texts"] == []
    under(small_town, "mullsjo")
    assert len(small_town.say(EDITOR, "personuppgifter facebook").card.data["texts"]) == 1
    assert small_town.say(EDITOR, "personuppgifter instagram").card.data["texts"] == []
