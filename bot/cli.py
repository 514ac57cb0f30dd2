"""The command line: makes a workspace, says one command, ticks once, runs the bot."""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import settings as settings_module

if TYPE_CHECKING:
    from core.errors import Refused
    from core.policy import Policy

app = typer.Typer(
    name="somerad",
    help="A municipality's SoMe-råd: accounts, questions, moderation, reminders.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy_app = typer.Typer(help="Policy files.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
manifest_app = typer.Typer(help="What a chat platform wants to know of the app.", no_args_is_help=True)
evidence_app = typer.Typer(help="Evidence files.", no_args_is_help=True)
register_app = typer.Typer(help="The public register of accounts.", no_args_is_help=True)
app.add_typer(policy_app, name="policy")
app.add_typer(db_app, name="db")
app.add_typer(manifest_app, name="manifest")
app.add_typer(register_app, name="register")
app.add_typer(evidence_app, name="evidence")

Db = Annotated[str, typer.Option("--db", help="The database's URL or file; DATABASE_URL when left out.")]
Workspace = Annotated[str, typer.Option("--workspace", help="Which workspace, where there are several.")]
At = Annotated[
    str, typer.Option("--at", help="The time it happens: ISO, with offset or local to the workspace.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def _settings(db: str) -> settings_module.Settings:
    try:
        read = settings_module.read()
    except settings_module.SettingsError as error:
        _stop(str(error), 2)
    chosen = read.model_copy(update={"database_url": db}) if db else read
    _check_url(chosen.database_url)
    return chosen


def _check_url(url: str) -> None:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    scheme, separator, _rest = url.partition("://")
    if separator and scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        _stop(f"DATABASE_URL: {scheme} is no database I know: sqlite:///FILE or postgresql://…", 2)
    try:
        make_url(url if separator else "sqlite://")
    except (ArgumentError, ValueError):
        _stop("DATABASE_URL: it can't be read as postgresql://USER:PASSWORD@HOST:PORT/NAME", 2)


def _stop(text: str, code: int) -> NoReturn:
    sys.stderr.write(text + "\n")
    raise typer.Exit(code)


def _whole(refusal: "Refused") -> str:
    return "\n".join(filter(None, (refusal.text, refusal.what_to_do)))


@contextmanager
def _told(code: int = 1) -> Iterator[None]:
    """Ends with what was refused, and what to do."""
    from core.errors import Refused

    try:
        yield
    except Refused as refusal:
        _stop(_whole(refusal), code)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


@app.command()
def init(
    policy: Annotated[str, typer.Option("--policy", help="A built-in policy's name, or a policy file.")],
    name: Annotated[
        str, typer.Option("--name", help="The workspace's name; the policy's town when left out.")
    ] = "",
    db: Db = "",
) -> None:
    """Make a workspace, with its tables."""
    from bot import app as house
    from bot.clock import now
    from core.policy.load import PolicyError, built_in, load, names

    made = house.build(_settings(db))
    try:
        path = Path(policy)
        text = path.read_text(encoding="utf-8") if policy not in names() and path.is_file() else None
        rules = load(text, path.name) if text else built_in(policy)
        town = name or rules.document.municipality
        with _told():
            home = house.make_workspace(made.database, now(), town, path.stem if text else policy, text)
    except (PolicyError, UnicodeDecodeError) as error:
        _stop(str(error), 1)
    _print(f"{home.name}: {home.slug}")


@app.command(context_settings={"ignore_unknown_options": True})
def say(
    text: Annotated[list[str], typer.Argument(help="The command, as typed in the chat.")],
    person: Annotated[str, typer.Option("--as", help="Who says it.")] = "admin",
    at: At = "",
    db: Db = "",
    workspace: Workspace = "",
    as_json: Json = False,
) -> None:
    """Say one command, as a person."""
    from bot.doors import terminal

    _answer(terminal.say(_settings(db), terminal.line(text), person, at, workspace), as_json)


def _answer(answer: "tuple[bool, str, object]", as_json: bool) -> None:
    ok, shown, data = answer
    _print(json.dumps(data, ensure_ascii=False, indent=2) if as_json else shown)
    raise typer.Exit(0 if ok else 1)


@app.command()
def tick(
    at: At = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be sent; nothing is kept.")
    ] = False,
    db: Db = "",
    workspace: Workspace = "",
    as_json: Json = False,
) -> None:
    """Look once for what is due, and print the reminders."""
    from bot.doors import ticking

    with _told():
        text, entries = ticking.tick(_settings(db), at, workspace, dry_run=dry_run)
    if as_json or text:
        _print(json.dumps(entries, ensure_ascii=False, indent=2) if as_json else text)


@policy_app.command()
def check(file: Annotated[Path, typer.Argument(help="The policy file.")]) -> None:
    """Check a policy file, and print every fault."""
    _policy(str(file))
    _print(f"{file}: OK")


@policy_app.command()
def show(name: Annotated[str, typer.Argument(help="A built-in policy's name, or a policy file.")]) -> None:
    """Show a policy as plain text."""
    from core.policy.show import text

    _print(text(_policy(name)))


@policy_app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A built-in policy's name, or a policy file.")],
    after: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Show what differs between two policies, value by value."""
    from core.policy.diff import text

    _print(text(_policy(before), _policy(after)))


@policy_app.command()
def use(
    name: Annotated[str, typer.Argument(help="A built-in policy's name, or a policy file.")],
    decision: Annotated[
        str, typer.Option("--decision", help="The decision it rests on: KS 2026-05-01 § 12.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Change it; else only show what that does.")] = False,
    person: Annotated[str, typer.Option("--as", help="Who changes it.")] = "admin",
    at: At = "",
    db: Db = "",
    workspace: Workspace = "",
    as_json: Json = False,
) -> None:
    """Change a workspace's policy, after showing what that does."""
    from bot.doors import terminal
    from core.policy import names

    subject = name if name in names() else f"fil={name}"
    words = ["styrdokument", "byt", subject, f"beslut={decision}"]
    answer = terminal.say(_settings(db), terminal.line(words), person, at, workspace)
    code = answer[2]["data"].get("confirm")
    if yes and code:
        line = terminal.line([*words, f"bekräfta={code}"])
        answer = terminal.say(_settings(db), line, person, at, workspace)
    _answer(answer, as_json)


def _policy(name: str) -> "Policy":
    """A built-in policy or a file's. Ends with every fault."""
    from core.policy.load import PolicyError, built_in, load, names

    try:
        if name in names() or not Path(name).is_file():
            return built_in(name)
        return load(Path(name).read_text(encoding="utf-8"), name)
    except (PolicyError, OSError, UnicodeDecodeError) as error:
        _stop(str(error), 1)


@app.command()
def demo(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The page's port; another where it is taken.")
    ] = 8008,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the page's address.")] = False,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="A conversation here, not in the browser.")
    ] = False,
) -> None:
    """Open a sample municipality in the browser, with a clock that can be moved."""
    from bot.demo import run as sample

    gc.enable()
    if terminal:
        sample.open_in_terminal(_settings(""))
    else:
        sample.open_in_browser(_settings(""), port, with_browser=not no_browser)


@manifest_app.command()
def slack(
    url: Annotated[
        str,
        typer.Option("--url", help="Where Slack reaches the bot: https://HOST. Socket Mode when left out."),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What the app is called in Slack.")] = "",
) -> None:
    """Print the app manifest to paste at api.slack.com/apps."""
    from bot.doors.slack.manifest import NAME, manifest

    with _told(2):
        made = manifest(url, name or NAME)
    _print(json.dumps(made, ensure_ascii=False, indent=2))


@manifest_app.command()
def teams(
    folder: Annotated[Path, typer.Argument(help="The folder to put the app package in.", metavar="DIR")],
    url: Annotated[
        str, typer.Option("--url", help="A page of the municipality's; PUBLIC_URL when left out.")
    ] = "",
    client: Annotated[
        str, typer.Option("--client-id", help="The bot's Microsoft App ID; TEAMS_CLIENT_ID when left out.")
    ] = "",
    town: Annotated[str, typer.Option("--town", help="Who is behind the app.")] = "Kommunen",
    name: Annotated[str, typer.Option("--name", help="What the app is called in Teams.")] = "",
) -> None:
    """Write the app package to upload in Teams: manifest, icons, Swedish and English."""
    from bot.doors.teams.manifest import NAME, write

    settings = _settings("")
    with _told(2):
        written = write(
            folder, client or settings.teams_client_id, url or settings.public_url, town, name or NAME
        )
    _print("\n".join(map(str, written)))


@app.command()
def doctor(
    db: Db = "",
    send: Annotated[
        str, typer.Option("--send", help="Only send a test message: to a person, or to `avdelning`.")
    ] = "",
) -> None:
    """Look for what is wrong, and say how to mend it."""
    from bot import app as house
    from bot.doctor import examine, send_test

    made = house.build(_settings(db))
    if send:
        with _told():
            _print(send_test(made, send))
        return
    findings = list(examine(made))
    for finding in findings:
        _print(f"{'OK ' if finding.ok else 'FEL'}  {finding.text}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def run(db: Db = "", workspace: Workspace = "") -> None:
    """Run the bot: its chats, its reminders and its pages, until it is told to stop."""
    import asyncio

    from bot import app as house
    from bot import server
    from core.errors import Refused

    gc.enable()
    settings = _settings(db)
    server.log_to_stderr(settings.log_level)
    try:
        asyncio.run(server.run(house.build(settings), workspace))
    except Refused as refusal:
        _stop(_whole(refusal), 2 if isinstance(refusal, server.NoDoor) else 1)


@register_app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to put the files in.", metavar="DIR")],
    url: Annotated[
        str,
        typer.Option("--url", help="The address the folder has on the web, for the page's canonical link."),
    ] = "",
    db: Db = "",
    workspace: Workspace = "",
) -> None:
    """Write the public register as files: a page, a fragment to embed, JSON and CSV."""
    from bot import app as house
    from bot.doors.web.register.export import export_register
    from core.errors import Refused

    try:
        written = export_register(house.build(_settings(db)), folder, workspace, url)
    except Refused as refusal:
        _stop(_whole(refusal), 1)
    _print("\n".join(str(folder / name) for name in written))


@evidence_app.command()
def verify(
    remove_strays: Annotated[
        bool,
        typer.Option("--remove-strays", help="Take away files that are on no record, a day old or more."),
    ] = False,
    db: Db = "",
) -> None:
    """Look at every evidence file now, as the bot does each night; what is wrong is told to the administrators."""
    from bot import app as house
    from bot import doctor
    from bot.clock import now

    made = house.build(_settings(db))
    with _told():
        house.check_schema(made.database)
        made.night.look_at_all(now())
    findings = list(doctor.evidence_of(made, now(), remove_strays=remove_strays))
    for finding in findings:
        _print(f"{'OK ' if finding.ok else 'FEL'}  {finding.text}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def key() -> None:
    """Make a key: for DATA_KEY, which encrypts citizens' words at rest, or PAGE_KEY, which signs links."""
    from cryptography.fernet import Fernet

    _print(Fernet.generate_key().decode())


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="An xlsx or csv with accounts, posts or questions.", metavar="FILE")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show row by row what would happen; nothing is kept.")
    ] = False,
    db: Db = "",
    workspace: Workspace = "",
    as_json: Json = False,
) -> None:
    """Take in the register a town already has: accounts, and the history of posts and questions."""
    from bot import app as house
    from bot.clock import now
    from bot.doors.terminal import watching
    from bot.exchange import importing

    with _told(), watching(str(file)) as progress:
        told = importing.import_file(
            house.build(_settings(db)), file, now(), workspace, dry_run=dry_run, progress=progress
        )
    shown = json.dumps(importing.as_data(told), ensure_ascii=False, indent=2)
    _print(shown if as_json else importing.as_text(told))
    raise typer.Exit(1 if told.faults else 0)


@app.command("export")
def export_all(
    folder: Annotated[Path, typer.Argument(help="A new folder to put everything in.", metavar="DIR")],
    db: Db = "",
    workspace: Workspace = "",
) -> None:
    """Give everything back in open formats: CSV to read, every row as JSON lines, every file."""
    from bot import app as house
    from bot.clock import now
    from bot.doors.terminal import watching
    from bot.exchange.exporting import export as write

    with _told(), watching(str(folder)) as progress:
        written = write(house.build(_settings(db)), folder, now(), workspace, progress)
    _print(f"{folder}: {len(written)}")


@db_app.command()
def upgrade(db: Db = "") -> None:
    """Bring the database to this version's schema."""
    from bot import app as house
    from core import migrations

    with _told():
        migrations.upgrade(house.build(_settings(db)).database)
    _print(migrations.HEAD)
