"""The names in templates: which node each one needs, and which of them mean nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from limner.nodes.contract import OutputField
from limner.template import Name
from limner.workflows.below import unknown_below

PLAIN_TYPES = frozenset({"text", "number", "boolean"})
_SHOWN = 12
_OF_A_RUN = ("id", "startedAt")
"""What a template may say of the run itself."""


def names_the_run(name: Name) -> bool:
    """Whether a name reads what is another in every run."""
    return name.root == "run" and name.path[:1] != ("attachments",)


def needed_node(
    name: Name, nodes: Collection[str], trigger: str | None, loop: str | None = None
) -> str | None:
    """The node whose output a name reads, or None where there is no such node.

    ``loop`` is the nearest one around whoever reads it.
    """
    if name.root == "trigger":
        return trigger
    if name.root == "loop":
        return loop
    if name.root == "run":
        attached = name.path[1] if len(name.path) > 1 and name.path[0] == "attachments" else None
        return attached if isinstance(attached, str) and attached in nodes else None
    return name.root if name.root in nodes else None


FieldsOf = Callable[[str], Mapping[str, OutputField] | None]
"""The output fields of a node by name, or None where they cannot be known."""


def unknown_reference(
    name: Name,
    nodes: Collection[str],
    trigger: str | None,
    fields_of: FieldsOf,
    loop: str | None = None,
) -> str | None:
    """Why a name means nothing here, or None where it does."""
    match name.root:
        case "run":
            return _unknown_in_run(name, nodes)
        case "loop":
            if loop is None:
                return f"{name}: there is no loop around this node."
            return _unknown_in_item(name, fields_of(loop))
        case "trigger" if trigger is None:
            return f"{name}: no node of the workflow gives the inputs of a run."
        case _:
            node_id = needed_node(name, nodes, trigger)
            if node_id is None:
                return f"There is no node {name.root!r:.80}; there is {_listed(nodes)}."
            return _unknown_in_output(name, fields_of(node_id))


def _unknown_in_run(name: Name, nodes: Collection[str]) -> str | None:
    match name.path:
        case (str() as field,) if field in _OF_A_RUN:
            return None
        case ("attachments", str() as node_id, *_):
            if node_id in nodes:
                return None
            return f"There is no node {node_id!r:.80}; there is {_listed(nodes)}."
        case _:
            known = ", ".join(f"run.{field}" for field in _OF_A_RUN)
            return f"{name}: of a run there is {known} and run.attachments.<node>."


def _unknown_in_output(name: Name, fields: Mapping[str, OutputField] | None) -> str | None:
    match name.path:
        case ("output",):
            return None
        case ("output", field, *below):
            return _unknown_field(f"{name.root}.output", str(field), below, fields)
        case _:
            return f"{name}: write {name.root}.output and the name of a field."


def _unknown_in_item(name: Name, fields: Mapping[str, OutputField] | None) -> str | None:
    if not name.path:
        return None
    field, *below = name.path
    return _unknown_field("loop", str(field), below, fields)


def _unknown_field(
    owner: str,
    field: str,
    below: list[str | int],
    fields: Mapping[str, OutputField] | None,
) -> str | None:
    if fields is None:
        return None
    known = fields.get(field)
    if known is None:
        return f"{owner} has no {field!r:.80}; it has {_listed(fields)}."
    if known.type in PLAIN_TYPES and below and below != ["size"]:
        return f"{owner}.{field} is a {known.type}; it has no {below[0]!r:.80}."
    if known.schema is not None:
        return unknown_below(f"{owner}.{field}", known.schema, below)
    return None


def _listed(names: Collection[str]) -> str:
    shown = list(names)[:_SHOWN]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (", ".join(shown) or "nothing") + more
