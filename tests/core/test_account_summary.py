"""The figures of one account are those of a unit that has no other (C2, F9, F10, S6)."""

import pytest

from core import account_summary, accounts, periods, summary
from tests.records import scope_of
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, Town, local, png

AT = local(2026, 12, 9, 12, 0)
SAID = (
    (f"fråga {ACCOUNT}", local(2026, 11, 2, 9, 0)),
    ("svar F-2026-0001 namn=Eva titel=Bibliotekarie avdelning=Kultur", local(2026, 11, 2, 11, 0)),
    (f"fråga {ACCOUNT}", local(2026, 11, 6, 15, 0)),
    ("svar F-2026-0002", local(2026, 11, 12, 9, 0)),
    (f"fråga {ACCOUNT}", local(2026, 11, 20, 9, 0)),
    (f"fråga {ACCOUNT}", AT),
    ("stäng F-2026-0004 orsak=dubblett", AT),
    (f"moderera {ACCOUNT} kategori=hets åtgärd=dold", local(2026, 11, 3, 9, 0)),
    (f"moderera {ACCOUNT} kategori=reklam åtgärd=borttagen", AT),
    (f"inlägg {ACCOUNT} antal=2", local(2026, 11, 18, 9, 0)),
    (f"inlägg {ACCOUNT}", local(2026, 12, 2, 9, 0)),
    (f"inlägg vecka {ACCOUNT} vecka=2026-W47 antal=3", AT),
    (f"mått {ACCOUNT} följare=1200", AT),
    (f"utvärdera {ACCOUNT} behåll", AT),
)


@pytest.mark.parametrize("named", [None, "2026-H2", "2026-H1", "2026-11-01--2026-11-30"])
def test_as_of_a_unit_with_no_other(town: Town, named: str | None) -> None:
    """Each read in its own way, and both by the same rules."""
    for line, at in SAID:
        town.try_say(EDITOR, line, at)
    town.say(EDITOR, f"skärmdump {ACCOUNT}", AT, files={"file": png()})
    town.now = AT
    with town.database.read() as session:
        scope = scope_of(town, session, COMMUNICATOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        assert account
        period = periods.named(named, scope.calendar) if named and "--" not in named else None
        if named and "--" in named:
            period = periods.between(*named.split("--"), scope.calendar)
        found = account_summary.of(scope, account, period).summary
        assert found == summary.of(scope, unit="Bibliotek", period=period)
        assert (
            found.received == (0 if named == "2026-H1" else found.received) and found.accounts["active"] == 1
        )
