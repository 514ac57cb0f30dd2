"""Any other town by one file: a chain of four, posts by platform and month, a clock that is advice, its own hours."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from core import policy as policies
from tests.stories.telling import Story

FILES = Path(policies.__file__).parent
OWN = 'rule = "X1", section = "Kapitel 1"'
CHANGES = (
    ('municipality = "Osby kommun"', 'municipality = "Lillköping"'),
    ('office_hours = { value = "null", strength = "tyst" }',
     f'office_hours = {{ value = {{ opens = 07:30:00, closes = 15:00:00 }}, {OWN}, strength = "ska" }}'),
    ('chain = { value = ["manager"]', 'chain = { value = ["manager", "manager", "registrar", "communications"]'),
    ('minimum = { value = [], strength = "tyst" }',
     f'minimum = {{ {OWN}, strength = "bör", value = [{{ platform = "facebook", posts = 3, per = "week" }}, '
     '{ platform = "blogg", posts = 1, per = "month" }, { platform = "linkedin", posts = "null" }] }'),
    ('months = { value = "null", strength = "tyst" }\nthen = { value = "null", strength = "tyst" }',
     f'months = {{ value = 3, {OWN}, strength = "bör" }}\n'
     f'then = {{ value = "delete_after_archiving", {OWN}, strength = "bör" }}'),
    ('clock = { value = "null", rule = "O4", section = "Att sköta ett konto", strength = "ska"',
     'clock = { value = "next_working_day", rule = "O4", section = "Att sköta ett konto", strength = "bör"'),
    ('amount = { value = "null", rule = "O4", section = "Att sköta ett konto", strength = "ska"',
     'amount = { value = 24, rule = "O4", section = "Att sköta ett konto", strength = "bör"'),
    ('every = { value = "half_year"', 'every = { value = "null"'),
    ("months = { value = [5, 11]", "months = { value = []"),
)  # fmt: skip


def file() -> str:
    """Osby's file with what Lillköping has decided."""
    text = (FILES / "osby.toml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def lillkoping(tell: Callable[..., Story]) -> Story:
    """Two managers, a registrar, communications and an editor."""
    story = tell("lillkoping", file())
    story.people(
        "lisa roll=redaktör verksamhet=Museum",
        "lars roll=chef verksamhet=Museum",
        "lena roll=chef verksamhet=Museum",
        "rolf roll=kansli",
        "kim roll=kommunikation",
    )
    return story


def opened(story: Story, slug: str, platform: str) -> None:
    """An account, from request to active."""
    story.say("lisa", f"konto ny {slug} plattform={platform} verksamhet=Museum syfte=Visa ansvarig=lisa")
    for person in ("lars", "lena", "rolf", "kim"):
        story.say(person, f"konto godkänn {slug}")
    story.say("kim", f"konto aktivera {slug} åtkomst=administratör url=https://example.com/{slug}")


def test_two_managers_the_registrar_and_communications_approve(lillkoping: Story) -> None:
    """F1: a chain of any length by any role, the same role twice by two people, nobody twice."""
    line = "konto ny museum-fb plattform=facebook verksamhet=Museum syfte=Visa ansvarig=lisa"
    assert "2 av lars, lena; rolf; kim" in lillkoping.say("lisa", line).card.text
    told = lillkoping.hears("2026-09-01 09:00")
    assert "väntar på godkännande av 2 chefer" in told["lars"]
    assert "väntar på godkännande av kansliet" in told["rolf"]
    lillkoping.say("lars", "konto godkänn museum-fb")
    assert "lena; rolf; kim" in lillkoping.refuses("lars", "konto godkänn museum-fb").card.text
    after = lillkoping.hears("2026-09-01 10:00")
    assert "väntar på godkännande av chefen" in after["lena"]
    assert "lars" not in after
    for person in ("rolf", "lena"):
        assert lillkoping.say(person, "konto godkänn museum-fb").card.data["status"] == "requested"
    assert lillkoping.say("kim", "konto godkänn museum-fb").card.data["status"] == "approved"


def test_posts_by_platform(lillkoping: Story) -> None:
    """F9, S6: three a week on Facebook, one a month on the blog, and LinkedIn is left alone."""
    for slug, platform in (("m-fb", "facebook"), ("m-blogg", "blogg"), ("m-li", "linkedin")):
        opened(lillkoping, slug, platform)
    monday = lillkoping.hears("2026-09-14 09:00")["lisa"]
    assert "m-fb" in monday and "m-blogg" in monday and "inlägg hade m-li" not in monday
    for slug in ("m-fb", "m-blogg"):
        for week in range(37, 46):
            count = 2 if slug == "m-fb" else 0
            lillkoping.now = lillkoping.now.replace(month=11, day=9)
            lillkoping.say("lisa", f"inlägg {slug} antal={count} vecka=2026-W{week}")
    said = lillkoping.hears("2026-11-11 09:00")["lisa"]
    assert "m-fb hade i genomsnitt 2 inlägg per vecka" in said and "Målet är minst 3" in said
    assert "m-blogg hade 0 inlägg i oktober 2026. Målet är minst 1 i månaden." in said
    assert "sen" not in said.split()
    again = lillkoping.hears("2026-11-18 09:00").get("lisa", "")
    assert "m-blogg hade" not in again


def test_an_advised_time_is_reminded_of_and_nobody_is_late(lillkoping: Story) -> None:
    """F10: a bör; Friday's question should be answered when the office closes on Monday, by the file's own hours."""
    opened(lillkoping, "m-fb", "facebook")
    lillkoping.becomes("2026-11-20 10:00")
    asked = lillkoping.reads("lisa", "fråga m-fb")
    assert "Bör besvaras: måndag 23 nov 2026 kl. 15.00" in asked
    assert (
        "fre 10.00 + 24 h, sedan till kontorstidens slut; lördag och söndag räknas inte → mån 15.00" in asked
    )
    assert "bör besvaras" in lillkoping.hears("2026-11-23 11:00")["lisa"]
    after = lillkoping.hears("2026-11-24 08:00")
    everything = "\n".join((
        *after.values(), *lillkoping.hears("2026-11-25 08:00").values(), lillkoping.reads("lisa", "mina"),
        lillkoping.reads("lisa", "fråga visa F-2026-0001"), lillkoping.reads("kim", "status"),
    )).lower()  # fmt: skip
    assert "lars" not in after
    for word in ("sen", "sena", "försenad", "för sent", "senast:", "sista tiden"):
        assert not re.search(rf"\b{word}(?!\w)", everything), word
    assert lillkoping.say("kim", "status").card.data["late"] == 0
    answered = lillkoping.say("lisa", "svar F-2026-0001").card
    assert (answered.title, answered.data["in_time"]) == ("F-2026-0001 är besvarad", None)


def test_silence_ends_in_a_proposal_to_archive_and_delete(lillkoping: Story) -> None:
    """F8: after three months, with the snapshot first; the bot does neither."""
    opened(lillkoping, "m-li", "linkedin")
    told = lillkoping.hears("2026-12-02 09:00")["department"]
    assert "för mer än 3 månader sedan" in told
    assert "ta en sista ögonblicksbild till arkivet, avsluta sedan kontot och ta bort det" in told
    assert lillkoping.say("kim", "konto visa m-li").card.data["status"] == "active"


def test_no_snapshot_is_asked_for(lillkoping: Story) -> None:
    """C1: where the guideline asks for none."""
    opened(lillkoping, "m-fb", "facebook")
    assert "ögonblicksbild" not in " ".join(lillkoping.hears("2026-11-02 08:00").values())
    assert lillkoping.say("kim", "status").card.data["snapshots_expected"] == 0
