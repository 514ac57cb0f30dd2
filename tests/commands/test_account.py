"""Accounts: asked for, approved by two, activated by communications, changed and closed (F1, F2, F3, F5, F8)."""

import pytest

from commands.account_card import AboutForm
from commands.command import Reply
from core import accounts, gaps, gapwords
from core.accounts import Access, Status
from core.words import speaking
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
)

SLUG = "ungdom-ig"
REQUEST = (
    f'konto ny {SLUG} plattform=instagram verksamhet=Bibliotek syfte="Tips för unga" ansvarig={SECOND_EDITOR}'
)
BOSS = "vera-both"


def request(town: Town, person: str = EDITOR) -> Reply:
    """A request for an account, by somebody of the library."""
    return town.say(person, REQUEST)


def assigned(town: Town, slug: str = SLUG) -> set[str]:
    """Who has an assignment for an account, by slug."""
    with town.database.read() as session:
        account = accounts.identify(session, town.home(session).id, slug)
        assert account
        ids = accounts.assigned(session, account)
        return {person.slug for person in accounts.editors(session, account) if person.id in ids}


def gaps_of(town: Town, slug: str = ACCOUNT) -> list[str]:
    """What `konto visa` says is missing."""
    return list(town.say(EDITOR, f"konto visa {slug}").card.data["gaps"])


# F1: two approvals by two persons -------------------------------------------------------------------------


def test_a_name_like_a_number_is_refused(small_town: Town) -> None:
    text = f"konto ny f-2026-0001 plattform=facebook verksamhet=Bibliotek syfte=x ansvarig={EDITOR}"
    assert list(small_town.try_say(EDITOR, text).errors) == ["slug"]


def test_a_request_waits_for_both(town: Town) -> None:
    """F1: it says for whom."""
    card = request(town).card
    assert card.data["status"] == "requested"
    assert MANAGER in card.text and COMMUNICATOR in card.text
    assert OTHER_MANAGER not in card.text


@pytest.mark.parametrize("order", [(MANAGER, COMMUNICATOR), (COMMUNICATOR, MANAGER)])
def test_two_different_persons_approve_in_any_order(town: Town, order: tuple[str, str]) -> None:
    """F1."""
    request(town)
    assert town.say(order[0], f"konto godkänn {SLUG}").card.data["status"] == "requested"
    assert town.say(order[1], f"konto godkänn {SLUG}").card.data["status"] == "approved"


@pytest.mark.parametrize("person", [MANAGER, COMMUNICATOR])
def test_nobody_approves_their_own_request(small_town: Town, person: str) -> None:
    """F1: somebody else can, and is named where there is one."""
    small_town.say(ADMIN, "person ny maria-manager roll=chef verksamhet=Bibliotek")
    small_town.say(ADMIN, "person ny karl-communicator roll=kommunikation")
    request(small_town, person)
    refused = small_town.try_say(person, f"konto godkänn {SLUG}")
    assert not refused.ok
    assert "maria-manager" in refused.card.text and "karl-communicator" in refused.card.text


def test_nobody_approves_twice(small_town: Town) -> None:
    """F1: not even who is both manager and communications."""
    small_town.say(ADMIN, f"person ny {BOSS} roll=chef roll=kommunikation verksamhet=Bibliotek")
    request(small_town)
    small_town.say(BOSS, f"konto godkänn {SLUG}")
    refused = small_town.try_say(BOSS, f"konto godkänn {SLUG}")
    assert not refused.ok and COMMUNICATOR in refused.card.text
    assert small_town.say(COMMUNICATOR, f"konto godkänn {SLUG}").card.data["status"] == "approved"


@pytest.mark.parametrize("person", [OTHER_MANAGER, EDITOR, OUTSIDER, COUNCIL, ADMIN])
def test_who_can_not_approve_reads_who_can(small_town: Town, person: str) -> None:
    """F1, S2: another unit's manager, and everybody who is neither."""
    request(small_town)
    refused = small_town.try_say(person, f"konto godkänn {SLUG}")
    assert not refused.ok and refused.card.text
    assert small_town.account(SLUG).status is Status.REQUESTED


def test_another_units_manager_reads_the_units_own_managers_name(small_town: Town) -> None:
    """S2."""
    request(small_town)
    assert MANAGER in small_town.try_say(OTHER_MANAGER, f"konto godkänn {SLUG}").card.text


def test_a_unit_without_a_manager_is_named(small_town: Town) -> None:
    """S2: what must be mended before anybody can approve."""
    card = small_town.say(EDITOR, REQUEST.replace("verksamhet=Bibliotek", "verksamhet=Badhus")).card
    assert "Badhus" in card.text


def test_the_units_name_is_spelled_as_it_is_known(small_town: Town) -> None:
    """F1: so that its manager is found."""
    small_town.say(EDITOR, REQUEST.replace("verksamhet=Bibliotek", "verksamhet=BIBLIOTEK"))
    assert small_town.account(SLUG).unit == "Bibliotek"


@pytest.mark.parametrize("person", [MANAGER, COMMUNICATOR])
def test_a_no_needs_a_reason(small_town: Town, person: str) -> None:
    """F1."""
    request(small_town)
    assert "reason" in small_town.try_say(person, f"konto avslå {SLUG}").errors
    reply = small_town.say(person, f"konto avslå {SLUG} Använd det centrala kontot")
    assert reply.card.data["status"] == "rejected"
    assert "Använd det centrala kontot" in reply.card.text


def test_the_buttons_die_after_the_decision(small_town: Town) -> None:
    """F1: an old message's button says what happened instead of doing it again."""
    request(small_town)
    small_town.say(MANAGER, f"konto avslå {SLUG} Nej")
    assert not small_town.try_say(COMMUNICATOR, f"konto godkänn {SLUG}").ok
    assert not small_town.try_say(COMMUNICATOR, f"konto avslå {SLUG} Nej").ok
    assert small_town.account(SLUG).status is Status.REJECTED


def test_the_buttons_are_shown_to_who_can_decide(small_town: Town) -> None:
    request(small_town)
    for person, count in ((MANAGER, 2), (COMMUNICATOR, 2), (OTHER_MANAGER, 0), (EDITOR, 0)):
        assert len(small_town.say(person, f"konto visa {SLUG}").card.buttons) == count, person


def test_who_asks_again_after_a_no_needs_both_again(town: Town) -> None:
    """F1: also within the same minute; the manager's yes was to another request."""
    request(town)
    town.say(MANAGER, f"konto godkänn {SLUG}")
    town.say(COMMUNICATOR, f"konto avslå {SLUG} Nej")
    request(town)
    assert town.say(COMMUNICATOR, f"konto godkänn {SLUG}").card.data["status"] == "requested"
    assert town.say(MANAGER, f"konto godkänn {SLUG}").card.data["status"] == "approved"


def test_an_account_that_is_there_can_not_be_asked_for_again(small_town: Town) -> None:
    for slug in (ACCOUNT, ACCOUNT.upper()):
        refused = small_town.try_say(EDITOR, REQUEST.replace(SLUG, slug))
        assert "slug" in refused.errors


def test_the_unit_can_not_be_changed_while_it_is_decided(small_town: Town) -> None:
    """F1: else the asker would choose who approves."""
    request(small_town)
    line = f"konto ändra {SLUG} verksamhet=Skola"
    assert "unit" in small_town.try_say(SECOND_EDITOR, line).errors


@pytest.mark.parametrize("slug", ["två ord", "bibliotek!", "ÅÄÖ fb"])
def test_a_short_name_is_one_word(small_town: Town, slug: str) -> None:
    refused = small_town.try_say(EDITOR, REQUEST.replace(f"konto ny {SLUG}", f'konto ny "{slug}"'))
    assert "slug" in refused.errors


@pytest.mark.parametrize("slug", ["lista", "LISTA", "visa", "godkann", "list", "hjälp", "konto"])
def test_the_bots_own_words_are_no_short_names(small_town: Town, slug: str) -> None:
    """Else `konto visa` would mean two things."""
    assert (
        "slug" in small_town.try_say(EDITOR, REQUEST.replace(f"konto ny {SLUG}", f"konto ny {slug}")).errors
    )


# F2: assignments ------------------------------------------------------------------------------------------


def test_the_managers_approval_assigns_the_editors(town: Town) -> None:
    """F2: the one responsible and the administrators."""
    town.say(EDITOR, f"{REQUEST} administratörer={EDITOR}")
    assert assigned(town) == set()
    town.say(MANAGER, f"konto godkänn {SLUG}")
    assert assigned(town) == {SECOND_EDITOR, EDITOR}


def test_communications_approval_assigns_nobody(small_town: Town) -> None:
    """F2: the manager does."""
    request(small_town)
    small_town.say(COMMUNICATOR, f"konto godkänn {SLUG}")
    assert assigned(small_town) == set()


def test_an_editor_who_comes_later_lacks_an_assignment_until_the_manager_gives_it(small_town: Town) -> None:
    """F2: it is a gap, and stops nobody."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    assert gaps_of(small_town) == [f"assignment:{SECOND_EDITOR}"]
    assert small_town.say(SECOND_EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt").ok
    assert not small_town.try_say(OTHER_MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}").ok
    assert not small_town.try_say(EDITOR, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}").ok
    small_town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}")
    assert gaps_of(small_town) == []


def test_nobody_assigns_themselves(small_town: Town) -> None:
    """F2."""
    assert "person" in small_town.try_say(MANAGER, f"konto uppdrag {ACCOUNT} {MANAGER}").errors


def test_an_assignment_ends_with_the_task(small_town: Town) -> None:
    """F2: who comes back is assigned anew."""
    line = f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}"
    small_town.say(EDITOR, line)
    small_town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}")
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={OUTSIDER}")
    small_town.say(EDITOR, line)
    assert gaps_of(small_town) == [f"assignment:{SECOND_EDITOR}"]


def test_who_is_responsible_before_and_after_a_change(small_town: Town) -> None:
    """F2: the new one's assignment is a gap, the old one's has ended."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} ansvarig={SECOND_EDITOR}")
    assert gaps_of(small_town) == [f"assignment:{SECOND_EDITOR}"]
    small_town.say(SECOND_EDITOR, f"konto ändra {ACCOUNT} ansvarig={EDITOR}")
    assert gaps_of(small_town) == [f"assignment:{EDITOR}"]


def test_two_who_change_places_keep_their_assignments(small_town: Town) -> None:
    """F2: both still work with the account."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    small_town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}")
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} ansvarig={SECOND_EDITOR} administratörer={EDITOR}")
    assert gaps_of(small_town) == []


def test_an_assignment_can_come_before_the_task(small_town: Town) -> None:
    """F2: the manager assigns, then the editor lets the person in; another change between takes nothing."""
    small_town.say(MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}")
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt")
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    assert gaps_of(small_town) == []


# F3: activation -------------------------------------------------------------------------------------------


def approve(town: Town) -> None:
    """A request with both approvals."""
    request(town)
    town.say(MANAGER, f"konto godkänn {SLUG}")
    town.say(COMMUNICATOR, f"konto godkänn {SLUG}")


@pytest.mark.parametrize("person", [EDITOR, SECOND_EDITOR, MANAGER, COUNCIL])
def test_only_communications_activates(small_town: Town, person: str) -> None:
    """F3, S2."""
    approve(small_town)
    assert not small_town.try_say(person, f"konto aktivera {SLUG} åtkomst=administratör").ok
    assert small_town.account(SLUG).status is Status.APPROVED


def test_communications_activates_what_is_approved(town: Town) -> None:
    """F3: it is active from that moment, with the address."""
    approve(town)
    later = local(2026, 9, 3, 10, 0)
    line = f"konto aktivera {SLUG} åtkomst=administratör url=https://www.instagram.com/{SLUG}"
    assert town.say(COMMUNICATOR, line, later).card.data["status"] == "active"
    account = town.account(SLUG)
    assert (account.access, account.activated_at) == (Access.ADMINISTRATOR, later)


@pytest.mark.parametrize("approver", [None, MANAGER, COMMUNICATOR])
def test_what_is_not_approved_by_both_is_not_activated(small_town: Town, approver: str | None) -> None:
    """F1, F3."""
    request(small_town)
    if approver:
        small_town.say(approver, f"konto godkänn {SLUG}")
    assert not small_town.try_say(COMMUNICATOR, f"konto aktivera {SLUG} åtkomst=administratör").ok


def test_a_deposited_log_in_has_a_place(small_town: Town) -> None:
    """F3, S1."""
    approve(small_town)
    assert "place" in small_town.try_say(COMMUNICATOR, f"konto aktivera {SLUG} åtkomst=deponerad").errors
    small_town.say(
        COMMUNICATOR, f'konto aktivera {SLUG} åtkomst=deponerad plats="Bitwarden, valvet Bibliotek"'
    )
    assert small_town.account(SLUG).access_place == "Bitwarden, valvet Bibliotek"


@pytest.mark.parametrize("place", ["Sommar2026!", "lösenord: hemligt", "inloggning=kim/hemligt"])
def test_a_password_is_not_taken_for_a_place(small_town: Town, place: str) -> None:
    """S1: and it is not repeated in the answer."""
    approve(small_town)
    refused = small_town.try_say(COMMUNICATOR, f'konto aktivera {SLUG} åtkomst=deponerad plats="{place}"')
    assert "place" in refused.errors
    assert place not in refused.card.text


@pytest.mark.parametrize(
    "url",
    ["instagram", "javascript:alert(1)//https://x", "https://", "https:///bibliotek", "https://[x", "https://a b.se",
     "https://www.falkoping.se@evil.example/", "https://eva:hemligt@instagram.com/x", "https://x.se/\u202efdp.exe"],
)  # fmt: skip
def test_an_address_is_whole_and_leads_where_it_says(small_town: Town, url: str) -> None:
    """F6, S1: it is public; with a host, without a log-in, and without signs that hide where it leads."""
    approve(small_town)
    refused = small_town.try_say(COMMUNICATOR, f'konto aktivera {SLUG} åtkomst=administratör url="{url}"')
    assert "url" in refused.errors
    assert small_town.account(SLUG).status is Status.APPROVED


# F5, F8: closing ------------------------------------------------------------------------------------------


def test_an_editor_asks_and_communications_closes(town: Town) -> None:
    """F5."""
    asked = town.say(EDITOR, f"konto avsluta {ACCOUNT} Verksamheten upphör")
    assert asked.card.data["status"] == "closing"
    assert town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Enligt begäran").card.data["status"] == "closed"
    assert not town.try_say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Igen").ok


def test_communications_keeps_an_account_with_a_reason(small_town: Town) -> None:
    """F5: it goes on as before."""
    small_town.say(EDITOR, f"konto avsluta {ACCOUNT} Vi hinner inte")
    assert not small_town.try_say(MANAGER, f"konto avslå {ACCOUNT} Behövs").ok
    assert small_town.say(COMMUNICATOR, f"konto avslå {ACCOUNT} Behövs").card.data["status"] == "active"
    assert small_town.account().closing_requested_at is None


def test_a_closing_is_asked_for_once(small_town: Town) -> None:
    """F5."""
    small_town.say(EDITOR, f"konto avsluta {ACCOUNT} Upphör")
    assert not small_town.try_say(MANAGER, f"konto avsluta {ACCOUNT} Upphör").ok


@pytest.mark.parametrize("person", [OUTSIDER, OTHER_MANAGER, COUNCIL])
def test_somebody_elses_account_is_not_theirs_to_close(small_town: Town, person: str) -> None:
    """S2."""
    assert not small_town.try_say(person, f"konto avsluta {ACCOUNT} Upphör").ok


def test_a_closed_accounts_entry_stays_as_it_was(small_town: Town) -> None:
    """S4."""
    small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör")
    assert not small_town.try_say(COMMUNICATOR, f"konto ändra {ACCOUNT} syfte=Nytt").ok


def test_the_editor_says_that_an_account_is_inactive(small_town: Town) -> None:
    """F8: communications decides; the bot closes nothing by itself."""
    reply = small_town.say(EDITOR, f"konto inaktivt {ACCOUNT}")
    assert reply.card.data["status"] == "active"
    assert small_town.account().inactive_confirmed_at == small_town.now


# Looking, and what is missing -----------------------------------------------------------------------------


def test_a_change_without_anything_given_asks_with_what_is_there(small_town: Town) -> None:
    reply = small_town.try_say(EDITOR, f"konto ändra {ACCOUNT}")
    assert not reply.ok and reply.form
    values = {field.name: field.value for field in reply.form.fields}
    assert values["responsible"] == EDITOR
    assert values["unit"] == "Bibliotek"


def test_the_list_leaves_out_what_is_closed_unless_asked(small_town: Town) -> None:
    """F6."""
    small_town.new_account("gammal-fb")
    small_town.say(COMMUNICATOR, "konto avsluta gammal-fb Upphör")

    def listed(line: str) -> list[str]:
        return [row["account"] for row in small_town.say(COUNCIL, line).card.data["accounts"]]

    assert listed("konto lista") == [ACCOUNT]
    assert listed("konto lista alla=ja") == [ACCOUNT, "gammal-fb"]
    assert listed("konto lista verksamhet=skola") == []


def test_gaps_stop_nobody(small_town: Town) -> None:
    """F2, F4: an editor without training or assignment works on, and it shows."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={OUTSIDER}")
    assert set(gaps_of(small_town)) == {f"assignment:{OUTSIDER}", f"training:{OUTSIDER}"}
    assert small_town.say(OUTSIDER, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold").ok


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", list(gaps.GapKind))
def test_every_gap_has_its_sentence(language: str, kind: gaps.GapKind) -> None:
    """And what should be is not said as what shall be."""
    lacks = ("goals",) if kind in {gaps.GapKind.NEED, gaps.GapKind.PLAN_PARTS} else ("1", "2", "Bibliotek")
    with speaking(language):
        shall = gapwords.said(kind, EDITOR, lacks)
        assert shall and gapwords.said(kind, EDITOR, lacks, should=True) != shall


def test_a_form_about_an_account_takes_it_by_name() -> None:
    assert AboutForm.required() == ("account",)


def test_what_somebody_has_approved_is_not_changed_before_the_decision(small_town: Town) -> None:
    """F1."""
    small_town.new_account("nytt-ig", active=False)
    small_town.say(EDITOR, "konto ändra nytt-ig plattform=instagram")
    small_town.say(MANAGER, "konto godkänn nytt-ig")
    assert list(small_town.try_say(EDITOR, "konto ändra nytt-ig plattform=tiktok").errors) == ["platform"]
    assert list(small_town.try_say(EDITOR, "konto ändra nytt-ig syfte=annat").errors) == ["purpose"]


def test_a_name_that_was_never_in_use_is_free_again(small_town: Town) -> None:
    small_town.new_account("nytt-ig", active=False)
    small_town.say(COMMUNICATOR, "konto avsluta nytt-ig orsak=Ångrade")
    small_town.new_account("nytt-ig")
    assert small_town.account("nytt-ig").status == "active"
