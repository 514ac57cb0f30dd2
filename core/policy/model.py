"""The policy model: every value with the rule it answers to, where it stands, and whether it is a `ska` or a `bör`."""

from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from core.policy.accounts import Accounts, Approval, Council
from core.policy.checklists import Checklists
from core.policy.crisis import Crisis
from core.policy.diary import Diary
from core.policy.life import Administrators, Infotext, Lending, Need, Plan, Transfer
from core.policy.measures import Evaluation, Metrics
from core.policy.moderation import Moderation
from core.policy.parts import Part, RuleId, Strength, Text, refuse_twins
from core.policy.personal import PersonalData
from core.policy.posting import Inactivity, Posting, Posts
from core.policy.questions import Reply
from core.policy.records import Retention, Snapshots
from core.policy.speaking import Calendar, Reminders
from core.policy.supervision import Supervision
from core.words import N_, _
from core.worktime import Window


class Rule(Part):
    """A rule of the document, in its own words made short; values cite it by its id."""

    id: RuleId
    section: Text
    strength: Literal[Strength.SHALL, Strength.SHOULD]
    text: Text


class Document(Part):
    """The guideline itself, with its rules."""

    title: Text
    municipality: Text
    number: Text | None
    decided: date | None
    decided_by: Text
    revised: date | None = None
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _rules_are_named_once(self) -> Self:
        refuse_twins((rule.id for rule in self.rules), "document.rules")
        return self


class Policy(Part):
    """One municipality's whole policy, as its file says it."""

    document: Document
    calendar: Calendar = Field(title=N_("Working days and office hours"))
    approval: Approval = Field(title=N_("Approval of a new account"))
    need: Need = Field(title=N_("The need of a new account"))
    accounts: Accounts = Field(title=N_("Accounts and profile"))
    administrators: Administrators = Field(title=N_("Administrators of an account"))
    plan: Plan = Field(title=N_("An account's plan"))
    lending: Lending = Field(title=N_("Lending an account"))
    transfer: Transfer = Field(title=N_("Handing an account over"))
    infotext: Infotext = Field(title=N_("The text of an account's profile"))
    council: Council = Field(title=N_("The editors' network"))
    crisis: Crisis = Field(title=N_("In a crisis"))
    inactivity: Inactivity = Field(title=N_("Inactive accounts"))
    posting: Posting = Field(title=N_("Posts"))
    reply: Reply = Field(title=N_("Answers to questions"))
    diary: Diary = Field(title=N_("The diary"))
    supervision: Supervision = Field(title=N_("Supervision"))
    moderation: Moderation = Field(title=N_("Removal of material"))
    posts: Posts = Field(title=N_("Personal data in posts"))
    personal_data: PersonalData = Field(title=N_("Responsibility for personal data"))
    metrics: Metrics = Field(title=N_("Metrics"))
    evaluation: Evaluation = Field(title=N_("Evaluation"))
    snapshots: Snapshots = Field(title=N_("Snapshots for the archive"))
    retention: Retention = Field(title=N_("Archiving and deletion"))
    # Late, as a rule is first cited where it decides something.
    checklists: Checklists = Field(title=N_("Checklists"))
    reminders: Reminders = Field(title=N_("When the bot speaks"))

    @model_validator(mode="after")
    def _minimums_are_of_platforms_in_use(self) -> Self:
        platforms = self.accounts.platforms.value
        for each in self.posting.minimum.value:
            if each.platform is not None and each.platform not in platforms:
                raise ValueError(
                    _("posting.minimum: {platform} is not in accounts.platforms", platform=each.platform)
                )
        return self

    @cached_property
    def window(self) -> Window:
        """When the bot may speak, on working days."""
        return Window(self.reminders.opens.value, self.reminders.closes.value)
