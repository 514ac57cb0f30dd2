"""A year of a town's life, made up from a seed: what people do and when, and a ledger of what then was true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from tests.chat import deactivate, reactivate
from tests.reminders.calendar import HOUR, local_time, opening, week_of
from tests.town import ADMIN, COMMUNICATOR, EDITOR, MANAGER, OTHER_MANAGER, OUTSIDER, SECOND_EDITOR, Town

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
END = datetime(2027, 9, 1, 8, 0, tzinfo=UTC)
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Span:
    """Something that is open from a time until it is closed; `who` does not hear the manager's or department's part."""

    start: datetime
    end: datetime = NEVER

    def open_at(self, at: datetime) -> bool:
        """Whether it is open, what happens at the instant itself included."""
        return self.start <= at < self.end


@dataclass
class Asked(Span):
    """A question: open until it is answered or closed."""

    number: str = ""
    account: str = ""
    due: datetime = NEVER
    wrote: datetime = NEVER


@dataclass
class FollowedUp(Span):
    """A log entry that lacks something: a case, an unsigned answer, a consent."""

    number: str = ""
    account: str = ""
    kind: str = ""


@dataclass
class Absence(Span):
    """Somebody the chat does not know for a while."""

    who: str = ""


@dataclass
class Kept:
    """An account: its stages of life, who works with it, and what is known of its posts."""

    slug: str
    unit: str
    editors: tuple[str, ...]
    manager: str
    requested: datetime = NEVER
    manager_took: datetime = NEVER
    department_took: datetime = NEVER
    active: datetime = NEVER
    confirmed: datetime = NEVER
    closing: datetime = NEVER
    closed: datetime = NEVER
    untrained: str = ""
    trained: datetime = NEVER
    snapshots: list[datetime] = field(default_factory=list)
    posts: list[tuple[datetime, int]] = field(default_factory=list)
    weeks: list[tuple[datetime, str, int]] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def is_active(self, at: datetime) -> bool:
        """Whether it is active, and nobody has asked for its closing."""
        return self.active <= at < min(self.closing, self.closed)

    def hearing(self, at: datetime) -> tuple[str, ...]:
        """Who hears what is the editors': those who are there, else the manager."""
        away = {absence.who for absence in self.absences if absence.open_at(at)}
        return tuple(who for who in self.editors if who not in away) or (self.manager,)


Act = tuple[datetime, int, Callable[[Town, datetime], object]]


class Life:
    """The acts of a year in order, and the ledger they leave."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.acts: list[Act] = []
        self.questions: list[Asked] = []
        self.follow_ups: list[FollowedUp] = []
        self.changes: list[datetime] = []
        first = Kept("bibliotek-fb", "Bibliotek", (EDITOR,), MANAGER)
        self.accounts = [
            first,
            Kept("bibliotek-ig", "Bibliotek", (EDITOR, SECOND_EDITOR), MANAGER),
            Kept("skola-fb", "Skola", (OUTSIDER,), OTHER_MANAGER, untrained=OUTSIDER),
            Kept("museum-fb", "Bibliotek", (SECOND_EDITOR,), MANAGER),
        ]
        first.requested = first.manager_took = first.department_took = START - HOUR
        first.active, first.trained = START - HOUR, START - HOUR
        for n, account in enumerate(self.accounts[1:]):
            self._open(account, START + (10 + 20 * n) * DAY)
        for account in self.accounts:
            self._use(account, silent=account.slug == "museum-fb")
        self._close(self.accounts[3])
        for who in (EDITOR, SECOND_EDITOR, OUTSIDER):
            self._be_away(who)
        self.acts.sort(key=lambda act: act[:2])

    def at(self, when: datetime, act: Callable[[Town, datetime], object]) -> datetime:
        """Has something done then (to the minute), if the year lasts so long."""
        when = when.replace(second=0, microsecond=0)
        if START <= when < END:
            self.acts.append((when, len(self.acts), act))
        return when

    def says(self, when: datetime, person: str, text: str) -> datetime:
        """Has somebody say something then."""
        return self.at(when, lambda town, now: town.say(person, text, now))

    def hours(self, least: float, most: float) -> timedelta:
        """A random time."""
        return timedelta(minutes=round(self.random.uniform(least, most) * 60))

    def moments(self, start: datetime, least: float, most: float) -> Iterator[datetime]:
        """Random instants, so many hours apart, to the year's end."""
        while (start := start + self.hours(least, most)) < END:
            yield start

    def _be_away(self, who: str) -> None:
        """Deactivated in the chat for days or weeks, now and then, once every account is in use."""
        for when in self.moments(START + 120 * DAY, 900, 2600):
            start = self.at(when, lambda town, now: deactivate(town, who, now))
            end = self.at(when + self.hours(5, 700), lambda town, now: reactivate(town, who, now))
            absence = Absence(start, end, who)
            for account in self.accounts:
                account.absences += [absence] if who in account.editors else []

    def _open(self, account: Kept, near: datetime) -> None:
        """Requested, approved by both in either order, activated; perhaps its editor is trained later."""
        slug, who = account.slug, account.editors[0]
        others = f" administratörer={account.editors[1]}" if account.editors[1:] else ""
        asks = (
            f"konto ny {slug} plattform=facebook verksamhet={account.unit} syfte=Tips ansvarig={who}{others}"
        )
        account.requested = self.says(near + self.hours(0, 48), ADMIN, asks)
        account.manager_took = self.says(
            account.requested + self.hours(1, 200), account.manager, f"konto godkänn {slug}"
        )
        account.department_took = self.says(
            account.requested + self.hours(1, 200), COMMUNICATOR, f"konto godkänn {slug}"
        )
        approved = max(account.manager_took, account.department_took)
        way = f"konto aktivera {slug} åtkomst=administratör url=https://www.facebook.com/{slug}"
        account.active = self.says(approved + self.hours(1, 30), COMMUNICATOR, way)
        self.changes += [account.requested, account.manager_took, account.department_took, account.active]
        if account.untrained:
            account.trained = self.says(
                account.active + self.hours(120, 600), COMMUNICATOR, f"person utbildad {account.untrained}"
            )

    def _use(self, account: Kept, *, silent: bool) -> None:
        start = max(START, account.active)
        for when in () if silent else self.moments(start, 60, 700):
            self._post(account, when)
        for when in () if silent else self.moments(start, 150, 700):
            self._answer_a_week(account, when)
        for when in self.moments(start, 150, 1500):
            self._ask(account, when)
        for when in self.moments(start, 900, 4000):
            self._moderate(account, when)
        for when in self.moments(start, 1000, 5000):
            account.snapshots.append(
                self.says(when, account.editors[0], f"skärmdump {account.slug} plats=arkivet")
            )

    def _post(self, account: Kept, when: datetime) -> None:
        count = self.random.choice((1, 1, 2))
        when = self.says(when, account.editors[0], f"inlägg {account.slug} antal={count}")
        account.posts.append((when, count))
        if self.random.random() < 0.1:
            self._post_with_consent(account, when + HOUR)

    def _post_with_consent(self, account: Kept, when: datetime) -> None:
        entry = FollowedUp(when, account=account.slug, kind="consent")
        entry.end = when + self.hours(1, 400)

        def act(town: Town, now: datetime) -> None:
            reply = town.say(account.editors[0], f"inlägg {account.slug} grund=samtycke", now)
            entry.number = reply.card.data["post"]
            self.follow_ups.append(entry)

        account.posts.append((self.at(when, act), 1))
        self.at(
            entry.end,
            lambda town, now: town.say(
                account.editors[0], f"inlägg samtycke {entry.number} plats=pärmen", now
            ),
        )

    def _answer_a_week(self, account: Kept, when: datetime) -> None:
        week, count = week_of(when - 7 * DAY), self.random.choice((0, 0, 1, 3))
        account.weeks.append(
            (
                self.says(when, account.editors[0], f"inlägg {account.slug} antal={count} vecka={week}"),
                week,
                count,
            )
        )

    def _ask(self, account: Kept, when: datetime) -> None:
        """A question recorded at once or days later; answered early, late, unsigned, closed, or never."""
        asked = Asked(when, account=account.slug)
        behind = self.random.choice((timedelta(0), timedelta(0), self.hours(0, 70)))
        asked.wrote = max(when - behind, account.active)
        wrote = local_time(asked.wrote).isoformat()

        def act(town: Town, now: datetime) -> None:
            reply = town.say(account.editors[0], f"fråga {account.slug} när={wrote}", now)
            asked.number = reply.card.data["question"]
            asked.due = datetime.fromisoformat(reply.card.data["due_at"])
            self.questions.append(asked)

        self.at(when, act)
        fate = self.random.random()
        if fate > 0.12:
            asked.end = self._settle(
                asked, account.editors[0], when + self.hours(0, 20 if fate > 0.5 else 120), fate
            )

    def _settle(self, asked: Asked, who: str, when: datetime, fate: float) -> datetime:
        if fate < 0.2:
            return self.at(
                when, lambda town, now: town.say(who, f"stäng {asked.number} orsak=återtagen", now)
            )
        if fate > 0.3:
            signed = "namn=Eva avdelning=Kultur"
            return self.at(when, lambda town, now: town.say(who, f"svar {asked.number} {signed}", now))
        unsigned = FollowedUp(when.replace(second=0, microsecond=0), account=asked.account, kind="signature")
        unsigned.end = when + self.hours(0, 200)

        def answer(town: Town, now: datetime) -> None:
            town.say(who, f"svar {asked.number}", now)
            unsigned.number = asked.number
            self.follow_ups.append(unsigned)

        self.at(
            unsigned.end,
            lambda town, now: town.say(who, f"underteckna {asked.number} skäl=skyddad-identitet", now),
        )
        return self.at(when, answer)

    def _moderate(self, account: Kept, when: datetime) -> None:
        case = FollowedUp(when, account=account.slug, kind="case")
        case.end = when + self.hours(1, 300)

        def act(town: Town, now: datetime) -> None:
            reply = town.say(account.editors[0], f"moderera {account.slug} kategori=reklam åtgärd=dold", now)
            case.number = reply.card.data["case"]
            self.follow_ups.append(case)

        def complete(town: Town, now: datetime) -> None:
            town.say(account.editors[0], f"moderering komplettera {case.number} plats=arkivet", now)

        self.at(when, act)
        self.at(case.end, complete)

    def _close(self, account: Kept) -> None:
        """The silent one: its editor may confirm it, its manager asks for the closing, communications closes it."""
        if self.random.random() < 0.5:
            ahead = account.active + 160 * DAY + self.hours(0, 100)
            account.confirmed = self.says(ahead, account.editors[0], f"konto inaktivt {account.slug}")
            self.changes.append(account.confirmed)
        account.closing = self.says(
            opening(account.active + 200 * DAY) + self.hours(0, 300),
            account.manager,
            f"konto avsluta {account.slug} orsak=Vilande",
        )
        account.closed = self.says(
            account.closing + self.hours(1, 200), COMMUNICATOR, f"konto avsluta {account.slug} orsak=Vilande"
        )
        self.changes += [account.closing, account.closed]
