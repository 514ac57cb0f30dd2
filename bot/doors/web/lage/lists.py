"""The lists behind the status page's figures: numbers, accounts and times; never a citizen's words or address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.doors.web.lage.pieces import EVERY_ANSWER, WITH_DUE, Sheet, Way
from bot.doors.web.lage.words import due, moment, outcome_of_one, outcomes
from commands import choices
from core import gapwords, inventory, people
from core.accounts import Status
from core.figures import Outcome
from core.gaps import Gap
from core.inventory import AccountFacts
from core.overview import answering, removing, standing
from core.overview.answering import QuestionRow
from core.overview.removing import CaseRow
from core.overview.rows import Rows, paged
from core.periods import Period
from core.policy.accounts import said_steps
from core.scope import Scope
from core.words import N_, _
from core.words.figures import duration, period_name

T = TypeVar("T")
Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow a list: what it is called, where it is, whether it is the one shown."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its heading, what explains it, ways to narrow it, and one page of rows. `now`: whatever the period."""

    heading: str
    text: str
    rows: Rows[tuple[str, ...]]
    columns: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    now: bool = False

    @property
    def sheet(self) -> Sheet:
        """The page of rows as a table."""
        return Sheet(self.heading, self.columns, self.rows.rows)


def _shown(found: Rows[T], row: Callable[[T], tuple[str, ...]]) -> Rows[tuple[str, ...]]:
    return Rows(tuple(map(row, found.rows)), found.total, found.page, found.pages)


def _page(asked: Asked) -> int:
    word = asked.get("sida", "1")
    return int(word) if word.isdecimal() and len(word) < 6 else 1


def _choices(
    way: Way, what: str, key: str, options: Sequence[tuple[str, str]], chosen: str, **kept: str
) -> tuple[Choice, ...]:
    every = Choice(_("All"), way.to(what, **kept), not chosen)
    return (
        every,
        *(Choice(label, way.to(what, **kept, **{key: word}), word == chosen) for word, label in options),
    )


def questions(scope: Scope, period: Period, way: Way, asked: Asked) -> Listing:
    """Questions received in the period (F10)."""
    chosen = asked.get("utfall", "")
    wanted = tuple(outcome for outcome in Outcome if outcome.value in chosen.split(","))
    options = [(EVERY_ANSWER, _("All answered")), (WITH_DUE, _("Answered, with a set time"))]
    options += [
        (outcome.value, _(label))
        for outcome, (label, _mark) in outcomes(scope.policy, dict.fromkeys(wanted, 1)).items()
    ]
    is_answered = chosen == EVERY_ANSWER
    found = answering.listed(scope, period, wanted, _page(asked), only_answered=is_answered)
    return Listing(
        _("Questions"),
        _("Those that took longest first, in working time; then the unanswered by due time."),
        _shown(found, lambda row: _question(scope, row)),
        (_("Number"), _("Account"), _("How it stands"), _("Came"), _("Answer due"), _("Answered at"),
         _("Working time"), _("By the clock")),
        _choices(way, "fragor", "utfall", options, chosen if is_answered else ",".join(wanted)),
    )  # fmt: skip


def _question(scope: Scope, row: QuestionRow) -> tuple[str, ...]:
    took = (duration(row.took.working), duration(row.took.plain)) if row.took else ("–", "–")
    return (
        row.number,
        row.account,
        outcome_of_one(scope.policy, row.outcome),
        moment(row.received_at, scope.calendar),
        due(row.due_at, scope.calendar),
        moment(row.answered_at, scope.calendar),
        *took,
    )


def removals(scope: Scope, period: Period, way: Way, asked: Asked) -> Listing:
    """Moderation cases of the period (F12)."""
    names = removing.category_names(scope)
    chosen = asked.get("kategori", "")
    chosen = chosen if chosen in names else ""
    found = removing.listed(scope, period, chosen, _page(asked))
    return Listing(
        _("Removals"),
        _("What was hidden, removed or reported, and where people were blocked. Newest first."),
        _shown(found, lambda row: _case(scope, row)),
        (_("Number"), _("Account"), _("Category"), _("Action"), _("Comments"), _("When")),
        _choices(way, "borttaget", "kategori", tuple(names.items()), chosen),
    )


def _case(scope: Scope, row: CaseRow) -> tuple[str, ...]:
    action = choices.word_of(choices.ACTION_WORDS, row.action)
    when = moment(row.happened_at, scope.calendar)
    return (row.number, row.account, row.category, action, str(row.comments), when)


def states(scope: Scope, _period: Period, way: Way, asked: Asked) -> Listing:
    """Accounts by state, now."""
    chosen = asked.get("status", "")
    found = [a for a in inventory.taken(scope) if chosen not in set(Status) or a.status == chosen]
    options = [(state.value, _(label)) for state, label in choices.STATUS_LABELS.items()]
    return Listing(
        _("Accounts"),
        "",
        _shown(paged(found, _page(asked)), lambda account: _account(scope, account)),
        (_("Account"), _("Platform"), _("Unit"), _("Status"), _("Active since")),
        _choices(way, "konton", "status", options, chosen if chosen in set(Status) else ""),
        now=True,
    )


def _account(scope: Scope, account: AccountFacts) -> tuple[str, ...]:
    since = moment(account.activated_at, scope.calendar)
    return (account.slug, account.platform, account.unit, _(choices.STATUS_LABELS[account.status]), since)


SNAPSHOT_CHOICES = (("taken", N_("With a snapshot")), ("missing", N_("Without one")))


def snapshots(scope: Scope, period: Period, way: Way, asked: Asked) -> Listing:
    """The snapshots of the half-years the period touches (C1): those that lack one first."""
    found = standing.snapshots(scope, period, inventory.taken(scope))
    which, half_year = asked.get("vilka", ""), asked.get("halvar", "")
    rows = [
        (account.slug, period_name(half.name), taken.number, moment(taken.at, scope.calendar))
        if (taken := half.taken.get(account.id))
        else (account.slug, period_name(half.name), _("missing"), "–")
        for half in found
        if half_year not in {each.name for each in found} or half.name == half_year
        for account in sorted(half.expected, key=lambda account: account.id in half.taken)
        if which not in {"taken", "missing"} or (account.id in half.taken) is (which == "taken")
    ]
    kept = {"halvar": half_year} if half_year in {each.name for each in found} else {}
    options = [(word, _(label)) for word, label in SNAPSHOT_CHOICES]
    return Listing(
        _("Snapshots"),
        _("Accounts in use as the time ends, or now while it lasts."),
        paged(rows, _page(asked)),
        (_("Account"), _("Time"), _("Number"), _("Taken at")),
        _choices(way, "ogonblicksbilder", "vilka", options, which, **kept),
    )


def _gap(gap: Gap, names: Mapping[str, str]) -> str:
    return gapwords.said(gap.kind, names.get(gap.person, ""), gap.lacks, gap.should)


def gaps(scope: Scope, _period: Period, _way: Way, asked: Asked) -> Listing:
    """What accounts in use lack, now (F2, F3, F4)."""
    found = standing.gaps(scope, inventory.taken(scope))
    names = {person.slug: person.name for person in people.present(scope)}
    rows = [(account.slug, _gap(gap, names)) for account, gap in found]
    columns = (_("Account"), _("What is missing"))
    return Listing(_("Gaps"), "", paged(rows, _page(asked)), columns, now=True)


def closings(scope: Scope, _period: Period, _way: Way, asked: Asked) -> Listing:
    """Closings that communications is to decide (F5)."""
    found = standing.closings(inventory.taken(scope))
    names = standing.names_of(scope, (account.closing_requested_by for account in found))
    rows = [
        (
            account.slug,
            account.unit,
            names.get(account.closing_requested_by or 0, "–"),
            moment(account.closing_requested_at, scope.calendar),
        )
        for account in found
    ]
    columns = (_("Account"), _("Unit"), _("Asked for by"), _("Asked for"))
    text = _("Communications decides: konto avsluta ACCOUNT, or konto avslå ACCOUNT.")
    return Listing(_("Closings to decide"), text, paged(rows, _page(asked)), columns, now=True)


def requests(scope: Scope, _period: Period, _way: Way, asked: Asked) -> Listing:
    """Requests that wait for approval (F1)."""
    found = standing.requests(scope, inventory.taken(scope))
    names = standing.names_of(scope, (each.account.requested_by for each in found))
    rows = [
        (
            each.account.slug,
            each.account.unit,
            names.get(each.account.requested_by, "–"),
            moment(each.account.requested_at, scope.calendar),
            said_steps(each.steps),
        )
        for each in found
    ]
    columns = (_("Account"), _("Unit"), _("Asked for by"), _("Asked for"), _("Waits for"))
    return Listing(_("Requests that wait"), "", paged(rows, _page(asked)), columns, now=True)


List = Callable[[Scope, Period, Way, Asked], Listing]
LISTS: Mapping[str, List] = {
    "fragor": questions,
    "borttaget": removals,
    "konton": states,
    "ogonblicksbilder": snapshots,
    "luckor": gaps,
    "avslut": closings,
    "beslut": requests,
}
