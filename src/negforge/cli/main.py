"""The entry point: verbs by name, and every way a command can end.

Exit codes: 0 done; 1 the work failed or made no pair; 2 the command, recipe or input cannot be used; 130 stopped by
Ctrl-C. Errors are told on stderr as ``negforge: what; where; what next``; NEGFORGE_DEBUG=1 shows their tracebacks too.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from negforge.cli import build, evaluate, listing, preview, show
from negforge.cli.terminal import tell, visible
from negforge.core.errors import NegforgeError

STOPPED = 130
HOW_TO_GO_ON = "stopped; the same command goes on where it was"

app = typer.Typer(
    name="negforge",
    help="Preference benchmarks for tool-using agents: pairs whose rejected side has one declared, provable defect.",
    epilog="Start with: negforge build quickstart",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
app.command("build", short_help="Make a benchmark from a recipe and its inputs.")(build.build)
app.command("preview", short_help="Show a few pairs before a long build.")(preview.preview)
app.command("show", short_help="Show both sides of one pair, the edit marked.")(show.show)
app.command("evaluate", short_help="How often do judges prefer the chosen side?")(evaluate.evaluate)
app.command("list", short_help="List recipes, rules, judges, formats, defects.")(listing.show_list)


def _print_version(wanted: bool) -> None:
    if wanted:
        from negforge import __version__

        print(f"negforge {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Preference benchmarks for tool-using agents: pairs whose rejected side has one declared, provable defect."""


def run() -> None:
    """The command ``negforge``."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code. A bug passes through with its traceback."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")  # no log text may stop the printing
    try:
        code = app(args=arguments, prog_name="negforge", standalone_mode=False)
        if code == STOPPED:  # how typer gives back a Ctrl-C
            tell(HOW_TO_GO_ON)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except NegforgeError as error:
        return _end(error, str(error), error.exit_code)
    except TyperException as error:
        return _end(error, _usage(error), getattr(error, "exit_code", 2))
    except (KeyboardInterrupt, typer.Abort) as error:
        return _end(error, HOW_TO_GO_ON, STOPPED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nobody to tell
        return 1


def _end(error: BaseException, message: str, code: int) -> int:
    if os.environ.get("NEGFORGE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    tell(visible(message, lines=True))
    return code


def _usage(error: TyperException) -> str:
    """typer's own objection in our form: what is wrong, and whose help to read."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "negforge"
    told = getattr(error, "format_message", lambda: str(error))().rstrip(".")
    return told if told.startswith("Usage:") else f"{told}; see {command} --help"
