"""What a guideline says of records: snapshots for the archive, retention, public records."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, DayStage, Part, RuleId, Slug, Strength, Text, refuse_twins
from core.words import N_, _

Month = Annotated[int, Field(ge=1, le=12)]


class Period(StrEnum):
    """How often a snapshot of every account is taken."""

    HALF_YEAR = "half_year"
    YEAR = "year"


class Snapshots(Part):
    """The snapshot for the archive, and the days of its campaign months when it is reminded."""

    every: Cited[Period | None] = Field(title=N_("A snapshot of every account"))
    months: Cited[tuple[Month, ...]] = Field(title=N_("Months when snapshots are reminded of"))
    avoid: Cited[frozenset[Month]] = Field(title=N_("Months that no reminder of a snapshot is put in"))
    at_change: Cited[bool] = Field(title=N_("A snapshot also at larger changes"))
    at_closing: Cited[bool] = Field(title=N_("A last snapshot when an account is closed"))
    days: Cited[tuple[DayStage, ...]] = Field(title=N_("Days of those months"))
    max_megabytes: Cited[Annotated[int, Field(ge=1, le=500)]] = Field(title=N_("The largest file, in MB"))

    @model_validator(mode="after")
    def _one_month_a_period(self) -> Self:
        halves = sorted(month > 6 for month in self.months.value)
        if self.every.value is Period.HALF_YEAR and halves != [False, True]:
            raise ValueError(_("snapshots.months names one month of January-June and one of July-December"))
        if self.every.value is Period.YEAR and len(halves) != 1:
            raise ValueError(_("snapshots.months names one month of the year"))
        if self.avoid.value & set(self.months.value):
            raise ValueError(_("snapshots.months names a month that snapshots.avoid keeps free"))
        return self

    def month_of(self, period: str) -> int | None:
        """The month in which the period's snapshots are reminded of; `period` as `2026-H2` or `2026`."""
        half = period[5:]
        return next((m for m in self.months.value if not half or half == ("H2" if m > 6 else "H1")), None)


class Deletable(StrEnum):
    """A kind of entry that a retention rule may cover."""

    QUESTION = "question"
    POST = "post"
    CASE = "case"
    SNAPSHOT = "snapshot"
    DISCLOSURE = "disclosure"
    PERSON = "person"


class RetentionRule(Part):
    """What may be deleted, by which decision, after how long (G9: a decision always states its limit).

    `standing`: the decision holds for every such item, so that none needs a proposal and a protocol of its own (M14).
    `covers` are the kinds of entries it is about; `months` how long they are kept once they are settled, None where
    the decision sets no number and somebody judges what is no longer of use.
    """

    id: Slug
    what: Text
    decision: Text
    after: Text
    standing: bool = False
    covers: tuple[Deletable, ...] = ()
    months: Annotated[int, Field(ge=0, le=1200)] | None = None
    rule: RuleId
    section: Text
    strength: Strength
    reading: Text | None = None

    @model_validator(mode="after")
    def _content_is_never_routine(self) -> Self:
        if self.standing and Deletable.CASE in self.covers:
            raise ValueError(
                _("what is removed for its content is never routine: {rule} can't cover it", rule=self.id)
            )
        return self


class Retention(Part):
    """Archiving and deletion: where it is decided, and the rules taken from there (F18)."""

    decided_in: Cited[Text] = Field(title=N_("Archiving and deletion are decided in"))
    needs_decision: Cited[bool] = Field(title=N_("Deletion needs a decision with a time limit"))
    site_list: Cited[bool] = Field(title=N_("The list of accounts stands with the decision on deletion"))
    public_record: Cited[Text] = Field(title=N_("Public records"))
    rules: tuple[RetentionRule, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        refuse_twins((rule.id for rule in self.rules), "retention.rules")
        return self
