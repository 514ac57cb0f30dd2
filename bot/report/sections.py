"""The sections of the council's report, in order. A new one is a function of the findings and a line in `SECTIONS`."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.report.council import council
from bot.report.findings import Findings
from bot.report.needs import closings, gaps
from bot.report.parts import Cell, Column, Grid, Kind, Part, Series, Share, Stack, Weeks
from core import audit
from core.card import Bar, Chart
from core.figures import FEWEST_SHOWN, Outcome, is_small, too_telling
from core.overview import Overview
from core.overview.answering import QuestionRow
from core.overview.lines import Line
from core.overview.standing import Snapshots
from core.words import N_, _, n_
from core.words.figures import (
    decimal,
    duration,
    label_of,
    outcome_labels,
    part_name,
    percent,
    period_name,
    said_of,
)
from core.words.times import joined

LOOKS = {
    Outcome.IN_TIME: "good", Outcome.LATE: "warn", Outcome.OVERDUE: "bad", Outcome.OPEN: "open",
    Outcome.UNSET: "dotted", Outcome.CLOSED: "quiet",
}  # fmt: skip
_ADVISED_LOOKS = {Outcome.LATE: "mild", Outcome.OVERDUE: "warn"}


def _looks(found: Findings) -> dict[Outcome, str]:
    """How outcomes are drawn: nothing is alarming where the guideline's time does not bind."""
    return LOOKS if found.scope.policy.reply.binds else LOOKS | _ADVISED_LOOKS


def _labels(found: Findings) -> dict[Outcome, str]:
    return outcome_labels(found.scope.policy, found.now.answering.counts)


def summary(found: Findings) -> Part:
    """The period in a few sentences, as one would tell them."""
    said = [_answers_said(found), _posts_said(found), _removals_said(found), *_snapshots_said(found.now)]
    return Part(_("Summary"), (" ".join(filter(None, said)), _waits_said(found)))


def _answers_said(found: Findings) -> str:
    answering, before = found.now.answering, found.before and found.before.answering
    came = n_("{count} question came in.", "{count} questions came in.", answering.total)
    if not answering.with_due:
        return came
    share = percent(answering.in_time, answering.with_due)
    counts: dict[str, object] = {"part": answering.in_time, "whole": answering.with_due, "share": share}
    said = _("{part} of {whole} answers were in time, {share}", **counts)
    if not found.scope.policy.reply.binds:
        said = _("{part} of {whole} answers came within the recommended time, {share}", **counts)
    if before and before.with_due:
        said += _(" (the period before: {share})", share=percent(before.in_time, before.with_due))
    return f"{came} {said}."


def _posts_said(found: Findings) -> str:
    posting = found.now.posting
    if posting.mean is None:
        return _("How many posts there were is unknown.") if posting.weeks_lived else ""
    return _(
        "The accounts posted {mean} times a week on average, known for {known} of {weeks} account-weeks.",
        mean=decimal(posting.mean), known=posting.weeks_known, weeks=posting.weeks_lived,
    )  # fmt: skip


def _removals_said(found: Findings) -> str:
    cases = sum(each.cases for each in found.now.removals)
    if not cases:
        return _("Nothing was hidden or removed.")
    return n_(
        "Material was hidden or removed in {count} case.",
        "Material was hidden or removed in {count} cases.",
        cases,
    )


def _snapshots_said(now: Overview) -> Sequence[str]:
    return [
        _("{part} of {whole} accounts have a snapshot for {period}.",
          part=len(half.taken), whole=len(half.expected), period=period_name(half.name))
        for half in now.snapshots
    ]  # fmt: skip


def _waits_said(found: Findings) -> str:
    now = found.now
    said = [
        n_("{count} request waits for approval", "{count} requests wait for approval", len(now.approvals))
        if now.approvals else "",
        n_("{count} closing is asked for", "{count} closings are asked for", len(now.closings))
        if now.closings else "",
        n_("{count} account has been silent for too long", "{count} accounts have been silent for too long",
           len(found.silent)) if found.silent else "",
        n_("there is {count} gap", "there are {count} gaps", len(now.gaps)) if now.gaps else "",
    ]  # fmt: skip
    waits = [each for each in said if each]
    return _("Now {what}.", what=joined(waits)) if waits else _("Nothing waits for a decision now.")


def trends(found: Findings) -> Part:
    """The period beside the one before."""
    before = found.before
    shown = zip(_trend_labels(found), _trend(found.now), _trend(before) if before else _NOTHING, strict=True)
    columns = (
        Column(_("Figure"), width=3),
        Column(said_of(found.period), Kind.NUMBER, width=2),
        Column(said_of(before.period) if before else _("No period before"), Kind.NUMBER, width=2),
    )
    rows = tuple((_(label), now, then) for label, now, then in shown)
    grid = Grid(
        _("The figures"), _("The figures of the period beside those of the period before"), columns, rows
    )
    return Part(_("The period and the one before"), grids=(grid,))


_TREND_LABELS = (
    N_("Questions received"), N_("Answers with a due time"), N_("Answered in time"), N_("Share in time"),
    N_("Median time to answer, working time"), N_("Posts per week and account"), N_("Account-weeks known"),
    N_("Account-weeks in use"), N_("Moderation cases"), N_("Snapshots taken"), N_("Snapshots expected"),
)  # fmt: skip
_ADVISED_LABELS = {
    "Answered in time": N_("Answered within the recommended time"),
    "Share in time": N_("Share within the recommended time"),
}
_NOTHING = (None,) * len(_TREND_LABELS)


def _trend_labels(found: Findings) -> tuple[str, ...]:
    if found.scope.policy.reply.binds:
        return _TREND_LABELS
    return tuple(_ADVISED_LABELS.get(label, label) for label in _TREND_LABELS)


def _trend(of: Overview) -> tuple[Cell, ...]:
    answering, posting, halves = of.answering, of.posting, of.snapshots
    return (
        answering.total, answering.with_due, answering.in_time, Share.of(answering.in_time, answering.with_due),
        answering.median.working if answering.median else None,
        None if posting.mean is None else round(posting.mean, 1), posting.weeks_known, posting.weeks_lived,
        sum(each.cases for each in of.removals), sum(len(half.taken) for half in halves),
        sum(len(half.expected) for half in halves),
    )  # fmt: skip


def accounts(found: Findings) -> Part:
    """A line an account, with its weeks as a small picture; what few people did is not told of."""
    columns = (
        Column(_("Account"), width=4), Column(_("Unit"), width=4), Column(_("Questions"), Kind.NUMBER),
        Column(_("In time"), Kind.NUMBER), Column(_("Posts a week"), Kind.NUMBER),
        Column(_("Weeks"), Kind.STRIP, width=5), Column(_("Removed"), Kind.NUMBER), Column(_("Gaps"), Kind.NUMBER),
    )  # fmt: skip
    hidden = too_telling({line.account.id: line.cases for line in found.lines})
    lacks = Counter(account.id for account, _gap in found.now.gaps)
    rows = tuple(
        _account(found, line, line.account.id in hidden, lacks[line.account.id]) for line in found.lines
    )
    text = _(
        "Of fewer than {count} answers no share is shown, and fewer than {count} removals are not counted account by "
        "account: a person could be told by them. In the picture a column is a week; a framed one is unknown.",
        count=FEWEST_SHOWN,
    )
    grid = Grid(_("Accounts"), _("Each account in the period"), columns, rows)
    return Part(_("Account by account"), (text,) if rows else (_("No account was in use."),), grids=(grid,))


def _account(found: Findings, line: Line, hides_cases: bool, gaps: int) -> tuple[Cell, ...]:
    strip = line.strip
    return (
        line.account.slug, line.account.unit, line.received,
        _few() if is_small(line.with_due) else Share.of(line.in_time, line.with_due),
        round(strip.mean, 1) if strip and strip.mean is not None else None, _weeks(found, line),
        _few() if hides_cases else line.cases, gaps,
    )  # fmt: skip


def _few() -> str:
    return _("fewer than {count}", count=FEWEST_SHOWN)


def _weeks(found: Findings, line: Line) -> Weeks | None:
    strip = line.strip
    if strip is None:
        return None
    told = _(
        "{posts} posts in {known} known weeks of {weeks}",
        posts=strip.total,
        known=strip.known,
        weeks=strip.weeks,
    )
    return Weeks(strip.posts, strip.first, strip.after, strip.wanted or 0, told)


def questions(found: Findings) -> Part:
    """How questions stand, by when they came; the list of them is for the spreadsheet."""
    answering, looks = found.now.answering, _looks(found)
    chart = Stack(
        _("Questions, by when they came"), _outcomes_told(found),
        tuple(part_name(part) for part, _counts in answering.by_part),
        tuple(
            Series(_(label), looks[outcome], tuple(counts.get(outcome, 0) for _part, counts in answering.by_part))
            for outcome, label in _labels(found).items()
            if answering.counts.get(outcome)
        ),
    )  # fmt: skip
    counts = tuple((_(label), answering.counts.get(outcome, 0)) for outcome, label in _labels(found).items())
    columns = (Column(_("Outcome"), width=3), Column(_("Questions"), Kind.NUMBER))
    grid = Grid(_("Outcomes"), _("Questions of the period by how they stand"), columns, counts)
    if not answering.total:
        return Part(_("Questions"), (_("No questions came in the period."),))
    return Part(_("Questions"), _medians(found), (chart,), (grid, _question_list(found)))


def _outcomes_told(found: Findings) -> str:
    counts = found.now.answering.counts
    return ", ".join(f"{_(label)}: {counts[o]}" for o, label in _labels(found).items() if counts.get(o))


def _medians(found: Findings) -> tuple[str, ...]:
    median, slowest = found.now.answering.median, found.now.answering.slowest
    if median is None or slowest is None:
        return ()
    return (
        _("Half of the answers took {working} of working time or less ({plain} by the clock), the slowest {slowest}.",
          working=duration(median.working), plain=duration(median.plain), slowest=duration(slowest.working)),
    )  # fmt: skip


def _question_list(found: Findings) -> Grid:
    columns = (
        Column(_("Question"), width=2), Column(_("Account"), width=3), Column(_("Received"), Kind.MOMENT),
        Column(_("Answer at the latest"), Kind.MOMENT), Column(_("Answered"), Kind.MOMENT),
        Column(_("Outcome"), width=3),        Column(_("Working hours to the answer"), Kind.NUMBER),
    )  # fmt: skip
    rows = tuple(_question(found, row) for row in found.questions)
    return Grid(_("Questions"), _("Every question of the period"), columns, rows, in_print=False)


def _question(found: Findings, row: QuestionRow) -> tuple[Cell, ...]:
    hours = round(row.took.working.total_seconds() / 3600, 2) if row.took else None
    return (
        row.number, row.account, _local(found, row.received_at), _local(found, row.due_at),
        _local(found, row.answered_at), _(label_of(found.scope.policy, row.outcome)), hours,
    )  # fmt: skip


def _local(found: Findings, at: datetime | None) -> datetime | None:
    """Local and naive, to the second, as a spreadsheet wants it."""
    return found.scope.calendar.local(at).replace(tzinfo=None, microsecond=0) if at else None


def moderation(found: Findings) -> Part:
    """What was hidden or removed, by category; never a comment."""
    removals = found.now.removals
    if not removals:
        return Part(_("Moderation"), (_("Nothing was hidden or removed in the period."),))
    bars = tuple(Bar(each.name, each.cases) for each in removals)
    told = ", ".join(f"{each.name}: {each.cases}" for each in removals)
    columns = (
        Column(_("Category"), width=4),
        Column(_("Cases"), Kind.NUMBER),
        Column(_("Comments"), Kind.NUMBER),
    )
    rows = tuple((each.name, each.cases, each.comments) for each in removals)
    grid = Grid(_("Moderation"), _("Cases and comments by category"), columns, rows)
    return Part(_("Moderation"), (), (Chart(_("Removals by category"), told, bars),), (grid,))


def snapshots(found: Findings) -> Part:
    """The snapshots of the half-years or years, and the accounts that lack one (C1)."""
    halves = found.now.snapshots
    if not halves:
        return Part(_("Snapshots"), (_("The guideline asks for none."),))
    columns = (Column(_("Account"), width=4), Column(_("Unit"), width=4), Column(_("Time"), width=2))
    rows = tuple(row for half in halves for row in _missing(half))
    text = tuple(_snapshots_said(found.now))
    grid = Grid(_("Snapshots missing"), _("Accounts without a snapshot"), columns, rows)
    return Part(_("Snapshots"), text, grids=(grid,) if rows else ())


def _missing(half: Snapshots) -> Sequence[tuple[Cell, ...]]:
    return [
        (account.slug, account.unit, period_name(half.name))
        for account in half.expected
        if account.id not in half.taken
    ]


Section = Callable[[Findings], Part]


def log(found: Findings) -> Part:
    """The head of the audit chain: on paper, it proves that nothing before it was changed later (S3)."""
    head = audit.head(found.scope.session, found.scope.workspace_id)
    grouped = " ".join(head.hash[at : at + 8] for at in range(0, len(head.hash), 8))
    said = n_(
        "The log had {count} row when this was made.",
        "The log had {count} rows when this was made.",
        head.seq,
    )
    how = _(
        'Its head shows whether any of them was changed afterwards: somerad audit verify --head "{hash}"',
        hash=grouped,
    )
    return Part(_("The log"), (f"{said} {how}",))


SECTIONS: tuple[Section, ...] = (
    summary, trends, accounts, questions, moderation, snapshots, gaps, closings, council, log,
)  # fmt: skip
