"""The command ``sim``: which commands there are, and what becomes of their mistakes."""

import logging
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim import __version__
from sim.base.errors import AskedError, ScenarioError, SelectorError, SimError
from sim.cli import (
    backtesting,
    calibrating,
    catalogue,
    claims,
    comparing,
    corridors,
    running,
    sweeping,
    validating,
    wordbook,
)
from sim.cli.interrupts import interrupts
from sim.cli.mistakes import in_words, sentence
from sim.cli.screen import complain, encode_safely

FAILED, REFUSED, INTERRUPTED = 1, 2, 130


class _Guarded(TyperGroup):
    """Turns the errors a user can mend into one line each and the promised exit codes."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with interrupts.heard():
            try:
                return super().invoke(ctx)
            except (typer.Exit, BrokenPipeError):  # whoever read our output has gone, and that is no error
                raise
            except (KeyboardInterrupt, Exception) as error:
                status = INTERRUPTED if interrupts.pressed else _tell(error)
                if status is None:
                    raise
                if status == INTERRUPTED:
                    complain("interrupted")
                raise typer.Exit(status) from error


def _tell(error: BaseException) -> int | None:
    """Print what a user must know of an error and return the exit code; None if it is nothing expected."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, ScenarioError):
        for problem in error.problems:
            complain(in_words(problem))
        return REFUSED
    if isinstance(error, SimError | OSError):
        logging.getLogger("sim").debug("where it happened:", exc_info=error)
        complain(sentence(error))
        return REFUSED if isinstance(error, SelectorError | AskedError) else FAILED
    return None


app = typer.Typer(
    name="sim",
    cls=_Guarded,
    help="Who runs short of which rare earth, when, and by how much: a simulator of supply chains.\n\n"
    "A scenario is a file of YAML that says what differs from the world of today, by words such as export_control or "
    "thrift. Scenarios lie in the folder scenarios (or the one that $SIM_SCENARIOS names), results go to results/.",
    epilog="Start with: sim list, then sim run china_export_controls. What the options of a command mean: sim run "
    "--help. Exit codes: 0 done, 1 failed, 2 a mistake in what was asked, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help costs half the time, and reads the same in a file
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("list")(catalogue.list_command)
app.command("run")(running.run_command)
app.command("compare")(comparing.compare_command)
app.command("validate")(validating.validate_command)
app.command("sweep")(sweeping.sweep_command)
app.command("backtest")(backtesting.backtest_command)
app.command("calibrate")(calibrating.calibrate_command)
app.command("corridors")(corridors.corridors_command)
app.command("words")(wordbook.words_command)
app.command("claims")(claims.claims_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit with its status."""
    encode_safely(sys.stdout, sys.stderr)
    try:
        app()
    finally:
        interrupts.hush()
