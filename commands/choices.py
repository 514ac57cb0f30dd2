"""Where choices come from: one look-up that validates, suggests and fills every picker."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from sqlmodel import Session

from commands.command import Context, Option
from commands.grammar import nearest
from commands.rights import ANYWHERE
from core import (
    accounts,
    deletions,
    disclosures,
    evidence,
    logbook,
    meetings,
    moderation,
    people,
    periods,
    policy,
    posts,
    proceedings,
    questions,
    snapshots,
    tasks,
)
from core.accounts import Account
from core.deletions import Deletion, Hold
from core.digests import Place
from core.disclosures import Disclosure
from core.evaluations import Verdict
from core.evidence import StoredFile
from core.logbook import Author, LogRow
from core.meetings import Answer, Meeting
from core.moderation import Action, Case, FollowUp
from core.people import Person, Role
from core.periods import Period
from core.policy.checklists import Checklists
from core.policy.moderation import Category, Judgement
from core.policy.parts import Named
from core.policy.posting import Basis
from core.policy.questions import Kind
from core.policy.records import Deletable, RetentionRule
from core.posts import Pictured, Post
from core.proceedings import DecisionRow
from core.questions import Question
from core.reports import Format
from core.slugs import fold
from core.snapshots import Cause, Snapshot
from core.tasks import Task
from core.words import N_, _
from core.words.figures import period_name
from core.words.times import day, deadline

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_MENTION = re.compile(r"<@(?P<id>[A-Za-z0-9-]+)(\|[^>]*)?>")
_MOST, _SLUG = 300, 25


@dataclass(frozen=True, eq=False)
class Source(Generic[T]):
    """Choices of one kind. `find` gives the value for a typed word, or None; `options` what can be chosen.

    `has_more`: `find` knows more than the options, such as what is older than the latest.
    """

    find: Callable[[Context, str], T | None]
    options: Callable[[Context], Iterable[Option]]
    unknown: str
    has_more: bool = False

    def resolve(self, context: Context, word: str) -> T:
        """The value for a word. ValueError says what is near, or what there is."""
        found = self.find(context, word.strip())
        if found is not None:
            return found
        values = [option.value for option in self.options(context)]
        said = _(self.unknown, word=word)
        if near := nearest(word, values):
            raise ValueError(f"{said} {_('Did you mean {near}?', near=near)}")
        if 0 < len(values) <= 15:
            raise ValueError(f"{said} {_('Choose one of: {choices}.', choices=', '.join(values))}")
        raise ValueError(said)

    def suggest(self, context: Context, typed: str) -> tuple[Option, ...]:
        """What can be chosen that has the text in its word or its label; all of it where nothing is typed."""
        word = typed.strip()
        wanted = fold(word)
        near = tuple(o for o in self.options(context) if wanted in fold(o.value) or wanted in fold(o.label))
        is_known = not near and self.has_more and word and self.find(context, word) is not None
        return (Option(word, word),) if is_known else near


def _enum(words: Mapping[E, tuple[str, str, str]], unknown: str) -> Source[E]:
    """A closed list: each member with its Swedish word, its English word and its label."""
    typed = {fold(word): member for member, names in words.items() for word in (*names[:2], member.value)}
    return Source(
        find=lambda _context, word: typed.get(fold(word)),
        options=lambda _context: [Option(sv, _(label)) for sv, _en, label in words.values()],
        unknown=unknown,
    )


def _among(value: E | None, allowed: Iterable[E]) -> E | None:
    return value if value in tuple(allowed) else None


def word_of(source_words: Mapping[E, tuple[str, str, str]], member: E) -> str:
    """The label of a member."""
    return _(source_words[member][2])


ROLE_WORDS = {
    Role.EDITOR: ("redaktör", "editor", N_("Editor")),
    Role.MANAGER: ("chef", "manager", N_("Manager")),
    Role.COMMUNICATIONS: ("kommunikation", "communications", N_("Communications")),
    Role.COUNCIL: ("råd", "council", N_("SoMe council")),
    Role.REGISTRAR: ("kansli", "registrar", N_("Registrar")),
    Role.ADMIN: ("admin", "admin", N_("Administrator")),
}
ACTION_WORDS = {
    Action.HIDDEN: ("dold", "hidden", N_("Hidden")),
    Action.REMOVED: ("borttagen", "removed", N_("Removed")),
    Action.BLOCKED: ("blockerad", "blocked", N_("Person blocked")),
    Action.REPORTED: ("anmäld-till-plattformen", "reported", N_("Reported to the platform")),
}
JUDGEMENT_WORDS = {
    Judgement.CRIME: ("brott", "crime", N_("Crime")),
    Judgement.UNSURE: ("osäker", "unsure", N_("Unsure")),
    Judgement.RULES: ("regelbrott", "rules", N_("Against the rules, no crime")),
}
FOLLOW_UP_WORDS = {
    FollowUp.EVIDENCE: ("underlag", "evidence", N_("Evidence")),
    FollowUp.POLICE_REPORT: ("polisanmälan", "police", N_("Police report")),
    FollowUp.JUDGEMENT: ("bedömning", "judgement", N_("Judgement")),
    FollowUp.BLOCK_REASON: ("orsak", "reason", N_("Reason for blocking")),
    FollowUp.DIARY: ("diarienummer", "diary", N_("Diary number")),
    FollowUp.AUTHOR: ("besked", "author", N_("Word to whoever wrote it")),
}
AUTHOR_WORDS = {
    Author.CITIZEN: ("medborgare", "citizen", N_("A citizen")),
    Author.OFFICIAL: ("tjänsteman", "official", N_("An official")),
}
PICTURED_WORDS = {
    Pictured.AGREED: ("godkänd", "agreed", N_("Everybody in the picture has agreed")),
    Pictured.NOBODY: ("ingen-på-bild", "nobody", N_("Nobody is in the picture")),
    Pictured.MISSING: ("saknas", "missing", N_("Somebody's agreement is missing")),
}
BASIS_WORDS = {
    Basis.CONSENT: ("samtycke", "consent", N_("Consent")),
    Basis.PUBLIC_INTEREST: ("allmänt-intresse", "public-interest", N_("Public interest")),
    Basis.NONE: ("inga-personuppgifter", "no-personal-data", N_("No personal data")),
}
KIND_WORDS = {
    Kind.QUESTION: ("fråga", "question", N_("Question")),
    Kind.VIEW: ("synpunkt", "view", N_("View or suggestion")),
    Kind.COMPLAINT: ("klagomål", "complaint", N_("Complaint")),
    Kind.CONFIDENTIAL: ("sekretess", "confidential", N_("Confidential")),
    Kind.CASE: ("ärende", "case", N_("Matter of a case")),
}
CAUSE_WORDS = {
    Cause.HALF_YEAR: ("halvår", "half-year", N_("Half-yearly")),
    Cause.YEAR: ("år", "year", N_("Yearly")),
    Cause.CHANGE: ("förändring", "change", N_("Before a larger change")),
    Cause.CLOSING: ("avslut", "closing", N_("Before closing")),
}
PLACE_WORDS = {
    Place.OWN: ("mig", "me", N_("To me")),
    Place.CHANNEL: ("kanalen", "channel", N_("In communications' channel only")),
    Place.NONE: ("ingen", "none", N_("Not at all")),
}
ACCESS_WORDS = {
    accounts.Access.ADMINISTRATOR: ("administratör", "administrator", N_("Communications is administrator")),
    accounts.Access.DEPOSITED: ("deponerad", "deposited", N_("The log-in is kept in a safe place")),
}
STATUS_LABELS = {
    accounts.Status.REQUESTED: N_("requested"),
    accounts.Status.APPROVED: N_("approved"),
    accounts.Status.ACTIVE: N_("active"),
    accounts.Status.CLOSING: N_("closing asked for"),
    accounts.Status.CLOSED: N_("closed"),
    accounts.Status.REJECTED: N_("rejected"),
}

MEETING_ANSWER_WORDS = {
    Answer.COMES: ("kommer", "comes", N_("I come")),
    Answer.CANT: ("kan-inte", "cant", N_("I can't")),
}
VERDICT_WORDS = {
    Verdict.KEEP: ("behåll", "keep", N_("Keep it")),
    Verdict.RAISE: ("öka", "raise", N_("Keep it and raise the activity")),
    Verdict.CLOSE: ("avsluta", "close", N_("Close it")),
}
SITUATION_WORDS = {
    "start": ("före-start", "before-start"),
    "roles": ("roller", "roles"),
    "posts": ("skriva", "posts"),
    "pictures": ("bilder", "pictures"),
    "answers": ("svara", "answers"),
    "supervision": ("uppsikt", "watch"),
    "removal": ("ta-bort", "remove"),
    "follow": ("följa", "follow"),
    "politics": ("politik", "politics"),
    "advice": ("råd", "advice"),
    "diary": ("diariet", "diary"),
    "archive": ("arkivering", "archive"),
    "deletion": ("gallring", "deletion"),
    "crisis": ("kris", "crisis"),
}

ROLES = _enum(ROLE_WORDS, N_("There is no role {word}."))
ACTIONS = _enum(ACTION_WORDS, N_("There is no action {word}."))
JUDGEMENTS = _enum(JUDGEMENT_WORDS, N_("There is no judgement {word}."))
FOLLOW_UPS = _enum(FOLLOW_UP_WORDS, N_("There is no follow-up {word}."))
_ALL_BASES = _enum(BASIS_WORDS, N_("There is no legal basis {word}."))
BASES: Source[Basis] = Source(
    find=lambda context, word: _among(_ALL_BASES.find(context, word), context.policy.posts.bases.value),
    options=lambda context: [
        Option(BASIS_WORDS[basis][0], _(BASIS_WORDS[basis][2])) for basis in context.policy.posts.bases.value
    ],
    unknown=_ALL_BASES.unknown,
)
FORMAT_WORDS = {
    Format.PDF: ("pdf", "pdf", N_("PDF, to read and to keep")),
    Format.XLSX: ("xlsx", "xlsx", N_("Excel workbook")),
    Format.CSV: ("csv", "csv", N_("CSV, the accounts alone")),
}
FORMATS = _enum(FORMAT_WORDS, N_("There is no format {word}."))
PLACES = _enum(PLACE_WORDS, N_("There is no such place: {word}."))
KINDS = _enum(KIND_WORDS, N_("There is no kind {word}."))
AUTHORS = _enum(AUTHOR_WORDS, N_("There is no author {word}."))
PICTURED = _enum(PICTURED_WORDS, N_("There is no answer {word}."))
CAUSES = _enum(CAUSE_WORDS, N_("There is no cause {word}."))
ACCESSES = _enum(ACCESS_WORDS, N_("There is no access {word}."))


_YES_NO = {"ja": True, "yes": True, "nej": False, "no": False}
# For what must be answered: a box that is not ticked says nothing.
YES_NO: Source[bool] = Source(
    find=lambda _context, word: _YES_NO.get(fold(word)),
    options=lambda _context: [Option("ja", _("Yes")), Option("nej", _("No"))],
    unknown=N_("Write ja or nej."),
)


def _account(context: Context, word: str) -> Account | None:
    return accounts.identify(context.session, context.workspace_id, word)


def _account_options(context: Context) -> list[Option]:
    """The caller's own accounts first, then the others in use."""
    mine = accounts.handled_by(context, context.actor) if context.actor else []
    others = [a for a in accounts.listed(context) if a.status is not accounts.Status.CLOSED and a not in mine]
    return [Option(a.slug, f"{a.slug} ({a.platform})") for a in (*mine, *others)]


def _person(context: Context, word: str) -> Person | None:
    if mention := _MENTION.fullmatch(word):
        return _member(context, mention["id"])
    found = people.identify(context.session, context.workspace_id, word)
    return found if found and found.left_at is None else None


def _person_options(context: Context) -> list[Option]:
    return [Option(p.slug, " · ".join(filter(None, (name_of(p), p.unit)))) for p in people.present(context)]


def name_of(person: Person) -> str:
    """A person's name, and whether they are away from the chat."""
    return person.name if person.is_here else _("{name} (away)", name=person.name)


def _member(context: Context, user: str) -> Person | None:
    """The person a chat member of the connected team is linked to."""
    team = context.workspace.team_of(context.door) or ""
    found = people.by_chat(context.session, context.door, team, user)
    return found if found and found.workspace_id == context.workspace_id else None


def _chat(context: Context, word: str) -> str | None:
    return next((door for door, name in _chats(context) if fold(word) in (fold(door), fold(name))), None)


def _chats(context: Context) -> list[tuple[str, str]]:
    """The chats the caller is linked in, each with what people call it."""
    return [(door, CHAT_NAMES[door]) for door in people.chats_of(context.session, context.doer)]


def _question_options(context: Context) -> list[Option]:
    """The open ones of the accounts that are the caller's to handle, first due first."""
    slugs = {account.id: account.slug for account in accounts.listed(context)}
    return [
        _open_question(context, q, slugs[q.account_id]) for q in questions.open_ones(context, theirs(context))
    ]


def _open_question(context: Context, question: Question, slug: str) -> Option:
    due = deadline(question.due_at, context.calendar, is_past=True) if question.due_at else ""
    return Option(question.number, " · ".join(filter(None, (question.number, slug[:_SLUG], due))))


def _recent(kind: type[LogRow], at: datetime) -> Callable[[Context], list[Option]]:
    """The latest rows of a kind of the accounts that are the caller's to handle, the newest first."""

    def options(context: Context) -> list[Option]:
        found = logbook.recent(context, kind, at, theirs(context), _MOST)
        return [
            Option(e.number, f"{e.number} · {e.account[:_SLUG]} · {day(context.calendar.local(e.at).date())}")
            for e in found
        ]

    return options


def theirs(context: Context) -> tuple[int, ...] | None:
    """The accounts an editor or a manager handles; None for who handles all."""
    if context.actor is None or context.roles & ANYWHERE:
        return None
    return tuple(account.id for account in accounts.concerning(context, context.actor, context.roles))


def _category(context: Context, word: str) -> Category | None:
    return _by_id(context.policy.moderation.categories, word)


N = TypeVar("N", bound=Named)


def _by_id(choices: Iterable[N], word: str) -> N | None:
    return next((choice for choice in choices if fold(word) in (fold(choice.id), fold(choice.name))), None)


def _named(choices: Callable[[Context], Iterable[Named]], unknown: str) -> Source[Named]:
    return Source(
        find=lambda context, word: _by_id(choices(context), word),
        options=lambda context: [Option(choice.id, choice.name) for choice in choices(context)],
        unknown=unknown,
    )


def _platform(context: Context, word: str) -> str | None:
    platforms = context.policy.accounts.platforms.value
    return next((platform for platform in platforms if fold(platform) == fold(word)), None)


ACCOUNTS: Source[Account] = Source(_account, _account_options, N_("There is no account {word}."))
UNITS: Source[str] = Source(
    lambda context, word: next((u for u in accounts.units(context) if fold(u) == fold(word)), None),
    lambda context: [Option(unit, unit) for unit in accounts.units(context)],
    N_("There is no unit {word}."),
)
PERIODS: Source[Period] = Source(
    lambda context, word: periods.named(word, context.calendar),
    lambda context: [Option(p, period_name(p)) for p in periods.offered(context.now, context.calendar)],
    N_("There is no period {word}."),
    has_more=True,
)
PEOPLE: Source[Person] = Source(_person, _person_options, N_("There is nobody called {word}."))
ANYBODY: Source[Person] = Source(
    lambda context, word: people.identify(context.session, context.workspace_id, word),
    lambda context: [
        *_person_options(context),
        *(Option(p.slug, _("{name} (has left)", name=p.name)) for p in people.gone(context)),
    ],
    N_("There is nobody called {word}."),
)
GONE: Source[Person] = Source(
    lambda context, word: people.identify(context.session, context.workspace_id, word),
    lambda context: [Option(p.slug, p.name) for p in people.gone(context)],
    N_("There is nobody called {word}."),
)
QUESTIONS: Source[Question] = Source(
    lambda context, word: questions.identify(context.session, context.workspace_id, word),
    _question_options,
    N_("There is no question {word}."),
    has_more=True,
)
CASES: Source[Case] = Source(
    lambda context, word: moderation.identify(context.session, context.workspace_id, word),
    _recent(Case, Case.happened_at),
    N_("There is no moderation case {word}."),
    has_more=True,
)
POSTS: Source[Post] = Source(
    lambda context, word: posts.identify(context.session, context.workspace_id, word),
    _recent(Post, Post.published_at),
    N_("There is no post {word}."),
    has_more=True,
)
SNAPSHOTS: Source[Snapshot] = Source(
    lambda context, word: snapshots.identify(context.session, context.workspace_id, word),
    _recent(Snapshot, Snapshot.taken_at),
    N_("There is no snapshot {word}."),
    has_more=True,
)
EVIDENCE: Source[StoredFile] = Source(
    lambda context, word: evidence.identify(context.session, context.workspace_id, word),
    lambda context: [
        Option(f.number, f"{f.number} · {f.about}") for f in evidence.latest(context, theirs(context), _MOST)
    ],
    N_("There is no evidence {word}."),
    has_more=True,
)
MEETING_ANSWERS = _enum(MEETING_ANSWER_WORDS, N_("There is no answer {word}."))
VERDICTS = _enum(VERDICT_WORDS, N_("There is no such evaluation: {word}."))


def situation_label(name: str) -> str:
    """What a situation of the checklists is called."""
    return _(Checklists.model_fields[name].title or "")


def _situation(_context: Context, word: str) -> str | None:
    said = fold(word)
    for name, words in SITUATION_WORDS.items():
        if said in (*map(fold, words), fold(situation_label(name))):
            return name
    return None


SITUATIONS: Source[str] = Source(
    _situation,
    lambda _context: [Option(words[0], situation_label(name)) for name, words in SITUATION_WORDS.items()],
    N_("There is no checklist {word}."),
)


def _meeting_options(context: Context) -> list[Option]:
    return [
        Option(m.number, f"{m.number} · {day(context.calendar.local(m.starts_at).date())}")
        for m in meetings.listed(context)[:_MOST]
    ]


MEETINGS: Source[Meeting] = Source(
    lambda context, word: meetings.identify(context.session, context.workspace_id, word),
    _meeting_options,
    N_("There is no meeting {word}."),
    has_more=True,
)
DECISIONS: Source[DecisionRow] = Source(
    lambda context, word: proceedings.decision(context.session, context.workspace_id, word),
    lambda context: [
        Option(d.number, f"{d.number} · {d.text[:60]}") for d in proceedings.latest(context, _MOST)
    ],
    N_("There is no decision {word}."),
    has_more=True,
)
TASKS: Source[Task] = Source(
    lambda context, word: tasks.identify(context.session, context.workspace_id, word),
    lambda context: [Option(t.number, f"{t.number} · {t.text[:60]}") for t in tasks.open_ones(context)],
    N_("There is no task {word}."),
    has_more=True,
)
_FINDERS: Mapping[str, Callable[[Session, int, str], LogRow | None]] = {
    "F": questions.identify, "I": posts.identify, "M": moderation.identify, "S": snapshots.identify,
}  # fmt: skip


def _entry(context: Context, word: str) -> LogRow | None:
    find = _FINDERS.get(word[:1].upper())
    return find(context.session, context.workspace_id, word) if find else None


ENTRIES: Source[LogRow] = Source(
    _entry,
    lambda context: CASES.options(context),
    N_("There is nothing in the log called {word}."),
    has_more=True,
)
DISCLOSURES: Source[Disclosure] = Source(
    lambda context, word: disclosures.identify(context.session, context.workspace_id, word),
    lambda context: [Option(d.number, d.number) for d in disclosures.latest(context, _MOST)],
    N_("There is no request {word}."),
    has_more=True,
)
DELETABLE_WORDS = {
    Deletable.QUESTION: ("fråga", "question", N_("Questions")),
    Deletable.POST: ("inlägg", "post", N_("Posts")),
    Deletable.CASE: ("moderering", "moderation", N_("Moderation cases")),
    Deletable.SNAPSHOT: ("ögonblicksbild", "snapshot", N_("Snapshots")),
    Deletable.DISCLOSURE: (
        "utlämnande",
        "disclosure",
        N_("Requests for public records, with what was handed out"),
    ),
    Deletable.PERSON: ("person", "person", N_("People who have left")),
}
DELETABLES = _enum(DELETABLE_WORDS, N_("There is no kind {word}."))
RULES: Source[RetentionRule] = Source(
    lambda context, word: next(
        (rule for rule in context.policy.retention.rules if fold(rule.id) == fold(word) and rule.covers), None
    ),
    lambda context: [Option(rule.id, rule.what) for rule in context.policy.retention.rules if rule.covers],
    N_("There is no rule {word} that the bot can go by."),
)
DELETIONS: Source[Deletion] = Source(
    lambda context, word: deletions.identify(context.session, context.workspace_id, word),
    lambda context: [Option(d.number, d.number) for d in deletions.latest(context, _MOST)],
    N_("There is no deletion {word}."),
    has_more=True,
)
HOLDS: Source[Hold] = Source(
    lambda context, word: deletions.identify_hold(context.session, context.workspace_id, word),
    lambda context: [Option(h.number, f"{h.number} · {h.reason[:60]}") for h in deletions.holds(context)],
    N_("There is no stop {word}."),
    has_more=True,
)
CATEGORIES: Source[Category] = Source(
    _category,
    lambda context: [Option(c.id, c.name) for c in context.policy.moderation.categories],
    N_("There is no category {word}."),
)
CHAT_NAMES = {"slack": "Slack", "teams": "Teams"}
CHATS: Source[str] = Source(
    _chat,
    lambda context: [Option(door, name) for door, name in _chats(context)],
    N_("You are not linked in {word}."),
)
PLATFORMS: Source[str] = Source(
    _platform,
    lambda context: [Option(p, p.capitalize()) for p in context.policy.accounts.platforms.value],
    N_("There is no platform {word}."),
)
GUIDELINES: Source[str] = Source(
    lambda _context, word: next((name for name in policy.names() if fold(name) == fold(word)), None),
    lambda _context: [Option(name, policy.built_in(name).document.municipality) for name in policy.names()],
    N_("There is no guideline {word}."),
)
PROFILE_POINTS = _named(
    lambda context: context.policy.accounts.profile.value, N_("There is no such point: {word}.")
)
LAUNCH_POINTS = _named(
    lambda context: context.policy.accounts.launch.value, N_("There is no such point: {word}.")
)
CONDITIONS = _named(
    lambda context: context.policy.transfer.conditions.value, N_("There is no such condition: {word}.")
)
CLOSING_REASONS = _named(
    lambda context: context.policy.reply.closing_reasons.value, N_("There is no such reason: {word}.")
)
UNSIGNED_REASONS = _named(
    lambda context: context.policy.reply.unsigned_reasons.value, N_("There is no such reason: {word}.")
)
