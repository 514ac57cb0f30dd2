"""Reminders after a change of guideline: what was said of the old due time is said anew of the new one."""

from dataclasses import replace
from datetime import datetime

from core import guideline, policy
from core.guideline import Proposal
from tests.records import scope_of
from tests.reminders.conftest import Speaking
from tests.town import ADMIN, EDITOR, local


def adopt(speaking: Speaking, name: str, now: datetime) -> None:
    """The town changes to a guideline that comes with the bot."""
    with speaking.town.database.write() as session:
        scope = replace(scope_of(speaking.town, session, ADMIN), now=now)
        guideline.adopt(scope, Proposal(name, None, policy.built_in(name)), "KS 2026-11-23 § 9")


def test_the_new_time_is_reminded_of_and_no_time_of_nothing(asked: Speaking) -> None:
    """F10, H9, G13: at eleven by Falköping's clock; by Hallstahammar's again; by Göteborg's never more."""
    asked.quietly(local(2026, 11, 23, 11))
    assert asked.heard.rules(EDITOR) == ["reply_due"]
    adopt(asked, "hallstahammar", local(2026, 11, 23, 11, 30))
    asked.quietly(local(2026, 11, 23, 12, 31))
    assert asked.heard.rules(EDITOR).count("reply_due") == 1
    asked.quietly(local(2026, 11, 23, 15, 30))
    assert "reply_due" not in asked.heard.rules(EDITOR)
    adopt(asked, "goteborg", local(2026, 11, 23, 16))
    asked.quietly(local(2026, 11, 24, 9))
    assert "reply_overdue" not in asked.heard.rules()
