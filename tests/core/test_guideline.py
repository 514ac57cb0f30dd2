"""A town changes its guideline: due times, requests, cases and reminders follow, and the record says who decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from core import guideline, policy, watch
from core.accounts import Status
from core.errors import Refused
from core.guideline import Effect, GuidelineChange, Proposal
from core.questions import Question
from core.scope import Scope
from core.watch import Family
from tests.records import audit_rows, chain_faults, contents, scope_of
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, Town, local

NOW = local(2026, 11, 20, 15, 0)
FILES = Path(policy.__file__).parent
DECISION = "KS 2026-12-01 § 9"


def built_in(name: str) -> Proposal:
    """A guideline that comes with the bot."""
    return Proposal(name, None, policy.built_in(name))


def written(name: str, *changes: tuple[str, str]) -> Proposal:
    """A file of the town's own: a built-in one with other words."""
    text = (FILES / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return Proposal("egen", text, policy.load(text))


@contextmanager
def acting(town: Town) -> Iterator[Scope]:
    """The administrator's scope, in a transaction that writes."""
    with town.database.write() as session:
        yield replace(scope_of(town, session, ADMIN), now=NOW)


def effect(town: Town, proposal: Proposal) -> Effect:
    """What it would do."""
    with town.database.read() as session:
        return guideline.effect(town.scope(session, NOW), proposal)


def adopt(town: Town, proposal: Proposal) -> None:
    """Does it."""
    with acting(town) as scope:
        guideline.adopt(scope, proposal, DECISION)


@pytest.fixture
def asking(town: Town) -> Town:
    """A question of Friday noon that is open, and one that is answered."""
    town.now = local(2026, 11, 20, 12, 0)
    town.say(EDITOR, f"fråga {ACCOUNT}")
    town.say(EDITOR, f"fråga {ACCOUNT}")
    town.say(EDITOR, "svar F-2026-0002")
    town.now = NOW
    return town


def question(town: Town, number: str = "F-2026-0001") -> Question:
    """A question as it is now."""
    with town.database.read() as session:
        return session.exec(select(Question).where(Question.number == number)).one()


def test_what_it_does_is_told_and_nothing_is_written(asking: Town) -> None:
    """F10, H9: the values that differ, the open questions' due times before and after."""
    before = contents(asking.database)
    found = effect(asking, built_in("hallstahammar"))
    (moved,) = found.moved
    assert (moved.question, moved.account) == ("F-2026-0001", ACCOUNT)
    assert (moved.before, moved.after) == (local(2026, 11, 23, 12), local(2026, 11, 23, 16, 30))
    assert "reply.clock" in {each.key for each in found.differences}
    assert contents(asking.database) == before


def test_due_times_follow_and_what_is_answered_stays(asking: Town) -> None:
    """F10, H9, G13, S3: reckoned anew, audited; an answered one keeps the time it had."""
    old = question(asking, "F-2026-0002").due_at
    adopt(asking, built_in("hallstahammar"))
    assert question(asking).due_at == local(2026, 11, 23, 16, 30)
    adopt(asking, built_in("goteborg"))
    assert question(asking).due_at is None
    assert question(asking, "F-2026-0002").due_at == old
    assert [row.action for row in audit_rows(asking)].count("question.due_moved") == 2
    assert chain_faults(asking) == []


def test_who_decided_is_on_record(asking: Town) -> None:
    """S3: the decision's reference, from what to what, by whom."""
    adopt(asking, built_in("osby"))
    with asking.database.read() as session:
        change = session.exec(select(GuidelineChange)).one()
        home = asking.home(session)
    assert (change.before_name, change.name, change.decision) == ("falkoping", "osby", DECISION)
    assert (home.policy, home.policy_text) == ("osby", None)
    (row,) = [row for row in audit_rows(asking) if row.action == "workspace.guideline"]
    assert DECISION in (row.payload or "") and '"actor":"admin"' in (row.payload or "")


def test_everything_is_looked_at_again(asking: Town) -> None:
    """What is due by the new guideline, and what was said by the old one."""
    adopt(asking, built_in("osby"))
    account = asking.account().id
    with asking.database.read() as session:
        due = {(w.family, w.subject_id) for w in watch.due(session, NOW, asking.home(session).id)}
    assert {(family, account) for family in watch.ACCOUNT_FAMILIES} <= due
    assert (Family.QUESTION, question(asking).id) in due
    assert Family.DIGEST in {family for family, _id in due}


def test_a_request_that_nobody_is_left_to_approve_is_approved(town: Town) -> None:
    """F1, M1: else it would wait for ever."""
    town.new_account("ny-fb", active=False)
    town.say(MANAGER, "konto godkänn ny-fb")
    assert effect(town, built_in("mullsjo")).approved == ("ny-fb",)
    adopt(town, built_in("mullsjo"))
    assert town.account("ny-fb").status is Status.APPROVED
    town.new_account("annat-fb", active=False)
    assert effect(town, built_in("osby")).approved == ()


def test_a_case_keeps_the_category_of_its_time(town: Town) -> None:
    """F13, S9: it can be read, completed and counted; nobody chooses it any more."""
    town.now = NOW
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=nedsättande åtgärd=borttagen")
    adopt(town, built_in("mullsjo"))
    assert "etnicitet" in str(town.say(EDITOR, "moderering visa M-2026-0001").card)
    town.say(EDITOR, "moderering komplettera M-2026-0001 plats=Arkivet")
    chosen = town.try_say(EDITOR, f"moderera {ACCOUNT} kategori=nedsättande åtgärd=borttagen")
    assert "category" in chosen.errors
    adopt(town, built_in("osby"))
    assert "etnicitet" in str(town.say(EDITOR, "moderering visa M-2026-0001").card)


def test_a_guideline_can_t_make_pictures_of_abuse_something_to_keep(town: Town) -> None:
    """S9."""
    other = 'id = "bilder"\nname = "Bilder"\njudgements = ["crime"]\nevidence = "never"\nrule = "S9"\nsection = "X"'
    open_up = (
        'id = "barnpornografi"\nname = "Övergreppsbilder på barn"\njudgements = ["crime"]\nevidence = "never"',
        f'{other}\n\n[[moderation.categories]]\nid = "barnpornografi"\nname = "Material"\njudgements = ["crime"]',
    )
    with pytest.raises(Refused):
        effect(town, written("osby", open_up))


def test_the_code_is_of_what_was_seen(asking: Town) -> None:
    """Another question meanwhile is another code."""
    seen = effect(asking, built_in("osby")).code
    assert effect(asking, built_in("osby")).code == seen
    assert effect(asking, built_in("mullsjo")).code != seen
    asking.say(EDITOR, f"fråga {ACCOUNT}")
    assert effect(asking, built_in("osby")).code != seen


def test_office_hours_of_the_guideline_stand_over_the_setting(asking: Town) -> None:
    """H9: and are not set beside it."""
    hours = (
        'office_hours = { value = "null", strength = "tyst" }',
        'office_hours = { rule = "H9", section = "X", strength = "ska", '
        "value = { opens = 07:00:00, closes = 15:00:00 } }",
    )
    adopt(asking, written("hallstahammar", hours))
    assert question(asking).due_at == local(2026, 11, 23, 15)
    refused = asking.try_say(COMMUNICATOR, "inställningar kontorstid 08:00 17:00")
    assert "Kontorstiden står i styrdokumentet" in refused.card.title


def test_another_setting_of_office_hours_moves_due_times(asking: Town) -> None:
    """H9: the guideline sets none, so the town's setting is counted to."""
    adopt(asking, built_in("hallstahammar"))
    card = asking.say(COMMUNICATOR, "inställningar kontorstid 08:00 17:00").card
    assert card.text == "1 öppen fråga har fått en ny svarstid."
    assert question(asking).due_at == local(2026, 11, 23, 17)
