"""Mistakes mended: undone within minutes, corrected after that; a row is voided, never deleted (S3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from commands import choices, rights
from commands.command import LOGS, Ask, Command, Context, Form, Key, NoForm
from commands.recent import not_ahead
from core import audit, logbook, moderation, posts, questions, snapshots
from core.accounts import Account
from core.card import Button, Card
from core.errors import Refused
from core.logbook import Author, LogRow
from core.moderation import Action, Case
from core.policy.moderation import Category, Judgement
from core.policy.posting import Basis
from core.policy.questions import Kind
from core.posts import Pictured, Post
from core.questions import Question
from core.snapshots import Cause, Snapshot
from core.watch import Family, wake
from core.words import N_, _

ACCOUNT = Key("konto", "account", N_("Account"), source=choices.ACCOUNTS)
WHEN = Key("när", "when", N_("When"))
LINK = Key("länk", "link", N_("Link"), max_length=1000)
PLACE = Key("plats", "place", N_("Where it is kept"), place=True)


RECORDED = frozenset(
    {"question.recorded", "moderation.recorded", "post.recorded", "snapshot.recorded", "log.corrected"}
)
SETTLED = frozenset({"question.answered", "question.closed"})
# Signing belongs to its answer; what was undone is not undone again.
PASSED_OVER = frozenset(
    {"question.signed", "question.unsigned", "log.voided", "log.reinstated", "question.answer_undone",
     "question.reopened"}
)  # fmt: skip
KINDS = {"F": questions.identify, "M": moderation.identify, "I": posts.identify, "S": snapshots.identify}


def undo(context: Context, _form: NoForm) -> Card:
    """Takes back one's own last entry, if it is fresh and nobody has built on it."""
    minutes = context.policy.reminders.undo_minutes.value
    done = audit.since(context.session, context.workspace_id, context.now - timedelta(minutes=minutes))
    touched: set[str] = set()
    for entry in reversed(done):
        if entry.actor != context.doer.slug:
            touched.add(entry.subject)
        elif (card := _undone(context, entry, touched)) is not None:
            return card
    raise Refused(
        _("You have recorded nothing in the last {minutes} minutes.", minutes=minutes),
        _("Correct an older entry by its number: rätta F-2026-0001"),
    )


def _undone(context: Context, entry: audit.Entry, touched: set[str]) -> Card | None:
    """The card of an entry taken back; None for what is no entry of the log, or is taken back already."""
    number = entry.subject.partition(":")[2]
    row = KINDS[number[0]](context.session, context.workspace_id, number) if number[:1] in KINDS else None
    is_log = row is not None or entry.action == "post.week"
    if not is_log or entry.action in PASSED_OVER or _is_undone(row, entry.action):
        return None
    if row is None:
        raise Refused(
            _("A week's answer is not undone, but answered again."),
            _("Say it as it should be: inlägg {slug} antal=… vecka=…", slug=number),
        )
    if entry.action not in RECORDED | SETTLED:
        raise Refused(
            _("What you did last, with {number}, can't be undone.", number=number),
            _("Correct it: rätta {number}", number=number),
        )
    if entry.subject in touched:
        raise Refused(
            _("Somebody else has worked with {number} since.", number=number),
            _("Correct it instead: rätta {number}", number=number),
        )
    if entry.action in SETTLED and isinstance(row, Question):
        return _reopen(context, row)
    return _void(context, row)


def _is_undone(row: LogRow | None, action: str) -> bool:
    if isinstance(row, Question) and action in SETTLED:
        return row.is_open or row.voided_at is not None
    return row is not None and row.voided_at is not None


def _void(context: Context, row: LogRow) -> Card:
    reinstated = logbook.undo(context, row)
    for each in (row, *reinstated):
        _wake(context, each)
    lines = [_("It stays in the log, marked as voided.")]
    lines += [_("{number} counts again.", number=old.number) for old in reinstated]
    return Card(_("{number} is undone", number=row.number), "\n".join(lines), data={"undone": row.number})


def _reopen(context: Context, question: Question) -> Card:
    if question.answered_at:
        questions.take_back_answer(context, question)
    else:
        questions.reopen(context, question)
    return Card(_("{number} is open again", number=question.number), data={"undone": question.number})


def _wake(context: Context, row: LogRow) -> None:
    if isinstance(row, Question):
        wake(context, row.id, Family.QUESTION)
    elif isinstance(row, Case):
        wake(context, row.id, Family.CASE)
    elif isinstance(row, Post):
        wake(context, row.account_id, Family.POSTING, Family.INACTIVITY)
        wake(context, row.id, Family.CONSENT)
    else:
        wake(context, row.account_id, Family.SNAPSHOT)


class QuestionForm(Form):
    """What was wrong about a question."""

    row: Annotated[Question, Key("nummer", "number", N_("Question"), position=1, source=choices.QUESTIONS)]
    account: Annotated[Account | None, ACCOUNT] = None
    received_at: Annotated[datetime | None, Key("när", "when", N_("When the citizen wrote"))] = None
    answered_at: Annotated[datetime | None, Key("besvarad", "answered", N_("When it was answered"))] = None
    reopen: Annotated[bool | None, Key("öppen", "open", N_("It is open: neither answered nor closed"))] = None
    link: Annotated[str | None, LINK] = None
    text: Annotated[
        str | None, Key("text", "text", N_("The question in short"), long=True, max_length=3000)
    ] = None
    kind: Annotated[Kind | None, Key("slag", "kind", N_("Kind"), source=choices.KINDS)] = None


class CaseForm(Form):
    """What was wrong about a moderation case."""

    row: Annotated[Case, Key("nummer", "number", N_("Moderation case"), position=1, source=choices.CASES)]
    account: Annotated[Account | None, ACCOUNT] = None
    happened_at: Annotated[datetime | None, WHEN] = None
    category: Annotated[
        Category | None, Key("kategori", "category", N_("What it was"), source=choices.CATEGORIES)
    ] = None
    action: Annotated[Action | None, Key("åtgärd", "action", N_("What you did"), source=choices.ACTIONS)] = (
        None
    )
    judgement: Annotated[
        Judgement | None, Key("bedömning", "judgement", N_("Your judgement"), source=choices.JUDGEMENTS)
    ] = None
    link: Annotated[str | None, LINK] = None
    place: Annotated[str | None, PLACE] = None
    police_report: Annotated[str | None, Key("polisanmälan", "police", N_("Police report (K-number)"))] = None
    diary_number: Annotated[str | None, Key("diarienummer", "diary", N_("Diary number"))] = None
    profile: Annotated[str | None, Key("profil", "profile", N_("Profile that is blocked"))] = None
    count: Annotated[int | None, Key("antal", "count", N_("How many")), Field(ge=1, le=10_000)] = None
    author: Annotated[
        Author | None, Key("skrivet-av", "author", N_("Who wrote it"), source=choices.AUTHORS)
    ] = None


class PostForm(Form):
    """What was wrong about a post."""

    row: Annotated[Post, Key("nummer", "number", N_("Post"), position=1, source=choices.POSTS)]
    account: Annotated[Account | None, ACCOUNT] = None
    published_at: Annotated[datetime | None, WHEN] = None
    count: Annotated[int | None, Key("antal", "count", N_("How many posts")), Field(ge=1, le=1000)] = None
    link: Annotated[str | None, LINK] = None
    basis: Annotated[
        Basis | None, Key("grund", "basis", N_("Legal basis for personal data"), source=choices.BASES)
    ] = None
    pictured: Annotated[
        Pictured | None, Key("bild", "picture", N_("People in the picture"), source=choices.PICTURED)
    ] = None
    rights_cleared: Annotated[
        bool | None, Key("rättigheter", "rights", N_("The rights to the pictures are cleared"))
    ] = None


class SnapshotForm(Form):
    """What was wrong about a snapshot."""

    row: Annotated[Snapshot, Key("nummer", "number", N_("Snapshot"), position=1, source=choices.SNAPSHOTS)]
    account: Annotated[Account | None, ACCOUNT] = None
    taken_at: Annotated[datetime | None, WHEN] = None
    cause: Annotated[Cause | None, Key("orsak", "cause", N_("Why it is taken"), source=choices.CAUSES)] = None
    place: Annotated[str | None, PLACE] = None


def corrected(correct: Callable[..., LogRow]) -> Callable[[Context, Any], Card | Ask]:
    """The command that corrects a row with core's `correct`; without a change given it asks what was wrong."""

    def run(context: Context, form: Any) -> Card | Ask:
        logbook.must_stand(form.row)
        given = {name: value for name in _changeable(form) if (value := getattr(form, name)) is not None}
        if not given:
            return Ask(_changeable(form))
        new = correct(context, form.row, **_as_columns(context, given))
        return Card(
            _("{old} is corrected: it is now {new}", old=form.row.number, new=new.number),
            _("{old} stays in the log, marked as voided.", old=form.row.number),
            buttons=(Button(_("Undo"), "ångra"),),
            data={"number": new.number, "replaces": form.row.number},
        )

    return run


def _changeable(form: Form) -> tuple[str, ...]:
    return tuple(name for name in type(form).model_fields if name != "row")


def _as_columns(context: Context, given: dict[str, Any]) -> dict[str, Any]:
    """Values as the rows' columns hold them."""
    columns: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, datetime):
            columns[name] = not_ahead(context, name, value)
        elif isinstance(value, Account):
            rights.may_account(context, LOGS, value)
            columns["account_id"] = value.id
        elif isinstance(value, Category):
            columns[name] = value.id
        else:
            columns[name] = value
    return columns


COMMANDS = (
    Command(
        "log.undo", "ångra", "undo", NoForm, undo, LOGS, N_("Undo your last entry"), rules=("S3",),
        examples=("ångra",),
    ),
    Command(
        "question.correct", "rätta F-*", "correct F-*", QuestionForm, corrected(questions.correct), LOGS,
        N_("Correct a question"), about="row", rules=("S3", "F10"),
        examples=('rätta F-2026-0001 när="2026-11-20 15:00"',),
    ),
    Command(
        "moderation.correct", "rätta M-*", "correct M-*", CaseForm, corrected(moderation.correct), LOGS,
        N_("Correct a moderation case"), about="row", rules=("S3", "F13"),
        examples=("rätta M-2026-0001 kategori=reklam",),
    ),
    Command(
        "post.correct", "rätta I-*", "correct I-*", PostForm, corrected(posts.correct), LOGS,
        N_("Correct a post"), about="row", rules=("S3", "F9"), examples=("rätta I-2026-0001 antal=2",),
    ),
    Command(
        "snapshot.correct", "rätta S-*", "correct S-*", SnapshotForm, corrected(snapshots.correct), LOGS,
        N_("Correct a snapshot"), about="row", rules=("S3", "C1"), examples=("rätta S-2026-0001 orsak=avslut",),
    ),
)  # fmt: skip
