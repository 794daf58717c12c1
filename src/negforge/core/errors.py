"""What may go wrong in a way that a user can mend. Everything else is a bug, and stops the run."""

from __future__ import annotations


class NegforgeError(Exception):
    """Base of all errors that are told in one line: what, where, what next. ``exit_code`` is the command's."""

    exit_code = 1


class UsageError(NegforgeError):
    """The command, recipe or input named by the user cannot be used as it is."""

    exit_code = 2


class RunError(NegforgeError):
    """The work was asked for rightly and failed all the same (a full disk, a file that vanished)."""

    exit_code = 1


class Unfinished(NegforgeError):
    """No fault: all that can be done now is done, and the rest waits for something (replies to a batch file)."""

    exit_code = 0


class GateFailed(NegforgeError):
    """A gate was passed by what must not pass it: the work is done and its files stay, and nobody should use them."""

    exit_code = 3


class StaleEdit(NegforgeError):
    """An edit does not fit the messages it is applied to; ``at`` is the index, counted in the base."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(f"edit at message {at}: {reason}")
        self.at = at
