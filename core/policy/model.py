"""The policy model: every value with the rule it answers to, where it stands, and whether it is a `ska` or a `bör`."""

from datetime import date

from pydantic import Field

from core.policy.accounts import Accounts, Approval, Council
from core.policy.diary import Diary
from core.policy.moderation import Moderation
from core.policy.parts import Part, Text
from core.policy.posting import Inactivity, Posting, Posts
from core.policy.questions import Reply
from core.policy.records import Retention, Snapshots
from core.policy.speaking import Calendar, Reminders
from core.policy.supervision import Supervision
from core.words import N_
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
    accounts: Accounts
    council: Council
    inactivity: Inactivity
    posting: Posting
    reply: Reply
    diary: Diary = Field(title=N_("The diary"))
    supervision: Supervision = Field(title=N_("Supervision"))
    moderation: Moderation
    posts: Posts
    snapshots: Snapshots
    retention: Retention
    reminders: Reminders

    @property
    def window(self) -> Window:
        """When the bot may speak, on working days."""
        return Window(self.reminders.opens.value, self.reminders.closes.value)
