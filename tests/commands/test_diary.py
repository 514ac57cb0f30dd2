"""The diary: which messages need a number, who gives it, and who alone may say that there is none (H15, O8, O9, G7)."""

import pytest

from tests.policies import under
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, REGISTRAR, Town, local

NOW = local(2026, 11, 24, 10)


def ask(town: Town, kind: str) -> dict[str, object]:
    """What is known of a new message of that kind."""
    return dict(town.say(EDITOR, f"fråga {ACCOUNT} slag={kind}", NOW).card.data)


@pytest.mark.parametrize(
    ("policy", "lacking"),
    [
        ("hallstahammar", {"synpunkt", "klagomål", "sekretess"}),
        ("osby", {"sekretess"}),
        ("goteborg", {"sekretess"}),
        ("mullsjo", {"sekretess"}),
        ("falkoping", {"sekretess"}),
    ],
)
def test_the_guideline_says_which_kinds_need_a_diary_number(
    small_town: Town, policy: str, lacking: set[str]
) -> None:
    """H15, O9, G7; where the guideline is silent the law still wants what is confidential (S10)."""
    under(small_town, policy)
    kinds = ("fråga", "synpunkt", "klagomål", "sekretess", "ärende")
    assert {kind for kind in kinds if ask(small_town, kind)["lacks_diary"]} == lacking


def test_a_view_is_followed_up_until_its_number_is_there(town: Town) -> None:
    """H15, O8: with the answer; by editor or registrar."""
    under(town, "hallstahammar")
    number = ask(town, "synpunkt")["question"]
    answered = town.say(EDITOR, f"svar {number} namn=Eva titel=Bibliotekarie avdelning=Kultur", NOW)
    assert "diariet" in answered.card.text
    given = town.say(REGISTRAR, f'diarie {number} nummer="KS 2026/9"', NOW)
    assert (given.card.data["diary_number"], given.card.data["lacks_diary"]) == ("KS 2026/9", False)


def test_only_the_registrar_says_that_something_is_not_registered(town: Town) -> None:
    """H15, S2: with a reason, for a question and for a removal."""
    under(town, "hallstahammar")
    number = ask(town, "synpunkt")["question"]
    for who in (EDITOR, MANAGER, COMMUNICATOR):
        refused = town.try_say(who, f'diarie {number} diarieförs-inte="Av ringa betydelse"', NOW)
        assert list(refused.errors) == ["declined"]
    declined = town.say(REGISTRAR, f'diarie {number} diarieförs-inte="Av ringa betydelse"', NOW)
    assert not declined.card.data["lacks_diary"]
    assert "Av ringa betydelse" in [fact.value for fact in declined.card.facts]
    town.say(EDITOR, f'moderera {ACCOUNT} kategori=sekretess åtgärd=borttagen plats="Skåp 2"', NOW)
    assert list(town.try_say(MANAGER, "moderering avskriv M-2026-0001 diarienummer Nej", NOW).errors) == [
        "follow_up"
    ]
    closed = town.say(REGISTRAR, 'diarie M-2026-0001 diarieförs-inte="Redan diariefört"', NOW)
    assert closed.card.data["follow_ups"] == []


def test_a_number_may_be_given_where_none_is_asked_for(small_town: Town) -> None:
    """O8: a comment that belongs to a case in the diary; Osby's card offers it, and nobody is chased."""
    under(small_town, "osby")
    card = small_town.say(EDITOR, f"fråga {ACCOUNT} slag=ärende", NOW).card
    assert "diarie F-2026-0001" in card.text and not card.data["lacks_diary"]
    assert small_town.say(EDITOR, 'diarie F-2026-0001 nummer="KS 2026/3"', NOW).card.data["diary_number"]


def test_something_confidential_is_unpublished_at_once_and_its_words_are_not_taken(small_town: Town) -> None:
    """G7, O9, S10, S5: the card leads to the removal; then a place, or the diary's number, will do."""
    line = f"fråga {ACCOUNT} slag=sekretess"
    assert list(small_town.try_say(EDITOR, f"{line} text=Hemligt", NOW).errors) == ["text"]
    card = small_town.say(EDITOR, f"{line} länk=https://fb.example/1", NOW).card
    assert card.text.startswith("Avpublicera det direkt.")
    removed = small_town.say(EDITOR, card.buttons[0].command, NOW).card
    assert removed.data["category"] == "sekretess"
    assert removed.data["follow_ups"] == ["evidence", "diary"]
    done = small_town.say(REGISTRAR, 'diarie M-2026-0001 nummer="KS 2026/7"', NOW)
    assert done.card.data["follow_ups"] == []


def test_words_that_turn_out_confidential_do_not_follow_the_correction(small_town: Town) -> None:
    """S10, S5."""
    small_town.say(EDITOR, f"fråga {ACCOUNT} text=Hemligt", NOW)
    small_town.say(EDITOR, "rätta F-2026-0001 slag=sekretess", NOW)
    assert "Hemligt" not in str(small_town.say(EDITOR, "fråga visa F-2026-0002", NOW).card)


def test_the_registrar_sees_all_that_lacks_a_number(small_town: Town) -> None:
    """H15: questions and removals of every account, in `mina`."""
    under(small_town, "hallstahammar")
    ask(small_town, "synpunkt")
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=sekretess åtgärd=borttagen", NOW)
    todo = [
        button.command for s in small_town.say(REGISTRAR, "mina", NOW).card.sections for button in s.buttons
    ]
    assert todo == ["diarie F-2026-0001", "diarie M-2026-0001"]


def test_a_number_or_a_reason_and_one_of_them(small_town: Town) -> None:
    """H15: without either the form asks; the reason's field is the registrar's."""
    ask(small_town, "sekretess")
    both = small_town.try_say(REGISTRAR, "diarie F-2026-0001 nummer=1 diarieförs-inte=Nej", NOW)
    assert list(both.errors) == ["declined"]
    forms = [small_town.try_say(who, "diarie F-2026-0001", NOW).form for who in (REGISTRAR, EDITOR)]
    assert [[f.name for f in form.fields] for form in forms if form] == [["number", "declined"], ["number"]]
    small_town.say(ADMIN, "diarie F-2026-0001 nummer=1", NOW)
    assert not small_town.try_say(REGISTRAR, "diarie F-2026-0001 diarieförs-inte=Nej", NOW).ok
