"""Pictures in posts: who is seen has agreed, and the rights are cleared, beside the GDPR basis (H29, F14)."""

from tests.policies import under
from tests.town import ACCOUNT, EDITOR, Town


def test_a_posts_record_says_how_it_is_with_its_pictures(town: Town) -> None:
    """H29, F14: what is said to be missing is mended; what nobody says is unknown (S6)."""
    under(town, "hallstahammar")
    assert town.say(EDITOR, f"inlägg {ACCOUNT} grund=samtycke").card.data["lacks"] == []
    posted = town.say(EDITOR, f"inlägg {ACCOUNT} grund=samtycke bild=saknas rättigheter=nej").card
    assert posted.data["lacks"] == ["pictured", "rights"]
    half = town.say(EDITOR, f"inlägg bild {posted.data['post']} rättigheter=ja")
    assert half.card.data["lacks"] == ["pictured"]
    assert town.say(EDITOR, f"inlägg bild {posted.data['post']} bild=godkänd").card.data["lacks"] == []


def test_where_it_is_no_rule_nothing_is_lacking(small_town: Town) -> None:
    """H29: Falköping's routine says nothing of it; it may be noted all the same."""
    assert small_town.say(EDITOR, f"inlägg {ACCOUNT} bild=saknas").card.data["lacks"] == []


def test_without_an_answer_the_form_asks(small_town: Town) -> None:
    """H29."""
    under(small_town, "hallstahammar")
    small_town.say(EDITOR, f"inlägg {ACCOUNT} rättigheter=nej")
    asked = small_town.try_say(EDITOR, "inlägg bild I-2026-0001")
    assert asked.form and [field.name for field in asked.form.fields] == ["pictured", "rights_cleared"]
