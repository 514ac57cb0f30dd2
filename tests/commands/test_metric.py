"""Figures read off the platforms, and the half-year's evaluation (G3, H19, S6)."""

import pytest

from core.accounts import Status
from tests.commands.test_crisis import under
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, OTHER_MANAGER, OUTSIDER, Town, local

OCTOBER, NOVEMBER = local(2026, 10, 20, 10), local(2026, 11, 20, 10)


def facts(town: Town, text: str) -> dict[str, str]:
    """A card's facts, its spaces plain."""
    card = town.say(EDITOR, text, NOVEMBER).card
    return {fact.label: fact.value.replace("\xa0", " ") for fact in card.facts}


def test_followers_are_shown_over_time(town: Town) -> None:
    """G3: on the account's status, and in the summary with of how many accounts it is known."""
    assert facts(town, f"status {ACCOUNT}")["Följare"] == "okänt"
    town.say(EDITOR, f"mått {ACCOUNT} följare=1100", OCTOBER)
    town.say(EDITOR, f"mått {ACCOUNT} följare=1240", NOVEMBER)
    town.new_account("bibliotek-ig", OCTOBER)
    assert facts(town, f"status {ACCOUNT}")["Följare"] == "1 240 (2026-11-20), +140 sedan 2026-10-20"
    assert facts(town, "status")["Följare"] == "1 240 (känt för 1 av 2 konton)"
    read = town.say(EDITOR, f"status {ACCOUNT}", NOVEMBER).card.data["metrics"]
    assert read == {"följare": [["2026-10-20", 1100], ["2026-11-20", 1240]]}


def test_a_later_reading_of_the_day_takes_the_place_of_the_first(town: Town) -> None:
    """G3."""
    for value in (1100, 1101):
        town.say(EDITOR, f"mått {ACCOUNT} följare={value} dag=2026-11-01", NOVEMBER)
    assert facts(town, f"status {ACCOUNT}")["Följare"] == "1 101 (2026-11-01)"


def test_what_is_left_out_stays_unknown(small_town: Town) -> None:
    """G3, S6: unknown is not zero, and a zero is one."""
    under(small_town, "goteborg")
    small_town.say(EDITOR, f'mått {ACCOUNT} "följare=\nanmälningar=0"', NOVEMBER)
    seen = facts(small_town, f"status {ACCOUNT}")
    assert seen["Kontakter eller anhängare"] == "okänt"
    assert seen["Anmälningar eller ansökningar till arrangemang och aktiviteter"] == "0 (2026-11-20)"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("gilla=3", "values"), ("följare=många", "values"), ("följare=-3", "values"), ("följare=", "values"),
        ("följare=99999999999", "values"), ("följare=3 dag=2026-11-21", "day"),
    ],
)  # fmt: skip
def test_bad_figures_are_refused_in_their_field(small_town: Town, text: str, field: str) -> None:
    assert list(small_town.try_say(EDITOR, f"mått {ACCOUNT} {text}", NOVEMBER).errors) == [field]


def test_the_form_lists_what_is_measured(small_town: Town) -> None:
    form = under(small_town, "goteborg").try_say(EDITOR, f"mått {ACCOUNT}", NOVEMBER).form
    assert form
    assert form.fields[0].value == "följare=\nanmälningar="


@pytest.mark.parametrize("person", [OUTSIDER, OTHER_MANAGER])
def test_others_accounts_are_not_one_s_own_to_measure_or_judge(small_town: Town, person: str) -> None:
    """S2."""
    assert not small_town.try_say(person, f"mått {ACCOUNT} följare=1", NOVEMBER).ok
    assert not small_town.try_say(person, f"utvärdera {ACCOUNT} behåll", NOVEMBER).ok


def test_an_evaluation_is_kept_and_answered_anew(town: Town) -> None:
    """H19: how it goes, and whether it is kept; by the editor or the manager."""
    under(town, "hallstahammar")
    assert facts(town, f"status {ACCOUNT}")["Utvärdering"] == "ingen än"
    town.say(EDITOR, f'utvärdera {ACCOUNT} behåll "Vi når barnfamiljerna"', NOVEMBER)
    town.say(MANAGER, f"utvärdera {ACCOUNT} öka", NOVEMBER)
    assert facts(town, f"status {ACCOUNT}")["Utvärdering"] == "2026-H2: Behåll och öka aktiviteten"


def test_closing_is_asked_for_and_decided_with_communications(town: Town) -> None:
    """H19: the evaluation never closes an account by itself."""
    town.say(EDITOR, f'utvärdera {ACCOUNT} avsluta "Ingen hinner"', NOVEMBER)
    account = town.account()
    assert (account.status, account.closing_reason) == (Status.CLOSING, "Ingen hinner")
    assert f'konto avsluta {ACCOUNT} orsak="Ingen hinner"' in [
        b.command for s in town.say(COMMUNICATOR, "mina", NOVEMBER).card.sections for b in s.buttons
    ]


def test_what_is_closed_is_not_evaluated(small_town: Town) -> None:
    small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Slut", NOVEMBER)
    assert not small_town.try_say(EDITOR, f"utvärdera {ACCOUNT} behåll", NOVEMBER).ok
