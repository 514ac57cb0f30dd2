"""`somerad audit …`: whether the log holds, whether a printed head is of it, and the log as lines (S3)."""

from typing import Annotated

import typer

from bot import cli

app = typer.Typer(help="The audit log: one chain of hashes a workspace.", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[
        str,
        typer.Option(
            "--head", help="A head printed earlier, such as in a report: is it of this log?", metavar="HASH"
        ),
    ] = "",
    db: cli.Db = "",
    workspace: cli.Workspace = "",
) -> None:
    """Check every row of the log, and tell the first that does not hold. Exit code 0 where all holds, else 1."""
    from bot import app as house
    from bot import auditing

    with cli.told():
        holds, text = auditing.verify(house.build(cli.settings(db)), workspace, head)
    cli.say_out(text)
    raise typer.Exit(0 if holds else 1)


@app.command()
def export(
    after: Annotated[int, typer.Option("--after", help="Only rows after this number.")] = 0,
    db: cli.Db = "",
    workspace: cli.Workspace = "",
) -> None:
    """Print the log as JSON Lines, a row a line, with all that it takes to check the chain elsewhere."""
    from bot import app as house
    from bot import auditing

    with cli.told():
        for line in auditing.lines(house.build(cli.settings(db)), workspace, after):
            cli.say_out(line)
