"""The public register (F6, M6, O6, H5): what is in it, and when it changed."""

from datetime import datetime, timedelta

from core import register
from core.register import Register
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, FOUNDED, MANAGER, SECOND_EDITOR, Town

LATER = FOUNDED + timedelta(days=10)
LAST = FOUNDED + timedelta(days=20)


def read(town: Town, known: Register | None = None) -> Register:
    """The register now."""
    with town.database.read() as session:
        return register.published(session, town.home(session), known)


def names(found: Register) -> list[str]:
    """The accounts in it, in order."""
    return [entry.account for entry in found.entries]


def ask_for(town: Town, slug: str, at: datetime, **details: str) -> None:
    """An account is asked for and approved, not yet active."""
    more = " ".join(f'{key}="{value}"' for key, value in details.items())
    town.say(
        EDITOR,
        f"konto ny {slug} plattform=instagram verksamhet=Bibliotek syfte=Tips ansvarig={EDITOR} {more}",
        at,
    )
    town.say(MANAGER, f"konto godkänn {slug}", at)
    town.say(COMMUNICATOR, f"konto godkänn {slug}", at)


def test_it_has_the_accounts_in_use_that_have_an_address(town: Town) -> None:
    """F6, H5: no account asked for, approved, without an address, or closed; one whose closing is asked for stays."""
    assert names(read(town)) == [ACCOUNT]
    ask_for(town, "bibliotek-ig", LATER)
    assert names(read(town)) == [ACCOUNT]
    town.say(COMMUNICATOR, "konto aktivera bibliotek-ig åtkomst=administratör", LATER)
    assert names(read(town)) == [ACCOUNT]
    town.say(EDITOR, "konto ändra bibliotek-ig url=https://www.instagram.com/bibliotek/", LATER)
    assert names(read(town)) == [ACCOUNT, "bibliotek-ig"]
    town.say(EDITOR, f"konto avsluta {ACCOUNT} orsak=Slut", LATER)
    assert names(read(town)) == [ACCOUNT, "bibliotek-ig"]
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Slut", LATER)
    assert names(read(town)) == ["bibliotek-ig"]


def test_an_entry_names_the_unit_and_no_person(town: Town) -> None:
    """F6: no personal data."""
    town.say(EDITOR, f'konto ändra {ACCOUNT} namn="Biblioteket i Falköping"')
    entry = read(town).entries[0]
    assert (entry.name, entry.unit, entry.purpose) == (
        "Biblioteket i Falköping",
        "Bibliotek",
        "Tips om böcker",
    )
    assert (entry.platform_name, entry.address) == ("Facebook", "facebook.com/bibliotek-fb")
    everything = repr(entry).lower()
    assert not any(
        person.split("-")[0] in everything for person in (EDITOR, SECOND_EDITOR, MANAGER, COMMUNICATOR)
    )


def test_no_sign_turns_the_text_round(town: Town) -> None:
    """F6: what is written from right to left by a sign nobody sees would read as something else."""
    town.say(
        EDITOR,
        f'konto ändra {ACCOUNT} namn="\u202eBib\u2066lioteket\u2069" syfte="Tips \u202dom\u202c böcker"',
    )
    entry = read(town).entries[0]
    assert (entry.name, entry.purpose) == ("Biblioteket", "Tips om böcker")
    assert register.matching((entry,), "biblioteket") == (entry,)


def test_it_was_updated_when_the_public_would_have_seen_it(town: Town) -> None:
    """F6: an account that comes, changes or goes; not what happens inside, nor who answers for it."""
    assert read(town).updated == FOUNDED
    ask_for(town, "bibliotek-ig", LATER, url="https://instagram.com/x")
    town.say(EDITOR, 'konto ändra bibliotek-ig namn="Ännu inte"', LATER)
    town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} ansvarig={SECOND_EDITOR}", LATER)
    town.say(SECOND_EDITOR, f"konto avsluta {ACCOUNT} orsak=Slut", LATER)
    town.say(COMMUNICATOR, f"konto avslå {ACCOUNT} orsak=Nej", LATER)
    town.say(SECOND_EDITOR, f"fråga {ACCOUNT}", LATER)
    assert read(town).updated == FOUNDED
    town.say(COMMUNICATOR, "konto aktivera bibliotek-ig åtkomst=administratör", LATER)
    assert read(town).updated == LATER
    town.say(SECOND_EDITOR, f'konto ändra {ACCOUNT} syfte="Tips och evenemang"', LATER + timedelta(hours=1))
    assert read(town).updated == LATER + timedelta(hours=1)
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Slut", LAST)
    assert read(town).updated == LAST


def test_what_never_was_in_it_does_not_update_it(town: Town) -> None:
    """F6: one without an address, and one that was never active, come and go unseen."""
    ask_for(town, "bibliotek-ig", LATER)
    town.say(COMMUNICATOR, "konto aktivera bibliotek-ig åtkomst=administratör", LATER)
    town.say(EDITOR, 'konto ändra bibliotek-ig syfte="Annat"', LATER)
    ask_for(town, "bibliotek-yt", LATER, url="https://youtube.com/x")
    known = read(town)
    for slug in ("bibliotek-ig", "bibliotek-yt"):
        town.say(COMMUNICATOR, f"konto avsluta {slug} orsak=Slut", LATER)
    assert read(town).updated == read(town, known).updated == known.updated == FOUNDED


def test_what_is_known_is_not_read_again_and_ends_the_same(town: Town) -> None:
    """From any moment on, what was known before gives what is read afresh."""
    first = read(town)
    assert read(town, first) is first
    town.say(EDITOR, f"fråga {ACCOUNT}", LATER)
    second = read(town, first)
    assert (second.entries, second.updated) == (first.entries, first.updated)
    town.say(EDITOR, f"konto ändra {ACCOUNT} url=https://www.facebook.com/nytt", LAST)
    assert read(town, second) == read(town, first) == read(town)
    assert read(town, second).entries[0].url == "https://www.facebook.com/nytt"


def test_units_come_in_swedish_order(town: Town) -> None:
    """Å, ä and ö last, capitals aside."""
    for number, unit in enumerate(("Överförmyndare", "Äldreomsorg", "arkiv", "Åkeri", "Zoo")):
        town.say(ADMIN, f"person ny chef-{number} roll=chef verksamhet={unit}", LATER)
        slug = f"konto-{number} plattform=facebook verksamhet={unit} syfte=x ansvarig={EDITOR}"
        town.say(EDITOR, f"konto ny {slug} url=https://facebook.com/{number}", LATER)
        town.say(f"chef-{number}", f"konto godkänn konto-{number}", LATER)
        town.say(COMMUNICATOR, f"konto godkänn konto-{number}", LATER)
        town.say(COMMUNICATOR, f"konto aktivera konto-{number} åtkomst=administratör", LATER)
    units = [entry.unit for entry in read(town).entries]
    assert units == ["arkiv", "Bibliotek", "Zoo", "Åkeri", "Äldreomsorg", "Överförmyndare"]


def test_every_word_is_found_case_and_accents_aside(town: Town) -> None:
    """In name, unit, purpose, platform or address; a platform and a unit are exact."""
    entries = read(town).entries
    for text in ("", "BOCKER", "tips böcker", "bibliotek face", "facebook.com/bib"):
        assert register.matching(entries, text) == entries, text
    assert register.matching(entries, "tips katter") == ()
    assert register.matching(entries, platform="facebook", unit="Bibliotek") == entries
    assert register.matching(entries, platform="face") == ()
    assert register.matching(entries, unit="Skola") == ()
