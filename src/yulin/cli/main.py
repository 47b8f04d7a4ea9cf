"""Entry point: every command, and one clear sentence with an exit code for every failure."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from yulin.cli import check as check_command
from yulin.cli import decide as decide_command
from yulin.cli import draw_check as draw_check_command
from yulin.cli import explain as explain_command
from yulin.cli import match as match_command
from yulin.cli import rehearse as rehearse_command
from yulin.cli import synth as synth_command
from yulin.cli import template as template_command
from yulin.cli import verify as verify_command
from yulin.cli import vocabulary as vocabulary_command
from yulin.policy.problems import PolicyError

app = typer.Typer(
    help="雨林：从事实判定每个人、每家单位应得的一切，并说明理由。\n\n"
    "Decides from records what every person and firm is due, with reasons.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("check")(check_command.check)

app.command("decide")(decide_command.decide)
app.command("explain")(explain_command.explain)
app.command("rehearse")(rehearse_command.rehearse)
app.command("vocabulary")(vocabulary_command.vocabulary)
app.command("template")(template_command.template)
app.command("synth")(synth_command.synth)
app.command("match")(match_command.match)
app.command("verify")(verify_command.verify)
app.command("draw-check")(draw_check_command.draw_check)


def run() -> None:
    """Run the command line; expected failures print one sentence and set the exit code."""
    try:
        app()
    except PolicyError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)
    except FileNotFoundError as error:
        missing = Path(str(error.filename or error))
        print(f"找不到 {missing}：请检查路径。 Not found: check the path.", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"读写不了 {error.filename or ''}：{error.strerror or error}。", file=sys.stderr)
        sys.exit(2)
