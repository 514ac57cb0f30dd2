"""The policy model: every value with the rule it answers to, where it stands, and whether it is a `ska` or a `bör`."""

from datetime import date

from core.policy.accounts import Accounts, Approval, Council
from core.policy.life import Administrators, Infotext, Lending, Need, Plan, Transfer
from core.policy.moderation import Moderation
from core.policy.parts import Part, Text
from core.policy.posting import Inactivity, Posting, Posts
from core.policy.questions import Reply
from core.policy.records import Retention, Snapshots
from core.policy.speaking import Calendar, Reminders
from core.worktime import Window


class Document(Part):
    """The guideline itself."""

    title: Text
    municipality: Text
    number: Text | None
    decided: date | None
    decided_by: Text
    revised: date | None = None


class Policy(Part):
    """One municipality's whole policy, as its file says it."""

    document: Document
    calendar: Calendar
    approval: Approval
    need: Need
    accounts: Accounts
    administrators: Administrators
    plan: Plan
    lending: Lending
    transfer: Transfer
    infotext: Infotext
    council: Council
    inactivity: Inactivity
    posting: Posting
    reply: Reply
    moderation: Moderation
    posts: Posts
    snapshots: Snapshots
    retention: Retention
    reminders: Reminders

    @property
    def window(self) -> Window:
        """When the bot may speak, on working days."""
        return Window(self.reminders.opens.value, self.reminders.closes.value)
