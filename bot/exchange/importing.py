"""`somerad import`: reads a file, says row by row what would happen, and does it: all of it or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.app import App, check_schema, policy_of
from bot.exchange.reading import sheets_of
from core import intake, people, workspace
from core.database import take_turn
from core.errors import FieldError, Refused
from core.intake.columns import Kind, Sheet
from core.intake.plan import Fault, Outcome, Plan, Step
from core.scope import Scope
from core.words import N_, _, n_

Progress = Callable[[int, int], None]
OUTCOMES = {Outcome.NEW: N_("new"), Outcome.CHANGED: N_("altered"), Outcome.SAME: N_("as before")}
KINDS = {Kind.ACCOUNTS: N_("Accounts"), Kind.POSTS: N_("Posts"), Kind.QUESTIONS: N_("Questions")}
ORDER = tuple(Kind)


@dataclass(frozen=True)
class Told:
    """What an import does or would do, by table; `is_done` when it is."""

    plans: tuple[Plan, ...]
    is_done: bool

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong; with any, nothing is done."""
        return tuple(fault for plan in self.plans for fault in plan.faults)


class _Undo(Exception):
    """Nothing is kept."""


def import_file(
    app: App,
    path: Path,
    now: datetime,
    home: str = "",
    *,
    dry_run: bool,
    progress: Progress = lambda _done, _of: None,
) -> Told:
    """Accounts first, then their history, in one transaction. Refused where no table in it is understood."""
    check_schema(app.database)
    sheets = sorted(sheets_of(path), key=lambda sheet: ORDER.index(sheet.kind))
    plans: list[Plan] = []
    try:
        with app.database.write() as session:
            scope = _scope(session, home, now)
            take_turn(session, scope.workspace_id)
            for sheet in sheets:
                plans.append(_carry_out(scope, sheet, progress))
            if dry_run or any(plan.faults for plan in plans):
                raise _Undo
    except _Undo:
        return Told(tuple(plans), is_done=False)
    app.dispatch.wake()
    return Told(tuple(plans), is_done=True)


def _scope(session: Session, home: str, now: datetime) -> Scope:
    """The operator's, who does it."""
    found = workspace.find(session, home)
    policy = policy_of(found)
    operator = people.identify(session, found.id, "admin")
    calendar = workspace.calendar_of(found, policy)
    return Scope(session, found, policy, calendar, now, actor=operator, door="import")


def _carry_out(scope: Scope, sheet: Sheet, progress: Progress) -> Plan:
    """Does what is planned, so that what comes after sees it; what can't be done is a fault of its row."""
    plan, faults = intake.planned(scope, sheet), list[Fault]()
    for number, step in enumerate(plan.steps, 1):
        try:
            step.act()
        except (FieldError, Refused) as refused:
            faults.append(Fault(step.row, "", refused.text))
        progress(number, len(plan.steps))
    return replace(plan, faults=(*plan.faults, *faults))


def as_text(told: Told) -> str:
    """Row by row, then what is wrong, then the sums."""
    return "\n".join(line for plan in told.plans for line in _lines(plan)) + "\n" + _end(told)


def _lines(plan: Plan) -> Iterable[str]:
    sheet = plan.sheet
    yield f"{_(KINDS[sheet.kind])}: " + ", ".join(sheet.headings.values())
    if sheet.secret:
        yield _("Not read, and never kept: {columns}", columns=", ".join(sheet.secret))
    if sheet.unused:
        yield _("Not used: {columns}", columns=", ".join(sheet.unused))
    rows: list[Step | Fault] = sorted((*plan.steps, *plan.faults), key=lambda each: each.row)
    yield from (_line(each) for each in rows)


def _line(each: Step | Fault) -> str:
    if isinstance(each, Step):
        return _("  row {number}: {text}", number=each.row, text=each.text)
    where = f"{each.column}: " if each.column else ""
    return _("! row {number}: {text}", number=each.row, text=where + each.text)


def _end(told: Told) -> str:
    sums = [
        f"{_(KINDS[plan.sheet.kind])}: "
        + ", ".join(f"{count} {_(OUTCOMES[o])}" for o, count in plan.counted().items())
        for plan in told.plans
    ]
    if told.faults:
        sums.append(n_("{count} fault. Nothing was changed: mend it and try again.",
                       "{count} faults. Nothing was changed: mend them and try again.", len(told.faults)))  # fmt: skip
    elif told.is_done:
        sums.append(_("Done."))
    else:
        sums.append(_("Nothing was changed: this was a dry run."))
    return "\n".join(sums)


def as_data(told: Told) -> dict[str, object]:
    """The same for scripts."""
    return {
        "ok": not told.faults,
        "done": told.is_done,
        "tables": [
            {
                "kind": plan.sheet.kind.value,
                "counts": {outcome.value: count for outcome, count in plan.counted().items()},
                "rows": [{"row": s.row, "outcome": s.outcome.value, "text": s.text} for s in plan.steps],
                "faults": [{"row": f.row, "column": f.column, "text": f.text} for f in plan.faults],
            }
            for plan in told.plans
        ],
    }
