"""The policy model: every value with the rule it answers to, where it stands, and whether it is a `ska` or a `bör`."""

from datetime import date

from core.policy.accounts import Accounts, Approval, Council
from core.policy.checklists import Checklists
from core.policy.crisis import Crisis
from core.policy.measures import Evaluation, Metrics
from core.policy.moderation import Moderation
from core.policy.parts import Part, Text
from core.policy.personal import PersonalData
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
    accounts: Accounts
    council: Council
    crisis: Crisis
    inactivity: Inactivity
    posting: Posting
    reply: Reply
    moderation: Moderation
    posts: Posts
    personal_data: PersonalData
    metrics: Metrics
    evaluation: Evaluation
    snapshots: Snapshots
    retention: Retention
    checklists: Checklists  # late, as a rule is first cited where it decides something
    reminders: Reminders

    @property
    def window(self) -> Window:
        """When the bot may speak, on working days."""
        return Window(self.reminders.opens.value, self.reminders.closes.value)
