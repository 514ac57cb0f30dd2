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


def settings(db: str) -> settings_module.Settings:
    """The settings, with another database where one is named. Ends with what is wrong with them."""
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
def told(code: int = 1) -> Iterator[None]:
    """Ends with what was refused, and what to do."""
    from core.errors import Refused

    try:
        yield
    except Refused as refusal:
        _stop(_whole(refusal), code)


def say_out(text: str) -> None:
    """Prints it."""
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
    from bot.atrest import MAKE_ONE, NO_KEY, lacks_key
    from bot.clock import now
    from core.policy.load import PolicyError, built_in, load, names
    from core.words import _

    made = house.build(settings(db))
    try:
        path = Path(policy)
        text = path.read_text(encoding="utf-8") if policy not in names() and path.is_file() else None
        rules = load(text, path.name) if text else built_in(policy)
        town = name or rules.document.municipality
        with told():
            home = house.make_workspace(made.database, now(), town, path.stem if text else policy, text)
    except (PolicyError, UnicodeDecodeError) as error:
        _stop(str(error), 1)
    say_out(f"{home.name}: {home.slug}")
    if lacks_key(made):
        sys.stderr.write(f"{_(NO_KEY)} {_(MAKE_ONE)}\n")


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

    _answer(terminal.say(settings(db), terminal.line(text), person, at, workspace), as_json)


def _answer(answer: "tuple[bool, str, object]", as_json: bool) -> None:
    ok, shown, data = answer
    say_out(json.dumps(data, ensure_ascii=False, indent=2) if as_json else shown)
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

    with told():
        text, entries = ticking.tick(settings(db), at, workspace, dry_run=dry_run)
    if as_json or text:
        say_out(json.dumps(entries, ensure_ascii=False, indent=2) if as_json else text)


@policy_app.command()
def check(file: Annotated[Path, typer.Argument(help="The policy file.")]) -> None:
    """Check a policy file, and print every fault."""
    _policy(str(file))
    say_out(f"{file}: OK")


@policy_app.command()
def show(name: Annotated[str, typer.Argument(help="A built-in policy's name, or a policy file.")]) -> None:
    """Show a policy as plain text."""
    from core.policy.show import text

    say_out(text(_policy(name)))


@policy_app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A built-in policy's name, or a policy file.")],
    after: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Show what differs between two policies, value by value."""
    from core.policy.diff import text

    say_out(text(_policy(before), _policy(after)))


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
    answer = terminal.say(settings(db), terminal.line(words), person, at, workspace)
    code = answer[2]["data"].get("confirm")
    if yes and code:
        line = terminal.line([*words, f"bekräfta={code}"])
        answer = terminal.say(settings(db), line, person, at, workspace)
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
        sample.open_in_terminal(settings(""))
    else:
        sample.open_in_browser(settings(""), port, with_browser=not no_browser)


@manifest_app.command()
def slack(
    url: Annotated[
        str,
        typer.Option("--url", help="Where Slack reaches the bot: https://HOST. Socket Mode when left out."),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What the app is called in Slack.")] = "",
    channel_history: Annotated[
        bool, typer.Option("--channel-history", help="With the scopes that SLACK_CHANNEL_HISTORY needs.")
    ] = False,
) -> None:
    """Print the app manifest to paste at api.slack.com/apps."""
    from bot.doors.slack.manifest import NAME, manifest

    with told(2):
        made = manifest(url, name or NAME, reads_channels=channel_history)
    say_out(json.dumps(made, ensure_ascii=False, indent=2))


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

    chosen = settings("")
    with told(2):
        written = write(
            folder, client or chosen.teams_client_id, url or chosen.public_url, town, name or NAME
        )
    say_out("\n".join(map(str, written)))


@app.command()
def doctor(
    db: Db = "",
    send: Annotated[
        str, typer.Option("--send", help="Only send a test message: to a person, or to `avdelning`.")
    ] = "",
) -> None:
    """Look for what is wrong, and say how to mend it."""
    from bot import app as house
    from bot.clock import now
    from bot.doctor import examine, send_test

    made = house.build(settings(db))
    if send:
        with told():
            say_out(send_test(made, send))
        return
    findings = list(examine(made, now()))
    for finding in findings:
        say_out(f"{'OK ' if finding.ok else 'FEL'}  {finding.text}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def run(db: Db = "", workspace: Workspace = "") -> None:
    """Run the bot: its chats, its reminders and its pages, until it is told to stop."""
    import asyncio

    from bot import app as house
    from bot import logs, server
    from core.errors import Refused

    gc.enable()
    chosen = settings(db)
    logs.set_up(chosen.log_level, chosen.log_format)
    try:
        asyncio.run(server.run(house.build(chosen), workspace, told=server.end_anyway))
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
        written = export_register(house.build(settings(db)), folder, workspace, url)
    except Refused as refusal:
        _stop(_whole(refusal), 1)
    say_out("\n".join(str(folder / name) for name in written))


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

    made = house.build(settings(db))
    with told():
        house.check_schema(made.database)
        made.night.look_at_all(now())
    findings = list(doctor.evidence_of(made, now(), remove_strays=remove_strays))
    for finding in findings:
        say_out(f"{'OK ' if finding.ok else 'FEL'}  {finding.text}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def key() -> None:
    """Make a key: for DATA_KEY, which encrypts citizens' words at rest, or PAGE_KEY, which signs links."""
    from cryptography.fernet import Fernet

    say_out(Fernet.generate_key().decode())


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

    with told(), watching(str(file)) as progress:
        taken = importing.import_file(
            house.build(settings(db)), file, now(), workspace, dry_run=dry_run, progress=progress
        )
    shown = json.dumps(importing.as_data(taken), ensure_ascii=False, indent=2)
    say_out(shown if as_json else importing.as_text(taken))
    raise typer.Exit(1 if taken.faults else 0)


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

    with told(), watching(str(folder)) as progress:
        written = write(house.build(settings(db)), folder, now(), workspace, progress)
    say_out(f"{folder}: {len(written)}")


@db_app.command()
def upgrade(db: Db = "") -> None:
    """Bring the database to this version's schema."""
    from bot import app as house
    from core import migrations

    with told():
        migrations.upgrade(house.build(settings(db)).database)
    say_out(migrations.HEAD)


@db_app.command()
def rotate(db: Db = "") -> None:
    """Encrypt what citizens wrote with the first key in DATA_KEY, also while the bot runs; then the others may go."""
    from bot import app as house
    from bot import atrest

    with told():
        say_out(atrest.rotate(house.build(settings(db))))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write: a zip of every row and all evidence.")],
    db: Db = "",
) -> None:
    """Write a whole copy of what is on record, also while the bot runs."""
    from bot import app as house
    from bot import backup as copies
    from bot.clock import now

    with told():
        say_out(copies.backup(house.build(settings(db)), file, now()))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `somerad backup` wrote.")], db: Db = ""
) -> None:
    """Put a whole copy into an empty database, and its evidence where EVIDENCE_URL says."""
    from bot import app as house
    from bot import backup as copies

    with told():
        say_out(copies.restore(house.build(settings(db)), file))


@db_app.command()
def protect(
    role: Annotated[str, typer.Argument(help="The role the bot runs as, which owns no table.")], db: Db = ""
) -> None:
    """PostgreSQL: let a role see one workspace at a time (row-level security). Run as the tables' owner."""
    from bot import app as house
    from core import walls

    database = house.build(settings(db)).database
    try:
        say_out(str(walls.protect(database, role)))
    except ValueError:
        _stop("DATABASE_URL: row-level security is PostgreSQL's", 2)


def _add_workspace() -> None:
    from bot.cli_audit import app as audit_app
    from bot.cli_workspace import app as workspace_app

    app.add_typer(audit_app, name="audit")
    app.add_typer(workspace_app, name="workspace")


_add_workspace()
