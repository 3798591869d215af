"""Which earlier results still hold: keys by content, linear in the size of the plan. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from limner.engine.plan import Plan, Step
from limner.nodes import NodeTypes
from limner.nodes.contract import Json
from limner.storage.queries.runs import KnownResult
from limner.values import digest_of


def step_key(step: Step, version: str, digests: Mapping[str, str], trigger: Json | None) -> str:
    """The key of a step's result: the node, its type, its data and the digests of all it uses.

    ``version`` is the node's own for these data (``Node.version_for``), ``trigger`` what
    started the run, for the step that hands it on.
    """
    wires = [(wire.handle, wire.source_handle, digests[wire.source]) for wire in step.wires]
    needs = sorted((need, digests[need]) for need in step.needs)
    return digest_of([_node(step, version), wires, needs, trigger])


def loop_key(key: str, body: Iterable[Step], version_of: Callable[[Step], str]) -> str:
    """The key of a whole loop's results: its own key as a step, and the steps inside as they are.

    What these use from outside is among what the loop uses.
    """
    inside = [[_node(step, version_of(step)), step.wires, step.needs, step.sees] for step in body]
    return digest_of([key, inside])


def item_key(step: Step, version: str, inputs: Any, template_digests: Iterable[str]) -> str:
    """The key of one item's result: the step's data and what arrived for that item."""
    return digest_of([_node(step, version), "item", inputs, list(template_digests)])


def _node(step: Step, version: str) -> list[Any]:
    """What makes a node the same node: two alike, side by side, are still two."""
    return [step.node_id, step.type_id, version, step.data, step.pairing]


def output_digest(output: Any) -> str:
    """The digest of an output; pictures count by their asset, which is never made twice."""
    return digest_of(output)


def assets_in(output: Any) -> set[str]:
    """The ids of the kept images that an output names."""
    found: set[str] = set()
    waiting = [output]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            asset_id = value.get("attachmentId")
            if isinstance(asset_id, str):
                found.add(asset_id)
    return found


def newest_by_key(known: Iterable[KnownResult]) -> dict[str, KnownResult]:
    """Of results given newest first, the newest under each key."""
    newest: dict[str, KnownResult] = {}
    for result in known:
        newest.setdefault(result.reuse_key, result)
    return newest


def reusable(
    plan: Plan,
    nodes: NodeTypes,
    known: Mapping[str, KnownResult],
    trigger: Json,
    version_of: Callable[[Step], str],
) -> dict[str, KnownResult]:
    """The steps that need not run, each with the earlier result that stands for it.

    ``known`` are earlier results by their keys.
    A step is reused when nothing it depends on changed and it is not to run anew. A loop
    is looked at when its turn comes (``loop_key``), as are its items where it changed.
    """
    digests: dict[str, str] = {}
    reused: dict[str, KnownResult] = {}
    for step in plan.steps:
        anew = step.body or step.one_run or step.node_id in plan.always
        if anew or any(need not in digests for need in step.needs):
            continue
        node = nodes[step.type_id]
        key = step_key(step, version_of(step), digests, trigger if node.is_trigger else None)
        found = known.get(key)
        if found is not None:
            digests[step.node_id] = found.digest
            reused[step.node_id] = found
    return reused
