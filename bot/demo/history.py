"""Half a year of a sample municipality, said command by command as its people would have; always the same."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from commands.command import Caller, FileRef, Request
from commands.dispatch import Dispatch
from core import worktime
from core.worktime import Calendar

ZONE = ZoneInfo("Europe/Stockholm")
CALENDAR = Calendar("Europe/Stockholm")
BEGIN = datetime(2026, 5, 25, 8, 0, tzinfo=ZONE)
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)
LAST_SWEEP = datetime(2026, 11, 20, 16, 20, tzinfo=ZONE)

COMMUNICATORS = ("kim-kommunikatör", "klara-kommunikatör")


@dataclass(frozen=True)
class Unit:
    """A unit with its manager and editor, both named by role."""

    name: str
    department: str
    manager: str
    editor: str


UNITS = (
    Unit("Kommunikation", "Kommunledning", "Karin Kommunikationschef", "Kajsa Kanalredaktör"),
    Unit("Bibliotek", "Kultur och fritid", "Bo Bibliotekschef", "Berit Biblioteksredaktör"),
    Unit("Skola", "Barn och utbildning", "Rolf Rektor", "Stina Skolredaktör"),
    Unit("Räddningstjänst", "Räddningstjänst", "Rebecka Räddningschef", "Rune Räddningsredaktör"),
    Unit("Museum", "Kultur och fritid", "Maj Museichef", "Mats Museiredaktör"),
    Unit("Omsorg", "Social omsorg", "Olle Omsorgschef", "Oda Omsorgsredaktör"),
)


@dataclass(frozen=True)
class Channel:
    """An account: how lively it is (posts a week), and how well its weeks are answered for."""

    slug: str
    platform: str
    unit: str
    purpose: str
    posts: float
    answered: float = 0.9


CHANNELS = (
    Channel("kommun-fb", "facebook", "Kommunikation", "Samhällsinformation till alla som bor här", 4),
    Channel("kommun-ig", "instagram", "Kommunikation", "Vardagen i kommunen i bilder", 3),
    Channel("kommun-linkedin", "linkedin", "Kommunikation", "Visa kommunen som arbetsgivare", 1.6),
    Channel("bibliotek-fb", "facebook", "Bibliotek", "Tips om böcker och evenemang", 2.5),
    Channel("bibliotek-ig", "instagram", "Bibliotek", "Läslust för unga", 2),
    Channel("skola-fb", "facebook", "Skola", "Information till vårdnadshavare", 1.8),
    Channel("gymnasiet-ig", "instagram", "Skola", "Elevernas egen vardag", 2.2),
    Channel("räddning-fb", "facebook", "Räddningstjänst", "Råd om säkerhet och beredskap", 1.5),
    Channel("räddning-ig", "instagram", "Räddningstjänst", "Deltidsbrandmän berättar", 0.5),
    Channel("museum-fb", "facebook", "Museum", "Utställningar och visningar", 1.4),
    Channel("museum-yt", "youtube", "Museum", "Filmade föredrag", 0, 0),
    Channel("omsorg-fb", "facebook", "Omsorg", "Om arbetet i äldreomsorgen", 1.2, 0.6),
)

QUESTIONS = (
    "När öppnar ni på lördag?",
    "Går det att boka lokalen till kalas?",
    "Hur ansöker jag om plats?",
    "Var hittar jag blanketten?",
    "Är vägen avstängd hela veckan?",
    "Får man ta med hunden?",
)
REMOVALS = (
    ("reklam", "borttagen", 'plats="Arkivmappen 2026"'),
    ("svordomar", "dold", 'plats="Arkivmappen 2026"'),
    ("förtal", "borttagen", 'plats="Arkivmappen 2026" polisanmälan=5000-K{n}-26'),
    ("hets", "borttagen", 'plats="Arkivmappen 2026" polisanmälan=5000-K{n}-26'),
    ("reklam", "borttagen", 'antal=7 plats="Arkivmappen 2026"'),
)


@dataclass(frozen=True)
class Line:
    """Something somebody said at a time."""

    at: datetime
    person: str
    text: str
    picture: bytes | None = None


def play(dispatch: Dispatch, progress: Callable[[int, int], None] = lambda *_: None) -> None:
    """Says the whole history in order of time. RuntimeError if a line is refused."""
    lines = sorted(_lines(), key=lambda line: line.at)
    for number, line in enumerate(lines):
        progress(number, len(lines))
        _say(dispatch, number, line)


def _say(dispatch: Dispatch, number: int, line: Line) -> None:
    content = line.picture
    files = {"file": FileRef("ogonblicksbild.png", lambda: content)} if content else {}
    text, data, command = line.text, {}, ""
    if files:
        command, data, text = "snapshot.new", {"account": line.text.split()[1]}, ""
    reply = dispatch.handle(
        Request(
            Caller(line.person),
            f"demo:{number}",
            line.at.astimezone(UTC),
            text=text,
            command=command,
            data=data,
            files=files,
        )
    )
    if not reply.ok:
        raise RuntimeError(f"{line}: {reply.card.title} {reply.card.text}")


def _lines() -> Iterator[Line]:
    chance = Random(1930)  # noqa: S311  (a history, not a secret)
    yield from _people()
    yield from _accounts()
    for channel in CHANNELS:
        yield from _weeks(channel, chance)
    yield from _questions(chance)
    yield from _removals(chance)
    yield from _snapshots()
    yield from _lives()
    yield from _council()
    yield from _followers()
    yield from _requests()
    yield from _this_week()


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _unit(name: str) -> Unit:
    return next(unit for unit in UNITS if unit.name == name)


def _people() -> Iterator[Line]:
    for name in ("Kim Kommunikatör", "Klara Kommunikatör"):
        yield Line(BEGIN, "admin", f'person ny "{name}" roll=kommunikation verksamhet=Kommunikation '
                                   'avdelning=Kommunledning titel=Kommunikatör')  # fmt: skip
    yield Line(BEGIN, "admin", 'person ny "Rådet Rådsledamot" roll=råd')
    yield Line(BEGIN, "admin", 'person ny "Kerstin Kanslist" roll=kansli')
    for unit in UNITS:
        where = f'verksamhet={unit.name} avdelning="{unit.department}"'
        yield Line(BEGIN, "admin", f'person ny "{unit.manager}" roll=chef {where}')
        yield Line(BEGIN, "admin", f'person ny "{unit.editor}" roll=redaktör {where}')
    for unit in UNITS[:-1]:
        yield Line(BEGIN + timedelta(hours=1), COMMUNICATORS[0], f"person utbildad {_slug(unit.editor)}")


def _accounts() -> Iterator[Line]:
    for number, channel in enumerate(CHANNELS):
        unit, at = _unit(channel.unit), BEGIN + timedelta(hours=2, minutes=10 * number)
        editor = _slug(unit.editor)
        yield Line(at, editor, f"konto ny {channel.slug} plattform={channel.platform} "
                               f'verksamhet={unit.name} syfte="{channel.purpose}" ansvarig={editor}')  # fmt: skip
        yield Line(at + timedelta(minutes=1), _slug(unit.manager), f"konto godkänn {channel.slug}")
        yield Line(at + timedelta(minutes=2), COMMUNICATORS[1], f"konto godkänn {channel.slug}")
        address = f"https://{channel.platform}.example/{number}"
        yield Line(at + timedelta(minutes=3), COMMUNICATORS[0],
                   f"konto aktivera {channel.slug} åtkomst=administratör url={address}")  # fmt: skip


def _weeks(channel: Channel, chance: Random) -> Iterator[Line]:
    """Each Monday the editor answers how many posts the week before had, most of the time."""
    editor = _slug(_unit(channel.unit).editor)
    monday = datetime(2026, 6, 8, 9, 0, tzinfo=ZONE)
    while monday < NOW:
        week = worktime.weeks_back(worktime.iso_week(monday, CALENDAR), 1)
        count = round(chance.gauss(channel.posts, 0.8))
        if chance.random() < channel.answered:
            yield Line(monday + timedelta(minutes=chance.randrange(300)), editor,
                       f"inlägg {channel.slug} antal={max(count, 0)} vecka={week}")  # fmt: skip
        monday += timedelta(days=7)


def _questions(chance: Random) -> Iterator[Line]:
    """About two questions a week, some of them views; some are passed on, most are answered in time and signed."""
    asked = BEGIN + timedelta(days=7)
    number = 0
    while (asked := asked + timedelta(hours=chance.randrange(40, 130))) < NOW - timedelta(days=6):
        number += 1
        channel = CHANNELS[chance.randrange(10)]
        unit = _unit(channel.unit)
        received = asked.replace(hour=chance.randrange(7, 22))
        recorded = _next_morning(received)
        kind = "slag=synpunkt " if number % 6 == 0 else ""
        words = f'när={received:%Y-%m-%dT%H:%M} {kind}text="{chance.choice(QUESTIONS)}"'
        yield Line(recorded, _slug(unit.editor), f"fråga {channel.slug} {words}")
        if number % 7 == 3:
            passed = recorded + timedelta(minutes=20)
            yield Line(
                passed, _slug(unit.editor), f'vidare F-2026-{number:04} till="Kontaktcenter" mellansvar=nu'
            )
        late = 30 if chance.random() < 0.08 else 1 + chance.random() * 3
        signed = f' namn="{unit.editor}" avdelning="{unit.department}"' if chance.random() < 0.9 else ""
        yield Line(recorded + timedelta(hours=late), _slug(unit.editor), f"svar F-2026-{number:04}{signed}")


def _next_morning(at: datetime) -> datetime:
    """When an editor sees a question: at once in the day, else at half past eight the next working day."""
    if CALENDAR.is_working_day(at.date()) and 8 <= at.hour < 15:
        return at + timedelta(minutes=5)
    day = at.date() if at.hour < 8 else at.date() + timedelta(days=1)
    while not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZONE)


def _removals(chance: Random) -> Iterator[Line]:
    at = BEGIN + timedelta(days=12)
    number = 4100
    while (at := at + timedelta(days=chance.randrange(9, 17))) < NOW - timedelta(days=12):
        number += 37
        category, action, rest = REMOVALS[chance.randrange(len(REMOVALS))]
        channel = CHANNELS[chance.randrange(6)]
        yield Line(at.replace(hour=13), _slug(_unit(channel.unit).editor),
                   f"moderera {channel.slug} kategori={category} åtgärd={action} {rest.format(n=number)}")  # fmt: skip


def _snapshots() -> Iterator[Line]:
    """All accounts in June; in November those that have come so far."""
    for number, channel in enumerate(CHANNELS):
        editor = _slug(_unit(channel.unit).editor)
        yield Line(
            datetime(2026, 6, 2, 10, number, tzinfo=ZONE), editor, f"skärmdump {channel.slug}", _png(number)
        )
        if number < 7:
            at = datetime(2026, 11, 4 + number, 14, 5, tzinfo=ZONE)
            yield Line(_next_morning(at), editor, f"skärmdump {channel.slug}", _png(100 + number))


def _lives() -> Iterator[Line]:
    """How some accounts are run: contact persons, a plan, a profile gone through, an account on loan, somebody away."""
    at = datetime(2026, 10, 5, 9, 0, tzinfo=ZONE)
    for number, unit in enumerate(UNITS):
        yield Line(
            at + timedelta(minutes=number),
            _slug(unit.manager),
            f"kontakt {unit.name} person={_slug(unit.editor)}",
        )
    editor, at = "berit-biblioteksredaktör", at + timedelta(days=1)
    said = (
        "konto ändra bibliotek-fb kontakt=biblioteket@kommun.example",
        'plan bibliotek-fb mål="Fler barn lånar böcker" uppsikt="Berit varje morgon, annars bibliotekschefen" '
        'uppdatering="Två till tre inlägg i veckan" problem="Dölj först och ring kommunikationsavdelningen" '
        'handlingar="Ligger kvar på sidan, skärmdump varje halvår"',
        "konto profil bibliotek-fb klart=avsändare,beskrivning",
        "läst bibliotek-fb",
    )
    for number, text in enumerate(said):
        yield Line(at + timedelta(minutes=number), editor, text)
    at = datetime(2026, 11, 18, 9, 30, tzinfo=ZONE)
    yield Line(at, COMMUNICATORS[0],
               "konto låna kommun-ig mats-museiredaktör från=2026-11-30 till=2026-12-04 riktlinjer=ja")  # fmt: skip
    yield Line(at + timedelta(minutes=5), editor,
               "frånvaro från=2026-12-21 till=2027-01-06 ersättare=bo-bibliotekschef")  # fmt: skip


def _requests() -> Iterator[Line]:
    """Somebody asked for public records, and then found in the register what they needed."""
    at = datetime(2026, 10, 12, 9, 20, tzinfo=ZONE)
    yield Line(at, COMMUNICATORS[0], "utlämnande konto kommun-fb period=2026-H1")
    yield Line(at + timedelta(hours=1), "kerstin-kanslist", "utlämnande återtagen U-2026-0001")


def _council() -> Iterator[Line]:
    """A meeting in September with what it came to, and the next one, in December."""
    kim, there = COMMUNICATORS[0], [_slug(unit.editor) for unit in UNITS[:4]]
    held = datetime(2026, 9, 17, 10, 0, tzinfo=ZONE)
    yield Line(held - timedelta(days=15), kim, f'möte kalla när="{held:%Y-%m-%d %H:%M}" plats="Stadshuset, rum 2" '
                                               'dagordning="Läget i siffror\nBilder på barn"')  # fmt: skip
    for editor in there[:3]:
        yield Line(held - timedelta(days=14), editor, "möte svar N-2026-0001 kommer")
    noted = held + timedelta(hours=1)
    yield Line(noted, kim, f"möte närvaro N-2026-0001 närvarande={','.join((kim, *there))}")
    yield Line(noted, kim, 'möte beslut "Skriftligt samtycke när ett barn är i bild"')
    yield Line(
        noted, kim, f'möte uppgift "Ta fram en mall för samtycke" ansvarig={there[2]} klart=2026-10-01'
    )
    yield Line(
        noted, kim, f'möte uppgift "Samla bilder till en gemensam bank" ansvarig={there[0]} klart=2026-11-27'
    )
    yield Line(held + timedelta(days=12), there[2], 'uppgift klar T-2026-0001 "Mallen ligger på intranätet"')
    yield Line(datetime(2026, 11, 16, 13, 0, tzinfo=ZONE), there[1], 'möte punkt "Ska vi finnas på Threads?"')
    yield Line(datetime(2026, 11, 18, 9, 0, tzinfo=ZONE), kim,
               'möte kalla när="2026-12-03 10:00" plats="Stadshuset, rum 2" dagordning="Läget i siffror"')  # fmt: skip
    for member in (kim, *there[1:3]):
        yield Line(datetime(2026, 11, 19, 9, 0, tzinfo=ZONE), member, "möte svar N-2026-0002 kommer")


def _followers() -> Iterator[Line]:
    """Some read their followers off in June and again in November; of the others it is unknown."""
    for number, channel in enumerate(CHANNELS[:6]):
        editor = _slug(_unit(channel.unit).editor)
        for month, count in ((6, 800 + 310 * number), (11, 870 + 345 * number)):
            yield Line(datetime(2026, month, 10, 11, number, tzinfo=ZONE), editor,
                       f"mått {channel.slug} följare={count}")  # fmt: skip


def _this_week() -> Iterator[Line]:
    """What is open now: a question that is late, one due today, a removal without evidence, a request, a closing.

    And what was done: something confidential in the diary, a block.
    """

    def on(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)

    yield Line(on(19, 9, 40), "stina-skolredaktör",
               'fråga skola-fb när=2026-11-19T09:30 text="När är det föräldramöte?"')  # fmt: skip
    yield Line(on(20, 15, 10), "berit-biblioteksredaktör",
               'fråga bibliotek-fb när=2026-11-20T15:00 text="Har ni öppet på första advent?"')  # fmt: skip
    yield Line(on(20, 11, 0), "rune-räddningsredaktör", "moderera räddning-fb kategori=hets åtgärd=dold")
    yield Line(on(20, 13, 0), "stina-skolredaktör",
               'konto ny fritidsgård-tiktok plattform=tiktok verksamhet=Skola '
               'syfte="Nå unga mellan 13 och 18" ansvarig=stina-skolredaktör')  # fmt: skip
    yield Line(on(20, 14, 0), "mats-museiredaktör",
               'konto avsluta museum-yt orsak="Filmerna flyttar till kommunens kanal"')  # fmt: skip
    editor = "kajsa-kanalredaktör"
    yield Line(on(20, 15, 35), "oda-omsorgsredaktör",
               'moderera omsorg-fb kategori=sekretess åtgärd=borttagen diarienummer="SN 2026/88"')  # fmt: skip
    yield Line(on(20, 15, 40), editor, 'moderera kommun-fb kategori=förtal åtgärd=blockerad bedömning=regelbrott '
                                       'plats="Arkivmappen 2026" orsak="Upprepade personangrepp"')  # fmt: skip
    yield Line(on(20, 15, 45), editor, "uppsikt")


def _png(seed: int) -> bytes:
    """A small picture in a colour of its own, so that each snapshot is a file of its own."""
    colour = hashlib.sha256(str(seed).encode()).digest()[:3]
    rows = b"".join(b"\0" + colour * 8 for _ in range(8))
    header = (8).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    )
