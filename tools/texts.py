"""Every text with which the server speaks to people: what a translation has to say.

The catalogue's texts are taken from the catalogue. Messages are found in the source, with a name
in braces wherever a value is put in: what a translation needs to know of them is all written there.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import limner
from limner import errors
from limner.models.catalog import load_models
from limner.models.styles import STYLES
from limner.models.text_catalog import load_text_models
from limner.nodes import load_nodes
from limner.server.routes.nodes import node_json
from limner.services import service_types
from limner.workflows.templates import all_templates

SOURCE = Path(limner.__file__).parent

_QUIET = (
    *("cli", "testing", "settings.py", "server/images_api", "server/schemas"),
    "nodes/_instructions.py",
)
"""Who speaks to administrators at a terminal, to other programs and to text models, in English."""

_SPEAKING = (
    *("engine", "fetch", "media", "models", "nodes"),
    *("providers", "services", "template", "text", "workflows"),
)
"""Where every sentence may come to stand in an error, even one that is kept in a table first."""

_SAYING = {"Finding", "Problem", "RequestWarning"}
_SAID = {"detail", "hint", "message"}
_DESCRIBING = {"Field", "debug", "error", "exception", "info", "shown_as", "warning"}
_SENTENCE = re.compile(r"(?s)[A-Z{'].* .*(\.|\)|: \{\w+\})")
_LONGEST = 200
"""What is longer is an instruction to a text model."""


def shape(text: str) -> str:
    """A text without the names of its values: what of it a translation is found by."""
    return re.sub(r"\{\w+\}", "{}", text)


def catalogue_texts() -> Iterator[str]:
    """What the catalogues say; the names of models and providers stay what they are."""
    for node in load_nodes():
        described = node_json(node)
        del described["dataSchema"]["title"]
        yield from _shown(described)
        yield from node.keywords
    for service in service_types():
        yield from (service.title, service.description)
        fields = service.data_type.model_json_schema()["properties"]
        yield from _shown(fields if service.needs_credential else {})
    for model in load_models():
        yield from filter(None, (model.description, model.requirements, model.licence))
        yield from _shown(model.parameters)
        yield from _shown(model.edit.parameters if model.edit else {})
    for text_model in load_text_models():
        yield text_model.description
    for style in STYLES:
        yield from (style.title, style.description)
    for template in all_templates():
        yield from (template.title, template.category, template.description)


def _shown(described: Any) -> Iterator[str]:
    """Titles, descriptions and categories at any depth; what a list consists of has no title."""
    if isinstance(described, list):
        for item in described:
            yield from _shown(item)
    if not isinstance(described, dict):
        return
    for key, value in described.items():
        if isinstance(value, str):
            if key in ("title", "description", "category"):
                yield value
        elif key == "items" and isinstance(value, dict):
            yield from _shown({name: part for name, part in value.items() if name != "title"})
        else:
            yield from _shown(value)


def message_texts() -> Iterator[str]:
    """The titles of all errors, and what the code says in them, in problems and in warnings."""
    kinds = [kind for kind in vars(errors).values() if _is_error(kind)]
    yield from (kind.title() for kind in kinds)
    saying = _SAYING | {kind.__name__ for kind in kinds}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if not place.startswith(_QUIET):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from _told(tree, saying)
            if place.startswith(_SPEAKING):
                yield from _sentences(tree)


def _is_error(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, errors.LimnerError)


def _told(tree: ast.AST, saying: set[str]) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) in saying:
            for said in [*call.args, *(k.value for k in call.keywords if k.arg in _SAID)]:
                yield from (text for text in _texts(said) if " " in text)


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Whole sentences that are neither documentation nor part of a longer one."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if documents or (isinstance(node, ast.Call) and _called(node) in _DESCRIBING):
            skipped.update(ast.walk(node))
        elif isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
    for node in ast.walk(tree):
        if node not in skipped and isinstance(node, ast.Constant | ast.JoinedStr):
            for text in _texts(node):
                if len(text) < _LONGEST and _SENTENCE.fullmatch(text):
                    yield text


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts an expression may be, each value in them a name in braces."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(_parts(node))


def _parts(node: ast.JoinedStr) -> Iterator[str]:
    """Values that touch are one: where one ends and the next begins cannot be told."""
    used: list[str] = []
    after_value = False
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if not after_value:
                used.append(_name(ast.unparse(part.value), used))
                yield f"{{{used[-1]}}}"
            after_value = True
        elif isinstance(part, ast.Constant):
            yield str(part.value)
            after_value = False


def _name(expression: str, used: list[str]) -> str:
    """The last word of what is put in, with a number where it is taken already."""
    word = (re.findall(r"[A-Za-z]\w*", expression) or ["value"])[-1].lower()
    same = sum(re.fullmatch(rf"{word}\d*", other) is not None for other in used)
    return f"{word}{same + 1}" if same else word
