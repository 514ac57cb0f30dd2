"""`somerad workspace …`: the operator's side of a bot that serves several municipalities."""

from typing import Annotated

import typer

from bot import cli

app = typer.Typer(help="Workspaces, one a municipality.", no_args_is_help=True)
Slug = Annotated[str, typer.Argument(help="The workspace's name.", metavar="NAME")]


@app.command("list")
def listed(db: cli.Db = "") -> None:
    """List every workspace."""
    from bot import app as house
    from bot import workspaces

    with cli.told():
        cli.say_out(workspaces.listed(house.build(cli.settings(db))))


@app.command()
def add(
    policy: Annotated[str, typer.Option("--policy", help="A built-in policy's name, or a policy file.")],
    name: Annotated[str, typer.Option("--name", help="Its name; the policy's town when left out.")] = "",
    db: cli.Db = "",
) -> None:
    """Make another workspace, as `init` makes the first."""
    cli.init(policy, name, db)


@app.command()
def show(slug: Slug, db: cli.Db = "") -> None:
    """Show a workspace's settings."""
    from bot import app as house
    from bot import workspaces

    with cli.told():
        cli.say_out(workspaces.shown(house.build(cli.settings(db)), slug))


@app.command("set")
def change(
    slug: Slug,
    words: Annotated[list[str], typer.Argument(help="What to change.", metavar="SETTING=VALUE…")],
    db: cli.Db = "",
) -> None:
    """Change settings: language, zone, hours, department, council, name."""
    from bot import app as house
    from bot import workspaces
    from bot.clock import now

    with cli.told():
        cli.say_out(workspaces.change(house.build(cli.settings(db)), slug, words, now()))


@app.command()
def invite(slug: Slug, db: cli.Db = "") -> None:
    """Print an address at which the town installs the app in its Slack: good once, for a week."""
    from bot import app as house
    from bot import workspaces
    from bot.clock import now

    with cli.told():
        cli.say_out(workspaces.invite(house.build(cli.settings(db)), slug, now()))


@app.command()
def rotate(db: cli.Db = "") -> None:
    """Encrypt every town's token with the first key in TOKEN_KEYS; then the others may go."""
    from bot import app as house
    from bot import workspaces

    with cli.told():
        cli.say_out(str(workspaces.renew_tokens(house.build(cli.settings(db)))))
