"""The page of problem codes: what can keep a workflow from being kept or from running."""

import ast
from collections.abc import Iterator
from pathlib import Path

import limner
from reference.markdown import code, page, table

_MEANINGS = {
    "address_refused": "The address is private, or none that is asked.",
    "bad_field": "A field has a value that it can't have, or is not known.",
    "crosses_loop": "A node outside a loop uses one inside it other than through the loop.",
    "cycle": "Wires, templates or workflows as tools lead in a circle.",
    "dangling_edge": "A wire begins or ends at a node that is not there.",
    "duplicate_id": "Two nodes or two wires have the same id.",
    "missing_input": "Something the node needs is neither filled in nor wired.",
    "not_found": "An image or a workflow that the node names is not there, or no more.",
    "prompt_too_long": "The prompt is longer than the model takes.",
    "no_tools": "The text model cannot have tools called.",
    "too_deep": "More loops stand inside each other than can run.",
    "too_large": "The document has more nodes, wires or bytes than a document may have.",
    "too_many_items": "A loop has more items than can run.",
    "too_many_references": "More reference images are given than the model takes.",
    "type_mismatch": "A wire joins two handles whose types don't fit.",
    "unknown_credential": "The credential is not there, or it is for another service.",
    "unknown_handle": "A wire begins or ends at a handle that the node doesn't have.",
    "unknown_model": "The model is not in the catalogue.",
    "unknown_node_type": "The node is of a type that isn't installed.",
    "unknown_reference": "A template names something that isn't there.",
    "unsupported_size": "The model can't make this size.",
}
_REPORTED_BY = {"Problem", "Finding", "add"}


def problems_page() -> str:
    """Every code of a problem list, with its meaning.

    Raises:
        LookupError: the program reports a code that is not described here.
    """
    undescribed = _reported() - _MEANINGS.keys()
    if undescribed:
        raise LookupError(f"not described in {__name__}: {', '.join(sorted(undescribed))}")
    return page(
        "# Problem codes",
        "Saving and running a workflow answer with every problem at once: `code`, `nodeId`, "
        "`field` and `message`. A draft is kept whatever its problems; it runs when those of the "
        "nodes that the run needs are gone. A node may also report any [error code](errors.md) of "
        "a request it could not make.",
        table(["code", "meaning"], [[code(name), text] for name, text in _MEANINGS.items()]),
    )


def _reported() -> set[str]:
    package = Path(limner.__file__).parent
    files = [file for floor in ("workflows", "nodes") for file in (package / floor).rglob("*.py")]
    return {name for file in files for name in _literals(file)}


def _literals(file: Path) -> Iterator[str]:
    """The codes written down where a file makes a problem."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        made = node.func
        name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
        first = node.args[0]
        if (
            name in _REPORTED_BY
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield first.value
