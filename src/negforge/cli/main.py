"""The entry point, and every way a command can end.

Exit codes: 0 done; 1 the work failed or made no pair, or its result could not be printed; 2 the command, recipe or
input cannot be used; 3 the gate was not passed; 130 stopped by Ctrl-C; 143 by SIGTERM. Errors are told on stderr as
``negforge: what; where; what next``; NEGFORGE_DEBUG=1 shows their tracebacks too.

The verbs are imported inside ``main``: that takes most of the time of a short command, and a Ctrl-C then is one too.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from negforge.cli.streams import end_streams, settle_streams
from negforge.cli.terminal import tell, visible
from negforge.core.errors import NegforgeError

if TYPE_CHECKING:
    from types import FrameType

STOPPED, SIGNALLED = 130, 128  # a shell's code for a command that a signal ended is 128 and the signal's number
HOW_TO_GO_ON = "stopped; the same command goes on where it was"


def run() -> None:
    """The command ``negforge``."""
    settle_streams()
    stopped_by = _stop_on_sigterm()
    code = main(sys.argv[1:])
    end_streams()
    sys.exit(SIGNALLED + stopped_by[-1] if stopped_by and code == STOPPED else code)


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code. A bug passes through with its traceback."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")  # no log text may stop the printing
    try:
        from negforge.cli.app import app

        code = app(args=arguments, prog_name="negforge", standalone_mode=False)
        if code == STOPPED:  # how typer gives back a Ctrl-C
            tell(HOW_TO_GO_ON)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except NegforgeError as error:
        return _end(error, str(error), error.exit_code)
    except KeyboardInterrupt as error:
        return _end(error, HOW_TO_GO_ON, STOPPED)
    except BrokenPipeError:
        return 1  # the reader left: nobody to tell
    except Exception as error:
        return _end_by_typer(error)


def _end_by_typer(error: Exception) -> int:
    """What typer itself objects to. Everything else is a bug."""
    import typer
    from typer.exceptions import TyperException

    if isinstance(error, TyperException):
        return _end(error, _usage(error), getattr(error, "exit_code", 2))
    if isinstance(error, typer.Abort):
        return _end(error, HOW_TO_GO_ON, STOPPED)
    raise error


def _end(error: BaseException, message: str, code: int) -> int:
    if os.environ.get("NEGFORGE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    tell(visible(message, lines=True))
    return code


def _usage(error: Exception) -> str:
    """typer's own objection in our form: what is wrong, and whose help to read."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "negforge"
    told: str = getattr(error, "format_message", lambda: str(error))().rstrip(".")
    return told if told.startswith("Usage:") else f"{told}; see {command} --help"


def _stop_on_sigterm() -> list[int]:
    """From now on SIGTERM does what Ctrl-C does at that moment; the list tells afterwards whether there was one."""
    came: list[int] = []

    def like_ctrl_c(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, like_ctrl_c)
    return came


def __getattr__(name: str) -> Any:
    if name == "app":
        from negforge.cli.app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
