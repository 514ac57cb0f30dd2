"""Policy: Falköping's routine as data, each value with its rule; a faulty file is refused whole and told whole."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.policy import PolicyError, built_in, load, names, show
from core.policy.load import validate
from core.policy.moderation import Evidence, Judgement
from core.policy.parts import Strength
from core.policy.posting import Minimum, Per
from core.policy.questions import Clock

FILE = Path(__file__).parents[2] / "core" / "policy" / "falkoping.toml"
TEXT = FILE.read_text(encoding="utf-8")
POLICY = built_in("falkoping")

OWN = 'strength = "eget", rule = "S7", section = "Kommunen"'
RULES = {
    "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17",
    "F18", "F19", "C1", "C2",
}  # fmt: skip


# Falköping ------------------------------------------------------------------------------------------------


def test_every_rule_of_the_routine_and_of_the_client_is_cited() -> None:
    """F1–F19, C1, C2: a value of the file answers to each."""
    cited = set(re.findall(r'\brule = "([A-Z]+[0-9]+)"', TEXT))
    assert {rule for rule in cited if rule[0] in "FC"} == RULES


def test_every_value_says_where_it_stands_and_how_strong_it_is() -> None:
    """A `ska` and a `bör` stay what the document calls them."""
    for path, value in cited_values(tomllib.loads(TEXT)):
        cited = {"rule", "section"} if value["strength"] != "tyst" else set()
        assert {"value", "strength"} | cited <= value.keys(), path
        assert value["strength"] in {"ska", "bör", "tyst", "eget"}, path


def cited_values(data: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every table of the file that has a strength, with its key."""
    if not isinstance(data, dict):
        return []
    found = [(path, data)] if "strength" in data or "value" in data else []
    return found + [hit for key, item in data.items() for hit in cited_values(item, f"{path}.{key}")]


def test_the_numbers_are_the_routines_own() -> None:
    """F1, F5, F8, F9, F10, F11, F14, C1."""
    assert POLICY.approval.chain.value == ("manager", "communications")
    assert POLICY.inactivity.months.value == 6
    assert POLICY.posting.minimum.value == (Minimum(posts=1, per=Per.WEEK),)
    assert (POLICY.reply.clock.value, POLICY.reply.amount.value) == (Clock.WEEKDAY_HOURS, 24)
    assert POLICY.reply.signature.value == ("name", "department")
    assert POLICY.reply.interim_meets.value is False
    assert POLICY.posts.bases.value == ("consent", "public_interest", "no_personal_data")
    assert POLICY.snapshots.every.value == "half_year"


def test_the_nine_categories_of_the_routine_and_the_one_nobody_may_keep() -> None:
    """F13's nine, and S9's: the only one without evidence."""
    by_rule = {rule: [c.id for c in POLICY.moderation.categories if c.rule == rule] for rule in ("F13", "S9")}
    assert len(by_rule["F13"]) == 9
    assert by_rule["S9"] == ["barnpornografi"]
    assert [c.id for c in POLICY.moderation.categories if c.rule not in by_rule] == ["sekretess"]
    never = [c.id for c in POLICY.moderation.categories if c.evidence is Evidence.NEVER]
    assert never == by_rule["S9"]


def test_swearing_and_advertising_are_no_crimes() -> None:
    """F13: the editor judges, among what can be right."""
    for category in ("svordomar", "reklam"):
        assert POLICY.moderation.category(category).judgements == (Judgement.RULES,)
    assert POLICY.moderation.category("hets").judgements[0] is Judgement.CRIME


def test_what_the_weekday_reading_rests_on_is_marked_as_a_reading() -> None:
    """S8."""
    assert POLICY.calendar.days_off.rule == "S8"
    assert POLICY.calendar.days_off.reading
    assert POLICY.reply.clock.reading


def test_the_bot_speaks_in_office_hours() -> None:
    """S7, C2: the digest at eight."""
    window = POLICY.window
    assert window.opens <= POLICY.reminders.digest.value < window.closes
    assert POLICY.reminders.digest.value.hour == 8


def test_the_built_in_policies_all_load() -> None:
    assert "falkoping" in names()
    assert all(built_in(name).document.title for name in names())


# Faults ---------------------------------------------------------------------------------------------------


def faults(*changes: tuple[str, str]) -> tuple[str, ...]:
    """What is said about Falköping's file with these replacements."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(PolicyError) as refused:
        load(text, "town.toml")
    return refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[inactivity]\nmonths", "[inactivity]\nmonhts", "inactivity.monhts"),
        ("[inactivity]\nmonths", "[inactivity]\nmonhts", "inactivity.months"),
        ("[council]", "[coucil]", "coucil"),
        ("months = { value = 6,", "months = { value = 0,", "inactivity.months.value"),
        ("months = { value = 6,", 'months = { value = "sex",', "inactivity.months.value"),
        ("posts = 1, per", "posts = -1, per", "posting.minimum.value.0.posts"),
        ('per = "week"', 'per = "day"', "posting.minimum.value.0.per"),
        ('posts = 1, per = "week"', 'posts = 1, platform = "orkut"', "orkut"),
        ('posts = 1, per = "week"', 'posts = "null"', "posting.minimum"),
        ('{ posts = 1, per = "week" }', "{ posts = 1 }, { posts = 2 }", "posting.minimum"),
        ('"weekday_hours"', '"sundial"', "reply.clock.value"),
        ('amount = { value = 24, rule = "F10"', "amount = { value = 24", "reply.amount.rule"),
        ('chain = { value = ["manager", "communications"]', "chain = { value = []", "approval.chain.value"),
        ('chain = { value = ["manager", "communications"]', 'chain = { value = ["mayor"]', "approval.chain.value"),
        ('judgements = ["rules"]', "judgements = []", "moderation.categories"),
        ('id = "hets"', 'id = "förtal"', "moderation"),
        ('id = "hets"', 'id = "Hets mot folkgrupp"', "moderation.categories"),
        ("value = [5, 11]", "value = [1, 2]", "snapshots"),
        ("value = [5, 11]", "value = [6, 11]", "snapshots.avoid"),
        ("value = [5, 11]", "value = [5, 13]", "snapshots.months"),
        ("[posting]", "[posting]\nask = { value = { weekday = 8, at = 09:00:00 } }", "posting.ask.value.weekday"),
        ("[reminders]", f"[reminders]\ncloses = {{ value = 07:00:00, {OWN} }}", "reminders"),
        ("months = { value = 6,", 'months = { value = 6, reason = "",', "inactivity.months.reason"),
        ('value = 6, rule = "F8", section = "Förhållningssätt", strength = "ska"',
         'value = 6, strength = "tyst"', "inactivity.months.strength"),
        ('evidence = "never"', "", "S9"),
        ('strength = "ska"', 'strength = "borde"', "strength"),
        ('rule = "F10"', 'rule = "tio"', "rule"),
        ('title = "Sociala medier, rutin"', 'title = " "', "document.title"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_and_key(old: str, new: str, key: str) -> None:
    """A file with a fault is not used at all."""
    told = faults((old, new))
    assert all(fault.startswith("town.toml: ") for fault in told)
    assert any(key in fault for fault in told), told


def test_all_faults_are_told_at_once() -> None:
    told = faults(
        ("months = { value = 6,", "months = { value = 0,"),
        ('"weekday_hours"', '"sundial"'),
        ("[posts]", "[pots]"),
    )
    assert [key for key in ("inactivity.months", "reply.clock", "pots", "posts") if key in "".join(told)] == [
        "inactivity.months", "reply.clock", "pots", "posts",
    ]  # fmt: skip
    assert len(told) == 4


def test_what_is_no_toml_says_where() -> None:
    with pytest.raises(PolicyError, match=r"town\.toml: är inte TOML.*line 2"):
        load("[document]\ntitle = ja\n", "town.toml")


def test_a_policy_nobody_has_written_names_those_there_are() -> None:
    with pytest.raises(PolicyError, match="falkoping"):
        built_in("falköping")


def test_what_the_bot_does_by_itself_need_not_be_written() -> None:
    """A town's file says what its guideline says; the bot's own values hold where it is silent."""
    assert "most_in_message" not in TEXT
    assert POLICY.reminders.most_in_message.strength is Strength.OWN
    named = (
        '[reminders]\nmost_in_message = { value = 3, rule = "S7", section = "Kommunen", strength = "eget" }'
    )
    assert load(TEXT.replace("[reminders]", named)).reminders.most_in_message.value == 3


@pytest.mark.parametrize("name", ["../falkoping", "/etc/passwd", ""])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(PolicyError):
        built_in(name)


# Null, where the document sets no number ------------------------------------------------------------------


def test_a_document_without_a_clock_has_neither_clock_nor_amount() -> None:
    """G13: then nothing is ever late."""
    text = TEXT.replace('clock = { value = "weekday_hours"', 'clock = { value = "null"').replace(
        'amount = { value = 24, rule = "F10"', 'amount = { value = "null", rule = "F10"'
    )
    reply = load(text).reply
    assert (reply.clock.value, reply.amount.value) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        ('clock = { value = "weekday_hours"', 'clock = { value = "null"'),
        ('amount = { value = 24, rule = "F10"', 'amount = { value = "null", rule = "F10"'),
    ],
)
def test_a_clock_without_its_amount_is_refused(change: tuple[str, str]) -> None:
    assert any("reply" in fault and "amount" in fault for fault in faults(change))


@pytest.mark.parametrize(
    ("key", "section", "field"),
    [
        ("months = { value = 6", "inactivity", "months"),
        ('every = { value = "half_year"', "snapshots", "every"),
        ('register_url = { value = "falkoping.se/socialamedier"', "accounts", "register_url"),
    ],
)
def test_a_number_the_document_does_not_set_is_null(key: str, section: str, field: str) -> None:
    text = TEXT.replace(key, key.split("value")[0] + 'value = "null"', 1)
    assert getattr(getattr(load(text), section), field).value is None


def test_a_value_that_must_be_there_can_not_be_null() -> None:
    assert any(
        "reminders.opens" in fault
        for fault in faults(("[reminders]", '[reminders]\nopens = { value = "null", strength = "tyst" }'))
    )


def test_a_retention_rule_without_a_limit_is_refused() -> None:
    """G9: a decision on deletion always states its time limit."""
    data = tomllib.loads(TEXT)
    data["retention"]["rules"] = [
        {
            "id": "eget",
            "what": "Egna inlägg",
            "decision": "KS 2020-01-01 § 1",
            "rule": "F18",
            "section": "Arkivering och gallring",
            "strength": "ska",
        }
    ]
    with pytest.raises(PolicyError, match=r"retention\.rules\.0\.after"):
        validate(data, "town.toml")
    data["retention"]["rules"][0]["after"] = "när de inte längre behövs"
    assert len(validate(data, "town.toml").retention.rules) == 1


def test_a_calendar_without_working_days_is_refused() -> None:
    """Else a due time would never be found."""
    days = ", ".join(f"2027-{month:02}-{day:02}" for month in range(6, 9) for day in range(1, 31))
    assert any(
        "calendar" in fault
        for fault in faults(("days_off = { value = []", f"days_off = {{ value = [{days}]"))
    )


def test_a_towns_own_closed_weeks_are_taken() -> None:
    """A summer closure of three weeks is a town's own business."""
    days = ", ".join(f"2027-07-{day:02}" for day in range(5, 26))
    policy = load(TEXT.replace("days_off = { value = []", f"days_off = {{ value = [{days}]", 1))
    assert len(policy.calendar.days_off.value) == 21


def test_a_policy_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        POLICY.inactivity.months.value = 12  # type: ignore[misc]


def test_the_whole_policy_can_be_read_as_text() -> None:
    """Every value has a label, and a reminder goes to the account's editors, not to all editors or a signature."""
    text = show.text(POLICY)
    assert "4 timmar efter, till chefen, kommunikationsavdelningen" in text
    assert "4 timmar före, till kontots redaktörer" in text
    assert "Ett svar undertecknas med: namn, avdelning" in text
    assert "Nätverkets medlemmar: alla redaktörer" in text
