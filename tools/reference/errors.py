"""The page of error codes."""

from limner.errors import LimnerError
from limner.server.errors import status_of
from reference.markdown import code, page, table


def errors_page() -> str:
    """Every code with its meaning and the HTTP status it comes with."""
    rows: dict[str, list[str]] = {}
    for kind in _kinds(LimnerError):
        rows.setdefault(kind.code, [code(kind.code), str(status_of(kind)), kind.title()])
    return page(
        "# Error codes",
        "An error is an `application/problem+json` object with `type`, `title`, `status`, "
        "`detail`, `code`, and where it helps `hint` and `errors`. The `code` is stable; the words "
        "are not. On a node of a run the same object stands without the status.",
        table(["code", "status", "meaning"], [rows[name] for name in sorted(rows)]),
    )


def _kinds(kind: type[LimnerError]) -> list[type[LimnerError]]:
    """A class and all below it; a code that is inherited belongs to the class that states it."""
    below = [each for subclass in kind.__subclasses__() for each in _kinds(subclass)]
    return [kind, *below]
