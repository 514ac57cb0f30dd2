"""The status page's figures and charts, put in words and drawn; each leads to its list."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from markupsafe import Markup

from bot.doors.web.lage import charts
from bot.doors.web.lage.charts import Bar, Column, Mark
from bot.doors.web.lage.pieces import EVERY_ANSWER, WITH_DUE, Entry, Panel, Sheet, Small, Tile, Way
from bot.doors.web.lage.words import ADVISED_MISSING, LEVELS, MISSING, STATES, TAKEN, in_time, outcomes
from commands import choices
from core.accounts import Status
from core.overview import Overview
from core.overview.answering import Answering
from core.overview.posting import Level, Posting, Strip
from core.overview.standing import Snapshots
from core.scope import Scope
from core.words import _, n_
from core.words.figures import decimal, duration, part_name, percent, period_name

K = TypeVar("K")
STRIPS_SHOWN = 24


def now_tiles(found: Overview, way: Way) -> tuple[Tile, ...]:
    """What waits now, whatever the period."""
    closings, requests, gaps = len(found.closings), len(found.approvals), len(found.gaps)
    lacking = len({account.id for account, _gap in found.gaps})
    return (
        Tile(_("Requests that wait"), str(requests), _("for approval"), way.to("beslut"), requests > 0),
        Tile(_("Closings to decide"), str(closings), _("by communications"), way.to("avslut"), closings > 0),
        Tile(
            _("Gaps"), str(gaps),
            n_("on {count} account", "on {count} accounts", lacking), way.to("luckor"), gaps > 0,
        ),
    )  # fmt: skip


def period_tiles(scope: Scope, found: Overview, way: Way) -> tuple[Tile, ...]:
    """The period in four figures (C1, F9, F10)."""
    return (
        *_answering_tiles(scope, found.answering, way),
        Tile(
            _("Posts per week and account"),
            decimal(found.posting.mean),
            _("known for {known} of {weeks} weeks", known=found.posting.weeks_known,
              weeks=found.posting.weeks_lived),
            way.to("inlagg"),
        ),
        *(_snapshot_tile(half, way) for half in found.snapshots[-1:]),
    )  # fmt: skip


def _answering_tiles(scope: Scope, found: Answering, way: Way) -> tuple[Tile, ...]:
    every = way.to("fragor", utfall=EVERY_ANSWER)
    middle, slowest = found.median, found.slowest
    return (
        Tile(
            in_time(scope.policy), percent(found.in_time, found.with_due),
            _("{part} of {whole} answers", part=found.in_time, whole=found.with_due),
            way.to("fragor", utfall=WITH_DUE),
        ),
        Tile(
            _("Median time to answer"), duration(middle.working) if middle else "–",
            _("working time; {plain} by the clock", plain=duration(middle.plain)) if middle else "",
            every,
        ),
        Tile(
            _("Slowest answer"), duration(slowest.working) if slowest else "–",
            _("{number}, working time; {plain} by the clock", number=found.slowest_number,
              plain=duration(slowest.plain)) if slowest else "",
            every,
        ),
    )  # fmt: skip


def _snapshot_tile(half: Snapshots, way: Way) -> Tile:
    return Tile(
        _("Snapshots"),
        _("{part} of {whole}", part=len(half.taken), whole=len(half.expected)),
        period_name(half.name),
        way.to("ogonblicksbilder"),
    )


def panels(scope: Scope, found: Overview, way: Way) -> tuple[Panel, ...]:
    """The charts."""
    return (
        _questions(scope, found.answering, way),
        _posts(scope, found.posting, way),
        _states(found.states, way),
        *(_snapshots(scope, half, way) for half in found.snapshots),
        _removals(found, way),
    )


def _told(entries: Sequence[Entry]) -> str:
    return ", ".join(f"{entry.label}: {entry.count}" for entry in entries)


def _legend(
    key: str, looks: Mapping[K, tuple[str, Mark]], counts: Mapping[K, int], href: Callable[[K], str]
) -> tuple[Entry, ...]:
    """What there is some of."""
    return tuple(
        Entry(charts.swatch(f"{key}-{place}", mark), _(label), counts[kind], href(kind))
        for place, (kind, (label, mark)) in enumerate(looks.items())
        if counts.get(kind)
    )


def _questions(scope: Scope, found: Answering, way: Way) -> Panel:
    looks = outcomes(scope.policy, found.counts)
    legend = _legend("fragor", looks, found.counts, lambda outcome: way.to("fragor", utfall=str(outcome)))
    names = [part_name(part) for part, _counts in found.by_part]
    rows = [[counts.get(outcome, 0) for outcome in looks] for _part, counts in found.by_part]
    labels = [_(label) for label, _mark in looks.values()]
    return Panel(
        "fragor",
        _("Questions, by when they came"),
        _("How questions that came in the period stand against their due times."),
        _stacked("fragor", _("Questions, by when they came"), _told(legend), looks, labels, names, rows),
        legend,
        _sheet(_("Questions, by when they came"), _("When"), labels, names, rows),
        way.to("fragor"),
        "" if found.total else _("No questions came in the period."),
    )


def _posts(scope: Scope, found: Posting, way: Way) -> Panel:
    counts = {level: sum(week.get(level, 0) for week in found.by_week) for level in Level}
    legend = _legend("inlagg", LEVELS, counts, lambda _level: way.to("inlagg"))
    names = [part_name(week) for week in found.weeks]
    rows = [[week.get(level, 0) for level in LEVELS] for week in found.by_week]
    labels = [_(label) for label, _mark in LEVELS.values()]
    title = _("Accounts that posted, by week")
    text = _("Whole weeks of accounts in use. A week nobody has answered for is unknown, not zero.")
    if least := scope.policy.posting.said():
        text += " " + _("The guideline asks for {least}.", least=least)
    return Panel(
        "inlagg", title, text,
        _stacked("inlagg", title, _told(legend), LEVELS, labels, names, rows),
        legend, _sheet(title, _("Week"), labels, names, rows), way.to("inlagg"),
        "" if found.weeks_lived else _("The period has no whole weeks yet."),
    )  # fmt: skip


def _stacked(
    key: str, title: str, told: str, looks: Mapping[K, tuple[str, Mark]],
    labels: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[int]],
) -> Markup:  # fmt: skip
    columns = [
        Column(name, f"{name} – {_some(labels, values)}", tuple(values))
        for name, values in zip(names, rows, strict=True)
    ]
    return charts.stacked(key, title, told, [mark for _label, mark in looks.values()], columns)


def _some(labels: Sequence[str], values: Sequence[int]) -> str:
    said = (f"{label}: {value}" for label, value in zip(labels, values, strict=True) if value)
    return ", ".join(said) or _("nothing to count")


def _sheet(
    caption: str, first: str, labels: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[int]]
) -> Sheet:
    shown = tuple((name, *map(str, values)) for name, values in zip(names, rows, strict=True))
    return Sheet(caption, (first, *labels), shown)


def _states(counts: Mapping[Status, int], way: Way) -> Panel:
    looks = {state: (choices.STATUS_LABELS[state], mark) for state, mark in STATES.items()}
    legend = _legend("konton", looks, counts, lambda state: way.to("konton", status=str(state)))
    title = _("Accounts by state, now")
    return Panel(
        "konton", title, "",
        charts.whole("konton", title, _told(legend), ((mark, counts[s]) for s, mark in STATES.items())),
        legend,
        Sheet(title, (_("Status"), _("Accounts")), tuple((e.label, str(e.count)) for e in legend)),
        way.to("konton"),
        "" if legend else _("There are no accounts yet."),
    )  # fmt: skip


def _snapshots(scope: Scope, half: Snapshots, way: Way) -> Panel:
    key = f"bilder-{half.name}"
    missing = MISSING if scope.policy.snapshots.every.binds else ADVISED_MISSING
    counts = {"taken": len(half.taken), "missing": len(half.expected) - len(half.taken)}
    looks = {"taken": (_("With a snapshot"), TAKEN), "missing": (_("Without one"), missing)}
    legend = tuple(
        Entry(charts.swatch(f"{key}-{kind}", mark), label, counts[kind],
              way.to("ogonblicksbilder", halvar=half.name, vilka=kind))
        for kind, (label, mark) in looks.items()
    )  # fmt: skip
    title = _("Snapshots, {period}", period=period_name(half.name))
    return Panel(
        key, title, "",
        charts.whole(key, title, _told(legend), ((mark, counts[k]) for k, (_l, mark) in looks.items())),
        legend,
        Sheet(title, (_("Snapshot"), _("Accounts")), tuple((e.label, str(e.count)) for e in legend)),
        way.to("ogonblicksbilder", halvar=half.name),
        "" if half.expected else _("No account should have a snapshot."),
    )  # fmt: skip


def _removals(found: Overview, way: Way) -> Panel:
    title = _("Removals by category")
    rows = [Bar(each.name, each.cases, str(each.cases)) for each in found.removals]
    told = ", ".join(f"{row.label}: {row.said}" for row in rows)
    columns = (_("Category"), _("Cases"), _("Comments"))
    shown = tuple((each.name, str(each.cases), str(each.comments)) for each in found.removals)
    return Panel(
        "borttaget", title, "", charts.bars("borttaget", title, told, Mark("brand"), rows), (),
        Sheet(title, columns, shown), way.to("borttaget"),
        "" if rows else _("Nothing was hidden or removed in the period."),
    )  # fmt: skip


def smalls(strips: Sequence[Strip]) -> tuple[Small, ...]:
    """The accounts' own small charts."""
    return tuple(map(_small, strips))


def _small(strip: Strip) -> Small:
    mean = _("{mean} a week", mean=decimal(strip.mean)) if strip.mean is not None else _("unknown")
    told = _(
        "{posts} posts in {known} known weeks of {weeks}",
        posts=strip.total,
        known=strip.known,
        weeks=strip.weeks,
    )
    chart = charts.strip(
        f"konto-{strip.account.id}", _("Posts of {slug}, by week", slug=strip.account.slug), told,
        strip.posts, range(strip.first, strip.after), strip.wanted or 0,
    )  # fmt: skip
    return Small(strip.account.slug, mean, chart)


def strips_sheet(found: Posting, strips: Sequence[Strip]) -> Sheet:
    """The same numbers: a question mark where unknown (S6), a dash where the account was not in use."""
    rows = tuple((strip.account.slug, *_cells(strip)) for strip in strips)
    weeks = tuple(part_name(week) for week in found.weeks)
    return Sheet(_("Posts by account and week"), (_("Account"), *weeks), rows)


def _cells(strip: Strip) -> list[str]:
    return [
        ("–" if not strip.first <= place < strip.after else "?") if posts is None else str(posts)
        for place, posts in enumerate(strip.posts)
    ]
