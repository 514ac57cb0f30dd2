"""Removals: who wrote it and was told, who is blocked until when, what each guideline asks (F13, G8, S11)."""

import pytest

from core.policy import built_in, names
from core.policy.moderation import Evidence
from tests.policies import under
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, OUTSIDER, Town, local, png

NOW = local(2026, 11, 24, 10)


def remove(town: Town, text: str, **more: object) -> dict[str, object]:
    """What is known of a new case."""
    return dict(town.say(EDITOR, f"moderera {ACCOUNT} {text}", NOW, **more).card.data)


def test_whoever_wrote_it_is_told_with_the_reason_and_how_to_complain(town: Town) -> None:
    """F12: a text to paste, and one press that records it."""
    case = remove(town, "kategori=reklam åtgärd=borttagen plats=Pärm")["case"]
    text = town.say(EDITOR, f"moderering text {case}", NOW).card
    assert text.data["ready_text"].startswith("Hej! Vi har tagit bort det du skrev här.")
    assert "Kommersiella budskap" in text.data["ready_text"] and "Säg till" in text.data["ready_text"]
    assert text.data["ready_text"].endswith(f"{EDITOR}, Kultur och fritid")
    told = town.say(EDITOR, text.buttons[0].command, local(2026, 11, 24, 11))
    assert told.card.data["author_told"]
    assert not town.try_say(EDITOR, f"moderering text {case}", NOW).ok


@pytest.mark.parametrize(
    "text",
    [
        "kategori=barnpornografi åtgärd=borttagen",
        "kategori=reklam åtgärd=borttagen antal=12",
        "kategori=reklam åtgärd=borttagen skrivet-av=tjänsteman",
    ],
)
def test_nobody_is_told_of_abuse_of_a_batch_or_of_the_towns_own(small_town: Town, text: str) -> None:
    """S9, M7, G8: there the police decides, or there is nobody to tell."""
    case = remove(small_town, text)["case"]
    assert not small_town.try_say(EDITOR, f"moderering text {case}", NOW).ok


def test_a_category_may_ask_that_its_author_is_told(small_town: Town) -> None:
    """F12: a town's own file can have it followed up; the five documents say nothing of it."""
    assert not any(c.tell_author for name in names() for c in built_in(name).moderation.categories)
    text = small_town_policy().replace('id = "reklam"', 'id = "reklam"\ntell_author = true')
    with small_town.database.write() as session:
        small_town.home(session).policy_text = text
    case = remove(small_town, "kategori=reklam åtgärd=borttagen plats=Pärm")
    assert case["follow_ups"] == ["author"]
    told = small_town.say(EDITOR, f"moderering besked {case['case']}", NOW)
    assert told.card.data["follow_ups"] == []


def small_town_policy() -> str:
    """Falköping's file."""
    from core.policy.load import HERE

    return (HERE / "falkoping.toml").read_text(encoding="utf-8")


def test_it_can_be_told_whether_a_citizen_or_an_official_wrote_it(small_town: Town) -> None:
    """G8: of every logged item, and corrected where it was wrong."""
    said = small_town.say(EDITOR, f"fråga {ACCOUNT}", NOW).card.data["author"]
    posted = small_town.say(EDITOR, f"inlägg {ACCOUNT}", NOW).card.data["author"]
    case = remove(small_town, "kategori=reklam åtgärd=borttagen")
    assert (said, posted, case["author"]) == ("citizen", "official", "citizen")
    small_town.say(EDITOR, f"rätta {case['case']} skrivet-av=tjänsteman", NOW)
    card = small_town.say(EDITOR, "moderering visa M-2026-0002", NOW).card
    assert {f.label: f.value for f in card.facts}["Skrivet av"] == "En tjänsteman"


def test_a_block_has_a_reason_and_a_day_when_it_is_looked_at_again(town: Town) -> None:
    """S11: without them it is recorded all the same; the reason is followed up, the day is the policy's."""
    bare = remove(town, "kategori=reklam åtgärd=blockerad plats=Pärm")
    assert bare["follow_ups"] == ["block_reason"] and bare["blocked"]
    remove(town, "kategori=hets åtgärd=blockerad plats=P bedömning=regelbrott orsak=Hot omprövas=2026-12-24")
    blocks = town.say(COMMUNICATOR, "blockering lista", NOW).card.data["blocks"]
    assert blocks == [
        {"case": "M-2026-0001", "review_on": "2027-02-22", "who": None},
        {"case": "M-2026-0002", "review_on": "2026-12-24", "who": None},
    ]
    later = local(2026, 12, 24, 9)
    town.say(MANAGER, 'blockering behåll M-2026-0002 till=2027-03-01 "Hoten fortsätter"', later)
    lifted = town.say(MANAGER, "blockering häv M-2026-0001 Tiden är ute", later).card
    assert not lifted.data["blocked"]
    left = town.say(COMMUNICATOR, "blockering lista", later).card
    assert [(each["case"], each["review_on"]) for each in left.data["blocks"]] == [
        ("M-2026-0002", "2027-03-01")
    ]
    assert left.table and "Hoten fortsätter" in left.table.rows[0]


@pytest.mark.parametrize(
    ("who", "text", "fields"),
    [
        (EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold omprövas=2026-12-24", ["review_on"]),
        (EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=blockerad omprövas=2026-11-24", ["review_on"]),
        (EDITOR, "blockering behåll M-2026-0001 till=2026-11-24 Nej", ["until"]),
        (EDITOR, "blockering häv M-2026-0002", [""]),
        (EDITOR, "moderering komplettera M-2026-0001 åtgärd=borttagen", ["action"]),
        (OUTSIDER, "blockering häv M-2026-0001", [""]),
    ],
)
def test_a_block_is_not_lost_nor_looked_at_before_today(
    small_town: Town, who: str, text: str, fields: list[str]
) -> None:
    """S11, S2."""
    remove(small_town, "kategori=reklam åtgärd=blockerad orsak=Spam")
    remove(small_town, "kategori=reklam åtgärd=borttagen")
    assert list(small_town.try_say(who, text, NOW).errors) == fields


@pytest.mark.parametrize("policy", names())
def test_each_guidelines_categories_ask_what_its_document_says(policy: str) -> None:
    """O5, O9, G5, G7, H15, H16, H30, S9, S10: evidence of all but one, the diary for what is confidential."""
    rules = built_in(policy).moderation
    for category in rules.categories:
        assert (category.evidence is Evidence.NEVER) == (category.id == "barnpornografi")
        assert category.confidential == category.diary == (category.id == "sekretess")
        reports = rules.police_report.value or category.keeps_no_evidence
        assert category.police == (reports and "crime" in category.judgements)


def test_osbys_seven_and_hallstahammars_six() -> None:
    """O5, H30: the categories of the documents' own lists."""
    counted = {
        rule: [c.id for c in built_in(policy).moderation.categories if c.rule == rule]
        for policy, rule in (("osby", "O5"), ("hallstahammar", "H30"), ("goteborg", "G5"))
    }
    assert [len(found) for found in counted.values()] == [7, 6, 5]


def test_the_laws_own_list_stands_beside_the_documents_dated() -> None:
    """G5, H22: in every town, with where each crime is described, and marked for the town's lawyer."""
    for policy in names():
        law = built_in(policy).moderation.law
        assert (law.wording, str(law.dated)) == ("SFS 2018:1314", "2018-06-20")
        assert [o.where for o in law.offences[:6]] == [
            "brottsbalken 4 kap. 5 §", "brottsbalken 4 kap. 6 c §", "brottsbalken 16 kap. 5 §",
            "brottsbalken 16 kap. 8 §", "brottsbalken 16 kap. 10 a §", "brottsbalken 16 kap. 10 c §",
        ]  # fmt: skip
        assert "jurist" in law.reading


def test_evidence_is_asked_for_at_every_removal_and_holds_up_none(small_town: Town) -> None:
    """H16, F13, S10: a file, the place it is kept or a diary number will do."""
    under(small_town, "hallstahammar")
    line = "kategori=reklam åtgärd=borttagen"
    assert remove(small_town, line)["follow_ups"] == ["evidence"]
    assert remove(small_town, line, files={"evidence": png()})["follow_ups"] == []
    assert remove(small_town, f'{line} plats="G:\\Arkiv"')["follow_ups"] == []
    assert remove(small_town, f'{line} diarienummer="KS 1"')["follow_ups"] == []


def test_mullsjo_reports_no_crime_but_abuse_of_children(small_town: Town) -> None:
    """M7, S9: the document says nothing of the police."""
    under(small_town, "mullsjo")
    unlawful = remove(small_town, "kategori=lagstridigt åtgärd=borttagen plats=Pärm")
    assert unlawful["follow_ups"] == []
    assert remove(small_town, "kategori=barnpornografi åtgärd=borttagen")["follow_ups"] == ["police_report"]
