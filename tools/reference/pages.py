"""Which files the reference has."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reference.commands import commands_page
from reference.errors import errors_page
from reference.interface import interface_page
from reference.markdown import page
from reference.models import models_page
from reference.nodes import nodes_page
from reference.problems import problems_page
from reference.settings import settings_page


def index_page() -> str:
    """The entry to the other pages."""
    return page(
        "# Reference",
        "Written from the program by `make docs`; don't edit these files. The HTTP interface "
        "describes itself: a running server answers `/openapi.json`, and the same stands in "
        "[openapi.json](openapi.json).",
        "- [Settings](settings.md): the environment variables\n"
        "- [Commands](commands.md): `limner` and its options\n"
        "- [Nodes](nodes.md): every node, its sockets and its data\n"
        "- [Models](models.md): what each model takes and makes\n"
        "- [Problem codes](problems.md): what keeps a workflow from running\n"
        "- [Error codes](errors.md): what the API and the command answer when something is wrong",
    )


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "README.md": index_page,
        "commands.md": commands_page,
        "errors.md": errors_page,
        "models.md": models_page,
        "nodes.md": nodes_page,
        "openapi.json": interface_page,
        "problems.md": problems_page,
        "settings.md": settings_page,
    }
)
