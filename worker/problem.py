"""What can go wrong before any relationship is touched, each with its exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command tells a shell, and what it means. Documented in docs/exit-codes.md; never renumbered."""

    meaning: str

    def __new__(cls, number: int, meaning: str) -> "ExitCode":
        member = int.__new__(cls, number)
        member._value_ = number
        member.meaning = meaning
        return member

    OK = 0, "Done."
    FAILED = 1, "Something that should not happen; the message names the file with the details. Please report it."
    USAGE = 2, "The command was not understood: an unknown option, or an argument is missing."
    SETTINGS = 3, "A setting is missing or makes no sense, or the password was not found."
    NO_TEMPORAL = 4, "Temporal does not answer, or may not be used in this way."
    NO_WORKER = 5, "Temporal answers, but no worker is there to do the work."
    NOT_FOUND = 6, "WHO means nobody."
    AMBIGUOUS = 7, "WHO means more than one person; the message lists them."
    ALREADY_THERE = 8, "There is already a relationship with this address; nothing was started."
    REFUSED = 9, "The relationship does not allow it now; the message says why and what to do instead."
    BAD_INPUT = 10, "What was given can't be used: an address, a file, a row, a time or a template."
    MAIL = 11, "The mail servers refuse the account."
    ALREADY_RUNNING = 12, "Another 'weakties up' has this data."
    UNACCOUNTED = 13, "'weakties verify' found mail that is there twice, missing, uncertain or unknown."
    INTERRUPTED = 130, "You pressed Ctrl-C at a question or in the middle of a command."


class Problem(Exception):
    """Something the user can mend. The message names the thing and the next move, on one line."""

    code = ExitCode.FAILED


class SettingsProblem(Problem):
    """A setting is missing or makes no sense."""

    code = ExitCode.SETTINGS


class TemporalProblem(Problem):
    """Temporal does not answer."""

    code = ExitCode.NO_TEMPORAL
