"""Snapshots: kept by content hash, counted for their half-year (C1, S10)."""

import hashlib

from core import snapshots
from tests.town import ACCOUNT, EDITOR, Town, local, png

NOVEMBER = local(2026, 11, 4, 10, 0)


def test_a_snapshot_counts_for_its_half_year(town: Town) -> None:
    """C1."""
    content = png(5, 5)
    reply = town.say(EDITOR, f"skärmdump {ACCOUNT}", NOVEMBER, files={"file": content})
    assert reply.card.data["period"] == "2026-H2"
    assert reply.card.data["sha256"] == hashlib.sha256(content).hexdigest()
    with town.database.read() as session:
        account = town.account()
        assert snapshots.taken(session, [account.id], "2026-H2") == {account.id}
        assert snapshots.taken(session, [account.id], "2027-H1") == frozenset()


def test_a_place_is_as_good_as_a_file(small_town: Town) -> None:
    """S10."""
    reply = small_town.say(EDITOR, f'skärmdump {ACCOUNT} plats="e-arkivet" orsak=avslut', NOVEMBER)
    assert reply.card.data["snapshot"] == "S-2026-0001"
    assert reply.card.data["sha256"] is None


def test_neither_file_nor_place_is_asked_for_in_its_field(small_town: Town) -> None:
    assert list(small_town.try_say(EDITOR, f"skärmdump {ACCOUNT}", NOVEMBER).errors) == ["file"]


def test_what_is_no_picture_is_refused_and_not_kept(small_town: Town) -> None:
    """Typed by content, not by name."""
    content = b"<html>not a picture</html>"
    reply = small_town.try_say(EDITOR, f"skärmdump {ACCOUNT}", NOVEMBER, files={"file": content})
    assert list(reply.errors) == ["file"]
    assert not small_town.try_say(EDITOR, f"skärmdump {ACCOUNT} fil=hemlig.png", NOVEMBER).ok


def test_a_corrected_time_moves_it_to_its_half_year(small_town: Town) -> None:
    """C1, S3: the new row counts, the old one is voided."""
    small_town.say(EDITOR, f'skärmdump {ACCOUNT} plats="e-arkivet"', NOVEMBER)
    small_town.say(EDITOR, "rätta S-2026-0001 när=2026-06-30T12:00", NOVEMBER)
    with small_town.database.read() as session:
        account = small_town.account()
        assert snapshots.taken(session, [account.id], "2026-H2") == frozenset()
        assert snapshots.taken(session, [account.id], "2026-H1") == {account.id}
