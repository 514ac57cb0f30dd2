"""The history a town has: posts published before, and questions with when they came and were answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core import accounts, posts, questions
from core.accounts import Account
from core.intake import cells
from core.intake.columns import Kind, Row, Sheet
from core.intake.plan import Outcome, Plan, Reader, Step
from core.posts import Post
from core.questions import Question
from core.scope import Scope
from core.slugs import fold, slug_of
from core.words import N_, _
from core.words.times import moment

IMPORTED = N_("recorded before the bot came")
Key = tuple[int, datetime, str]


@dataclass(frozen=True)
class About:
    """What every row of a history says: its account, when (aware UTC), and its link."""

    account: Account
    at: datetime
    link: str

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return self.account.id, self.at, self.link


def plan(scope: Scope, sheet: Sheet) -> Plan:
    """What becomes of each row; one that is there already, by account, time and link, is as before."""
    reader, named = Reader(sheet), _by_name(scope)
    of_row = _posts(scope, reader) if sheet.kind is Kind.POSTS else _questions(scope, reader)
    told: dict[Key, int] = {}
    steps: list[Step] = []
    for row in sheet.rows:
        about = _about(scope, reader, row, named)
        if about is None:
            continue
        if told.setdefault(about.key, row.number) != row.number:
            text = _("{slug}: the same as row {number}", slug=about.account.slug, number=told[about.key])
            steps.append(Step(row.number, Outcome.SAME, text))
        elif step := of_row(row, about):
            steps.append(step)
    return Plan(sheet, tuple(steps), tuple(reader.faults))


def _by_name(scope: Scope) -> dict[str, Account]:
    """The accounts by short name and by the name they have on the web."""
    found: dict[str, Account] = {}
    for account in accounts.listed(scope):
        for name in filter(None, (account.slug, account.handle)):
            found.setdefault(fold(slug_of(name)), account)
    return found


def _about(scope: Scope, reader: Reader, row: Row, named: Mapping[str, Account]) -> About | None:
    name = reader.read(row, "account", lambda: cells.text(row.values.get("account"), 120), "")
    account = named.get(fold(slug_of(name)))
    if account is None:
        reader.note(row, "account", _("There is no account {word}.", word=name or "–"))
    at = reader.read(row, "at", lambda: _moment(scope, row, "at"), None)
    if at is None and not reader.has_faults(row):
        reader.note(row, "at", _("This is needed."))
    link = reader.read(row, "link", lambda: cells.address(row.values.get("link")), "")
    return None if account is None or at is None or reader.has_faults(row) else About(account, at, link)


def _moment(scope: Scope, row: Row, name: str) -> datetime | None:
    clock = row.values.get("time") if name == "at" else None
    return cells.moment(row.values.get(name), clock, scope.calendar, scope.now)


def _told(scope: Scope, about: About, text: str) -> str:
    return _(
        "{slug}: {what}, {time}", slug=about.account.slug, what=text, time=moment(about.at, scope.calendar)
    )


Of = Callable[[Row, About], Step | None]


def _posts(scope: Scope, reader: Reader) -> Of:
    """Each row posts published together."""
    there = {
        (post.account_id, post.published_at, post.link or "")
        for post in scope.session.exec(
            select(Post).where(Post.workspace_id == scope.workspace_id, col(Post.voided_at).is_(None))
        )
    }

    def of_row(row: Row, about: About) -> Step | None:
        value = row.values.get("count")
        count = 1 if value in (None, "") else reader.read(row, "count", lambda: cells.count(value), 0)
        if reader.has_faults(row):
            return None
        if about.key in there:
            return Step(row.number, Outcome.SAME, _told(scope, about, _("as before")))

        def act() -> None:
            posts.record(scope, about.account, about.at, count=count, link=about.link or None)

        return Step(row.number, Outcome.NEW, _told(scope, about, _("posts: {count}", count=count)), act)

    return of_row


def _questions(scope: Scope, reader: Reader) -> Of:
    """Each row a question, answered or not; never what the citizen wrote (S5)."""
    there = {
        (question.account_id, question.received_at, question.link or ""): question
        for question in scope.session.exec(
            select(Question).where(
                Question.workspace_id == scope.workspace_id, col(Question.voided_at).is_(None)
            )
        )
    }

    def of_row(row: Row, about: About) -> Step | None:
        answered = reader.read(row, "answered", lambda: _moment(scope, row, "answered"), None)
        name = reader.read(row, "signed_name", lambda: cells.text(row.values.get("signed_name"), 120), "")
        if answered and answered < about.at:
            reader.note(row, "answered", _("The answer can't be older than the question."))
        if reader.has_faults(row):
            return None
        known = there.get(about.key)
        if known and (answered is None or not known.is_open):
            return Step(row.number, Outcome.SAME, _told(scope, about, _("as before")))

        def act() -> None:
            question = known or questions.record(scope, about.account, about.at, link=about.link or None)
            if answered:
                questions.answer(scope, question, answered, name=name or None, unsigned_reason=_(IMPORTED))

        what = _("answered question") if answered else _("question without an answer")
        return Step(row.number, Outcome.CHANGED if known else Outcome.NEW, _told(scope, about, what), act)

    return of_row
