"""Plans: what they hold, who has seen them, where they lie; never a log-in (M4, M5, M6, O2, O7, S1)."""

import pytest

from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, COUNCIL, EDITOR, MANAGER, REGISTRAR, Town, local

WHOLE = (
    f'plan {ACCOUNT} mål="Fler lånar" uppsikt="Eva varje morgon" uppdatering="Två i veckan" problem="Ring Kim" '
    'handlingar="Ligger kvar"'
)


def test_an_account_without_a_plan_lacks_one(town: Town) -> None:
    """M4: an account that was there before too."""
    town.follow("mullsjo")
    assert "plan" in town.gaps()
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    gaps = town.gaps()
    assert "plan" not in gaps and "plan_parts" in gaps


def test_a_plan_is_whole_by_what_the_guideline_wants_in_it(town: Town) -> None:
    """M4: people with how to reach them follow from the account; of the log-in it holds the place at most (S1)."""
    town.follow("mullsjo")
    card = town.say(EDITOR, WHOLE).card
    assert card.data["lacks"] == ["manager", "responsible", "administrators"]
    for person in (MANAGER, EDITOR):
        town.say(ADMIN, f"person ändra {person} kontakt=0392-14000")
    shown = town.say(EDITOR, f"plan visa {ACCOUNT}").card
    assert shown.data["lacks"] == []
    assert any("0392-14000" in fact.value for fact in shown.facts)


def test_osbys_activity_plan_asks_for_its_own_parts(small_town: Town) -> None:
    """O2: activity and medium, goals, how it is watched and updated; purpose and target group stand on the account."""
    small_town.follow("osby")
    form = small_town.try_say(EDITOR, f"plan {ACCOUNT}").form
    assert form and [field.name for field in form.fields] == ["activity", "goals", "supervision", "updating"]
    card = small_town.say(
        EDITOR, f"plan {ACCOUNT} aktivitet=Tips mål=Fler uppsikt=Dagligen uppdatering=Ofta"
    ).card
    assert card.data["lacks"] == ["target_group"]


def test_a_plan_takes_its_goals_from_the_need(small_town: Town) -> None:
    """G2, O2: nobody writes them twice."""
    small_town.say(EDITOR, f'behov {ACCOUNT} mål="Fler lånar"')
    small_town.say(EDITOR, f"plan {ACCOUNT} uppsikt=Dagligen")
    shown = small_town.say(EDITOR, f"plan visa {ACCOUNT}").card
    assert any(section.text == "Fler lånar" for section in shown.sections)


def test_a_plan_nobody_has_seen_is_mended_and_one_that_is_out_gets_a_new_version(small_town: Town) -> None:
    """M12: whoever has read it is asked again."""
    assert small_town.say(EDITOR, f"plan {ACCOUNT} mål=Fler").card.data["version"] == 1
    assert small_town.say(EDITOR, f"plan {ACCOUNT} uppsikt=Dagligen").card.data["version"] == 1
    small_town.say(EDITOR, "läst")
    shown = {fact.label: fact.value for fact in small_town.say(MANAGER, f"plan visa {ACCOUNT}").card.facts}
    assert shown["Läst av"] == f"{EDITOR}, tisdag 1 sep 2026"
    card = small_town.say(EDITOR, f"plan {ACCOUNT} mål=Färre").card
    assert card.data["version"] == 2
    assert [section.text for section in card.sections] == ["Färre", "Dagligen"]


def test_a_plan_is_presented_to_whom_the_guideline_says(town: Town) -> None:
    """M5: a gap until it is; a new version of it is presented in its time."""
    town.follow("mullsjo")
    town.say(EDITOR, WHOLE)
    assert "presented" in town.gaps()
    assert list(town.try_say(EDITOR, f"plan redovisad {ACCOUNT} datum=2026-09-02").errors) == ["on"]
    town.say(EDITOR, f"plan redovisad {ACCOUNT} datum=2026-09-01")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Färre")
    assert "presented" not in town.gaps()
    facts = {fact.label: fact.value for fact in town.say(EDITOR, f"plan visa {ACCOUNT}").card.facts}
    assert facts["Redovisad"] == "tisdag 1 sep 2026"


def test_plan_and_log_in_are_left_for_keeping(town: Town) -> None:
    """O7: where and when, never the log-in itself."""
    town.follow("osby")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    assert "deposit" in town.gaps()
    secret = town.try_say(EDITOR, f'plan lämnad {ACCOUNT} plats="Pärm 3" inloggning="Sommar2026!"')
    assert list(secret.errors) == ["log_in"] and "Sommar2026!" not in secret.card.text
    town.say(
        REGISTRAR, f'plan lämnad {ACCOUNT} plats="Pärm 3" inloggning="Kassaskåpet, kommunledningskontoret"'
    )
    assert "deposit" not in town.gaps()
    assert town.account().access_place == "Kassaskåpet, kommunledningskontoret"


def test_a_log_in_is_refused_in_the_plan_itself(small_town: Town) -> None:
    """S1, M4: Mullsjö's plan shall hold them, and this one does not."""
    assert list(small_town.try_say(EDITOR, f'plan {ACCOUNT} mål="lösenord: hemligt"').errors) == ["goals"]


@pytest.mark.parametrize("verb", ["redovisad", "oförändrad"])
def test_what_is_not_there_can_not_be_presented(small_town: Town, verb: str) -> None:
    refused = small_town.try_say(
        EDITOR, f"plan {verb} {ACCOUNT} till=Kim".replace(" till=Kim", "" if verb[0] == "o" else " till=Kim")
    )
    assert not refused.ok and f"plan {ACCOUNT}" in refused.card.text


def test_all_plans_are_listed(small_town: Town) -> None:
    """M6: with what each lacks, for communications, the registrar and the council."""
    small_town.follow("mullsjo")
    small_town.new_account("nytt-ig", local(2026, 9, 2, 9), active=False)
    small_town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    for person in (COMMUNICATOR, REGISTRAR, COUNCIL):
        listed = small_town.say(person, "plan lista").card
        assert listed.data["plans"] == [
            {"account": ACCOUNT, "version": 1, "presented_on": None, "deposited_on": None}
        ]
    assert listed.table and "hur problem hanteras" in listed.table.rows[0][-1]
    assert not small_town.try_say(EDITOR, "plan lista").ok
