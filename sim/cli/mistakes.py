"""What a user reads when something is wrong: one line a mistake, with its place."""

from sim.base.errors import LawError, Problem

COMMAND_LINE = "--set "


def in_words(problem: Problem) -> str:
    """Return a mistake as ``place: what is wrong (what may have been meant)``."""
    hint = f" ({problem.suggestion})" if problem.suggestion else ""
    return f"{_place(problem)}: {problem.message}{hint}"


def _place(problem: Problem) -> str:
    if problem.line == 0:
        return problem.file
    if problem.file.startswith(COMMAND_LINE):  # one line long; what follows `=` would run into a line number
        return f"{problem.file} (character {problem.column})"
    return f"{problem.file}:{problem.line}:{problem.column}"


def sentence(error: Exception) -> str:
    """Return an error that ends a command as a sentence."""
    if isinstance(error, LawError):
        return f"a law of conservation broke: {error}\nThis is a defect of the simulator; please report it."
    if isinstance(error, OSError):
        return f"{error.filename or 'input or output'}: {error.strerror or error}"
    return str(error)
