"""What can go wrong before any relationship is touched, each with its exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command tells a shell. Documented in docs/exit-codes.md; never renumbered."""

    OK = 0
    FAILED = 1
    USAGE = 2
    SETTINGS = 3
    NO_TEMPORAL = 4
    NO_WORKER = 5
    NOT_FOUND = 6
    AMBIGUOUS = 7
    ALREADY_THERE = 8
    REFUSED = 9
    BAD_INPUT = 10
    MAIL = 11
    ALREADY_RUNNING = 12


class Problem(Exception):
    """Something the user can mend. The message names the thing and the next move, on one line."""

    code = ExitCode.FAILED


class SettingsProblem(Problem):
    """A setting is missing or makes no sense."""

    code = ExitCode.SETTINGS


class TemporalProblem(Problem):
    """Temporal does not answer."""

    code = ExitCode.NO_TEMPORAL
