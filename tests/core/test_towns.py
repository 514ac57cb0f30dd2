"""The five towns' guidelines as policies: every rule there, every value cited, nothing made of a silence."""

import tomllib
from pathlib import Path

import pytest

from core.policy import Policy, PolicyError, Strength, built_in, load, names, said, show
from core.policy.accounts import Step, said_steps
from core.policy.diff import differences
from core.policy.posting import Minimum, Per, Posting
from core.policy.questions import Clock
from core.policy.records import Period
from core.policy.table import markdown

HERE = Path(__file__).parents[2]
SHOULD, SHALL = Strength.SHOULD, Strength.SHALL
IDS = {
    "falkoping": [*(f"F{n}" for n in range(1, 20)), "C1", "C2"],
    "mullsjo": [f"M{n}" for n in range(1, 15)],
    "osby": [f"O{n}" for n in range(1, 12)],
    "goteborg": [f"G{n}" for n in range(1, 14)],
    "hallstahammar": [f"H{n}" for n in range(1, 32)],
}
BOTS_OWN = {"S5", "S7", "S8", "S9", "S10", "S11", "C1", "C2", "S3"}
ADVICE = {
    "falkoping": set(),
    "mullsjo": {"M10", "M11"},
    "osby": {"O8"},
    "goteborg": {"G3", "G10", "G11"},
    "hallstahammar": {"H19", "H26", "H31"},
}

towns = pytest.mark.parametrize("town", names())


@towns
def test_every_rule_of_the_guideline_stands_in_the_file_with_its_strength(town: str) -> None:
    """F1–F19, M1–M14, O1–O11, G1–G13, H1–H31: each once, in its words, where it stands, as a ska or a bör."""
    rules = built_in(town).document.rules
    assert [rule.id for rule in rules] == IDS[town]
    assert {rule.id for rule in rules if rule.strength is SHOULD} == ADVICE[town]


@towns
def test_a_value_answers_to_a_rule_of_its_own_document(town: str) -> None:
    """A citation names a rule that the document has; the bot's own may name the bot's."""
    policy, known = built_in(town), {rule.id for rule in built_in(town).document.rules}
    for key in show.keys(policy):
        cited = show.at(policy, key)
        if cited.strength in {SHALL, SHOULD}:
            assert cited.rule in known, key
        elif cited.strength is Strength.OWN:
            assert cited.rule in known | BOTS_OWN, key
    listed = (*policy.moderation.categories, *policy.retention.rules)
    assert {each.rule for each in listed} <= known | {"S9", "S10"}


@towns
def test_what_is_silent_has_no_number(town: str) -> None:
    """A null is never a number: silence is null, no or empty."""
    policy = built_in(town)
    silent = [show.at(policy, key) for key in show.keys(policy)]
    assert all(not cited.value for cited in silent if cited.strength is Strength.SILENT)


@pytest.mark.parametrize(
    ("town", "clock", "amount", "chain", "minimum", "months", "every", "signature"),
    [
        ("falkoping", Clock.WEEKDAY_HOURS, 24, ("manager", "communications"), 1, 6, Period.HALF_YEAR,
         ("name", "department")),
        ("mullsjo", None, None, ("manager",), 0, None, Period.YEAR, ()),
        ("osby", None, None, ("manager",), 0, None, Period.HALF_YEAR, ()),
        ("goteborg", None, None, ("manager",), 0, None, Period.HALF_YEAR, ()),
        ("hallstahammar", Clock.WORKING_DAYS, 1, ("manager",), 0, None, Period.HALF_YEAR,
         ("name", "title", "department")),
    ],
)  # fmt: skip
def test_the_numbers_are_the_documents_own(
    town: str, clock: Clock | None, amount: int | None, chain: tuple[str, ...], minimum: int,
    months: int | None, every: Period, signature: tuple[str, ...],
) -> None:  # fmt: skip
    """F1, F8, F9, F10, F11, C1, M1, M10, O1, O10, G1, G11, G13, H1, H9, H10, H18, H19."""
    policy = built_in(town)
    assert (policy.reply.clock.value, policy.reply.amount.value) == (clock, amount)
    assert policy.approval.chain.value == chain
    assert len(policy.posting.minimum.value) == minimum
    assert policy.inactivity.months.value == months
    assert policy.snapshots.every.value is every
    assert policy.reply.signature.value == signature


def test_a_bor_stays_a_bor() -> None:
    """M10, G11, G6, G10, H19: in the document's own strength; a ska beside it stays a ska."""
    for town, key, strength in (
        ("mullsjo", "snapshots.every", SHOULD), ("goteborg", "snapshots.every", SHOULD),
        ("goteborg", "accounts.access", SHOULD), ("goteborg", "retention.site_list", SHOULD),
        ("hallstahammar", "inactivity.months", SHOULD), ("hallstahammar", "snapshots.every", SHALL),
        ("osby", "snapshots.every", SHALL), ("osby", "accounts.profile", SHALL),
        ("goteborg", "retention.needs_decision", SHALL),
    ):  # fmt: skip
        assert show.at(built_in(town), key).strength is strength, (town, key)


def test_deletion_always_states_decision_and_limit() -> None:
    """G9, M14, O11, H17: what is routine under a standing decision says so."""
    rules = {town: built_in(town).retention.rules for town in names()}
    assert all(rule.decision and rule.after for each in rules.values() for rule in each)
    standing = {town: [rule.rule for rule in each if rule.standing] for town, each in rules.items()}
    assert standing == {
        "falkoping": [], "goteborg": [], "hallstahammar": [], "mullsjo": ["M14"], "osby": ["O11"],
    }  # fmt: skip


@towns
def test_material_nobody_may_keep_is_a_category_everywhere(town: str) -> None:
    """S9, G5: the same word in every town, so that a change of guideline can't open it."""
    never = [each.id for each in built_in(town).moderation.categories if each.keeps_no_evidence]
    assert never == ["barnpornografi"]


# In words -------------------------------------------------------------------------------------------------


@towns
def test_a_lawyer_can_read_all_of_it(town: str) -> None:
    """Every value under a heading with its source, every rule; nothing of Python's shines through."""
    text = show.text(built_in(town))
    assert all(
        rule.text.split()[0] in text and f"  {rule.id} (" in text for rule in built_in(town).document.rules
    )
    for sign in ("None", "True", "False", "Cited", "{", "}", "<", "frozenset", "null"):
        assert sign not in text, sign
    assert max(map(len, text.splitlines())) <= 100


def test_numbers_have_their_units() -> None:
    """F8, F9, F10, H9, G13, M10."""
    for town, key, words in (
        ("falkoping", "inactivity.months", "6 månader"),
        ("falkoping", "inactivity.warn_days", "30 dagar och 7 dagar"),
        ("falkoping", "posting.minimum", "minst 1 inlägg i veckan"),
        ("falkoping", "reply.clock", "24 timmar på vardagar; tiden står still övriga dagar"),
        ("hallstahammar", "reply.clock", "1 arbetsdag, till kontorstidens slut"),
        ("hallstahammar", "inactivity.months", "ingen tid är satt"),
        ("goteborg", "reply.clock", "ingen tid är satt"),
        ("mullsjo", "snapshots.months", "oktober"),
    ):
        assert said.value(built_in(town), key) == words


def test_a_chain_is_said_by_who_and_how_many() -> None:
    """F1."""
    chain = (Step.MANAGER, Step.REGISTRAR, Step.MANAGER)
    assert said_steps(chain) == "2 chefer och kansliet"
    assert said_steps((Step.COMMUNICATIONS,)) == "kommunikationsavdelningen"


def test_the_page_of_policies_is_the_files() -> None:
    """docs/policies.md; make it anew with `uv run python -m core.policy > docs/policies.md`."""
    assert (HERE / "docs" / "policies.md").read_text(encoding="utf-8") == markdown()


def test_a_difference_is_of_value_or_strength() -> None:
    """Not of where it stands: F10's 24 hours are no day of Hallstahammar's, and both want a half-year's snapshot."""
    found = {each.key: each for each in differences(built_in("falkoping"), built_in("hallstahammar"))}
    assert found["reply.clock"].before == "24 timmar på vardagar; tiden står still övriga dagar (ska)"
    assert found["reply.clock"].after == "1 arbetsdag, till kontorstidens slut (ska)"
    assert "snapshots.every" not in found
    assert found["posting.minimum"].after == "styrdokumentet säger inget om det"
    assert differences(built_in("osby"), built_in("osby")) == ()


# Any other town -------------------------------------------------------------------------------------------


def changed(*pairs: tuple[str, str]) -> Policy:
    """Osby's policy with other words in its file."""
    text = (HERE / "core" / "policy" / "osby.toml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return load(text)


POSTS = (
    'minimum = { value = [], strength = "tyst" }',
    'minimum = { rule = "O4", section = "Ny", strength = "ska", value = [{ platform = "facebook", posts = 3, '
    'per = "week" }, { platform = "blogg", posts = 1, per = "month" }, { platform = "x", posts = "null" }, '
    "{ posts = 1 }] }",
)


def test_posts_are_asked_for_by_platform() -> None:
    """F9: its own where it has one, none where that is said, else the common one."""
    posting: Posting = changed(POSTS).posting
    assert posting.least("facebook") == Minimum(platform="facebook", posts=3)
    assert posting.least("blogg") == Minimum(platform="blogg", posts=1, per=Per.MONTH)
    assert posting.least("x") is None
    assert posting.least("youtube") == Minimum(posts=1)
    assert built_in("osby").posting.least("facebook") is None
    assert posting.said() == (
        "minst 3 inlägg i veckan på facebook, minst 1 inlägg i månaden på blogg, inget krav på x, "
        "minst 1 inlägg i veckan"
    )


def test_hours_of_the_guideline_must_open() -> None:
    """H9."""
    closed = "{ value = { opens = 16:00:00, closes = 08:00:00 }, "
    with pytest.raises(PolicyError, match=r"calendar\.office_hours\.value: kontoret stänger"):
        changed(('office_hours = { value = "null", strength = "tyst"', f"office_hours = {closed}{OWN}"))


OWN = 'rule = "S8", section = "Kommunen", strength = "eget"'


def test_a_rule_named_twice_is_refused() -> None:
    """Each rule of the document stands once."""
    data = (HERE / "core" / "policy" / "osby.toml").read_text(encoding="utf-8")
    assert tomllib.loads(data)["document"]["rules"]
    with pytest.raises(PolicyError, match=r"document\.rules: id O1 används två gånger"):
        changed(('id = "O2"', 'id = "O1"'))
