"""How an account starts: the need, the advice, the manager's word, what holds the activation (G2, H2, H4, O1, O3)."""

import pytest
from sqlmodel import select

from commands.command import Caller, Request
from core.accounts import Assignment, Status
from tests.chat import deactivate
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, SECOND_EDITOR, Town

SLUG = "ungdom-ig"
REQUEST = f'konto ny {SLUG} plattform=instagram verksamhet=Bibliotek syfte="Tips för unga" ansvarig={EDITOR}'
ACTIVATE = f"konto aktivera {SLUG} åtkomst=administratör url=https://www.instagram.com/{SLUG}"


def requested(town: Town, policy: str, more: str = "") -> None:
    """An account asked for in a town that goes by another guideline."""
    town.follow(policy)
    town.say(EDITOR, f"{REQUEST} {more}")


# The need


def test_a_request_says_what_the_need_lacks_and_goes_on(town: Town) -> None:
    """G2, H2: what is missing is asked for, and stops no request."""
    town.follow("hallstahammar")
    card = town.say(EDITOR, REQUEST).card
    assert card.data["status"] == "requested"
    assert "mål, målgrupp" in card.text
    assert f"behov {SLUG}" in [button.command for button in card.buttons]
    assert town.gaps(SLUG) == ["need", "need-should", "advice-should"]
    left = town.say(EDITOR, f'behov {SLUG} mål="Fler lånar" målgrupp=Unga').card
    assert left.data["lacks"] == ["central", "resources"]
    assert town.gaps(SLUG) == ["need-should", "advice-should"]


def test_a_form_asks_for_the_need_on_its_second_page(small_town: Town) -> None:
    """H2: only where the guideline asks for it."""
    data = {
        "slug": SLUG, "platform": "instagram", "unit": "Bibliotek", "purpose": "Tips", "responsible": EDITOR,
    }  # fmt: skip

    def submit(key: str, step: int, **more: str) -> object:
        form = Request(
            Caller(EDITOR), key, small_town.now, command="account.new", data=data | more, step=step
        )
        return small_town.dispatch.handle(form)

    small_town.follow("goteborg")
    reply = small_town.dispatch.handle(
        Request(Caller(EDITOR), "page-1", small_town.now, command="account.new", data=data, step=1)
    )
    assert reply.form and [field.name for field in reply.form.fields] == [
        "target_group", "goals", "reach", "channel",
    ]  # fmt: skip
    submit("page-2", 2, goals="Fler lånar", target_group="Unga", reach="Via skolan", channel="De är där")
    assert small_town.gaps(SLUG) == []
    small_town.follow("falkoping")
    data["slug"] = "annat-ig"
    submit("page-1-again", 1)
    assert small_town.account("annat-ig").status is Status.REQUESTED


def test_the_need_is_asked_with_what_is_known(small_town: Town) -> None:
    """H2: the form comes with what was said before."""
    requested(small_town, "hallstahammar", 'mål="Fler lånar"')
    form = small_town.try_say(EDITOR, f"behov {SLUG}").form
    assert form and {field.name: field.value for field in form.fields}["goals"] == "Fler lånar"


def test_a_closed_account_needs_nothing_more(small_town: Town) -> None:
    small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör")
    assert not small_town.try_say(ADMIN, f"behov {ACCOUNT} mål=Fler").ok


# The communicator's advice


def test_advice_is_asked_before_the_start_and_recorded(town: Town) -> None:
    """O1: a gap until communications has given it; a new request asks for new advice."""
    requested(town, "osby")
    assert town.gaps(SLUG) == ["advice"]
    assert not town.try_say(EDITOR, f"konto råd {SLUG} Kör på").ok
    town.say(COMMUNICATOR, f'konto råd {SLUG} "Börja med två inlägg i veckan"')
    assert town.gaps(SLUG) == []
    shown = town.say(EDITOR, f"konto visa {SLUG}").card
    assert any("två inlägg i veckan" in section.text for section in shown.sections)


# As an employee


@pytest.mark.parametrize("policy", ["osby", "hallstahammar", "mullsjo", "goteborg"])
def test_the_managers_approval_confirms_the_task_as_an_employees(small_town: Town, policy: str) -> None:
    """O3, H14, G6, M1: nobody is asked about politics."""
    requested(small_town, policy)
    assert "anställda" in small_town.say(MANAGER, f"konto visa {SLUG}").card.text
    assert "anställda" not in small_town.say(EDITOR, f"konto visa {SLUG}").card.text
    assert "anställda" in small_town.say(MANAGER, f"konto godkänn {SLUG}").card.text
    with small_town.database.read() as session:
        newest = session.exec(select(Assignment).order_by(Assignment.id.desc())).first()  # type: ignore[attr-defined]
    assert newest and newest.as_employee


def test_a_guideline_that_says_nothing_of_it_confirms_nothing(small_town: Town) -> None:
    """O3: Falköping's routine does not ask for it."""
    small_town.say(EDITOR, REQUEST)
    assert "anställda" not in small_town.say(MANAGER, f"konto godkänn {SLUG}").card.text


# What holds the activation


def test_two_administrators_and_communications_hold_the_activation(town: Town) -> None:
    """H4: one administrator is too few, and a log-in in a safe is not administrator rights."""
    requested(town, "hallstahammar")
    town.say(MANAGER, f"konto godkänn {SLUG}")
    refused = town.try_say(COMMUNICATOR, ACTIVATE)
    assert not refused.ok and "behöver minst 2" in refused.card.title
    town.say(EDITOR, f"konto ändra {SLUG} administratörer={SECOND_EDITOR}")
    deposited = f'konto aktivera {SLUG} åtkomst=deponerad plats="Kassaskåpet"'
    assert not town.try_say(COMMUNICATOR, deposited).ok
    assert town.account(SLUG).status is Status.APPROVED
    assert town.say(COMMUNICATOR, ACTIVATE).card.data["status"] == "active"


def test_somebody_of_another_unit_is_not_one_of_the_two(small_town: Town) -> None:
    """H4: from the unit."""
    requested(small_town, "hallstahammar", "administratörer=olle-outsider")
    small_town.say(MANAGER, f"konto godkänn {SLUG}")
    assert not small_town.try_say(COMMUNICATOR, ACTIVATE).ok


def test_an_account_without_its_responsible_is_not_activated(small_town: Town) -> None:
    """M2: every account has one."""
    requested(small_town, "mullsjo")
    small_town.say(MANAGER, f"konto godkänn {SLUG}")
    small_town.say(ADMIN, f"person sluta {EDITOR}")
    assert not small_town.try_say(COMMUNICATOR, ACTIVATE).ok
    small_town.say(ADMIN, f"konto ändra {SLUG} ansvarig={SECOND_EDITOR}")
    assert small_town.say(COMMUNICATOR, ACTIVATE).ok


def test_falkopings_activation_waits_for_nobody(small_town: Town) -> None:
    """H4: only where the guideline's value says so."""
    small_town.new_account(SLUG)
    assert small_town.account(SLUG).status is Status.ACTIVE


@pytest.mark.parametrize("how", ["deactivated in the chat", "removed", "left"])
def test_losing_an_administrator_is_noticed(small_town: Town, how: str) -> None:
    """H4: the account goes on, and lacks one."""
    requested(small_town, "hallstahammar", f"administratörer={SECOND_EDITOR}")
    small_town.say(MANAGER, f"konto godkänn {SLUG}")
    small_town.say(COMMUNICATOR, ACTIVATE)
    assert "administrators" not in small_town.gaps(SLUG)
    if how == "deactivated in the chat":
        deactivate(small_town, SECOND_EDITOR, small_town.now)
    elif how == "removed":
        small_town.say(EDITOR, f"konto ändra {SLUG} administratörer={EDITOR}")
    else:
        small_town.say(ADMIN, f"person sluta {SECOND_EDITOR}")
    assert "administrators" in small_town.gaps(SLUG)
    assert small_town.account(SLUG).status is Status.ACTIVE


def test_the_deputy_is_one_of_the_administrators(small_town: Town) -> None:
    refused = small_town.try_say(EDITOR, f"konto ändra {ACCOUNT} ersättare={SECOND_EDITOR}")
    assert list(refused.errors) == ["deputy"]
    named = f"konto ändra {ACCOUNT} ersättare={SECOND_EDITOR} administratörer={SECOND_EDITOR}"
    assert small_town.say(EDITOR, named).ok
    deputy = small_town.account().deputy_id
    assert deputy and small_town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt").ok
    small_town.say(ADMIN, f"person sluta {SECOND_EDITOR}")
    assert small_town.account().deputy_id is None
    assert small_town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Annat").ok


def test_the_link_from_the_website_is_a_field_and_a_gap(small_town: Town) -> None:
    """O6: every account for the public has an entry from the website."""
    small_town.follow("osby")
    assert "website" in small_town.gaps()
    assert list(small_town.try_say(EDITOR, f"konto ändra {ACCOUNT} webblänk=osby").errors) == ["website_url"]
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} webblänk=https://www.osby.se/socialamedier")
    assert "website" not in small_town.gaps()


def test_goteborgs_manager_alone_decides_whether(small_town: Town) -> None:
    """G1: the manager's approval is the whole chain, and the closing is the manager's too."""
    requested(small_town, "goteborg")
    assert not small_town.try_say(COMMUNICATOR, f"konto godkänn {SLUG}").ok
    assert small_town.say(MANAGER, f"konto godkänn {SLUG}").card.data["status"] == "approved"
    small_town.say(COMMUNICATOR, ACTIVATE)
    assert small_town.say(EDITOR, f"konto avsluta {SLUG} Upphör").card.data["status"] == "closing"
    assert small_town.say(MANAGER, f"konto avsluta {SLUG} Upphör").card.data["status"] == "closed"
