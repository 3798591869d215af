"""The page of the `limner` command: its own help, command by command."""

from typer import Typer
from typer.testing import CliRunner

from limner.cli import COMMANDS, build_app
from reference.markdown import page


def commands_page() -> str:
    """The help of `limner` and of each of its commands."""
    app = build_app()
    # Plain text instead of boxes.
    app.rich_markup_mode = None
    parts = [f"## limner {name}\n\n{_help(app, name)}" for name in COMMANDS]
    return page("# Commands", _help(app), *parts)


def _help(app: Typer, *command: str) -> str:
    answer = CliRunner().invoke(
        app,
        [*command, "--help"],
        prog_name="limner",
        env={"COLUMNS": "90"},
        catch_exceptions=False,
    )
    lines = [line.rstrip() for line in answer.stdout.strip().splitlines()]
    return "\n".join(["```text", *lines, "```"])
