"""Images asked for without a workflow: a document of one node, run like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limner import template
from limner.engine.runs import Idempotency
from limner.errors import LimnerError, NotConfigured, UnknownModel
from limner.models.image_request import ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import ImageSettings, PlannedRequests, check_references, plan_requests
from limner.nodes import NodeTypes
from limner.nodes.contract import CheckScope
from limner.storage.queries.runs import RunRow
from limner.workflows.document import SCHEMA, Document, parse_document
from limner.workflows.imports import ImageImporter
from limner.workflows.starting import Starter, With

DIRECT_NODE = "direct"
"""The id of the one node. A canvas would not use it, so that no node's history mixes with it."""

_ANY_SEED = 0
"""Every seed a run may take is one the model takes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A reference as a caller gives it: what ``ImageImporter.take`` takes, and what it is for.

    Without a role it is what the model takes pictures for.
    """

    source: str | bytes
    role: Role | None = None
    name: str = "image"


@dataclass(frozen=True, slots=True)
class DirectCall:
    """What is asked. ``workflow_id`` is the workflow it counts to, if any.

    ``repeated`` is a call that the caller's program sends again by itself, because it saw no
    answer or none it liked: it means the run of the call before, which is not paid twice. It is
    None where the program does not tell. ``payer`` is the key that pays.
    """

    settings: ImageSettings
    pictures: tuple[Picture, ...] = ()
    workflow_id: str | None = None
    repeated: bool | None = False
    payer: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A run, and what is known of it before it has ended."""

    run: RunRow
    warnings: tuple[RequestWarning, ...] = ()
    dropped_params: tuple[str, ...] = ()


class DirectCalls:
    """Starts runs of one node."""

    def __init__(
        self, starter: Starter, importer: ImageImporter, nodes: NodeTypes, scope: CheckScope
    ) -> None:
        self._starter = starter
        self._importer = importer
        self._node_type = nodes.image_maker().type_id
        self._scope = scope

    def model_of(self, model_id: str | None, provider: str | None) -> Model:
        """The model a call means: of the provider it names, where it names one.

        Raises UnknownModel, ModelRetired, TierRequired and ModelLocked.
        """
        catalog = self._scope.catalog
        model = catalog.choose(model_id, provider)
        if provider is not None and model.provider != provider:
            raise UnknownModel(
                f"{model.id} is not a model of {catalog.providers.title(provider)}.",
                hint=f"It is one of {catalog.providers.title(model.provider)}.",
            )
        catalog.require_usable(model)
        return model

    async def start(self, call: DirectCall, idempotency: Idempotency | None = None) -> Started:
        """Start the run of a call; under a known idempotency key, find it.

        Everything that can be known to be wrong is, before a picture is fetched or anything is
        paid. Raises RequestError, AccessError, NotConfigured, and what ``ImageImporter.take``
        and ``Starter.run`` raise.
        """
        earlier = await self._starter.earlier(idempotency)
        if earlier is not None:
            return self._found(call, earlier)
        model = self.model_of(call.settings.model, call.settings.provider)
        roles = _roles(model, call.pictures)
        planned = self._planned(model, call.settings, roles)
        self._require_configured(model)
        document = self._document(model, call.settings, await self._taken(roles, call.pictures))
        run = await self._repeated(document, call) or await self._starter.run(
            document,
            {},
            workflow_id=call.workflow_id,
            reuse=False,
            idempotency=idempotency,
            with_it=With(call.payer),
        )
        return Started(run, planned.warnings, planned.dropped_params)

    def _found(self, call: DirectCall, run: RunRow) -> Started:
        """The run of the same call before, whatever became of its model since."""
        try:
            model = self.model_of(call.settings.model, call.settings.provider)
            planned = self._planned(model, call.settings, _roles(model, call.pictures))
        except LimnerError:
            return Started(run)
        return Started(run, planned.warnings, planned.dropped_params)

    async def _repeated(self, document: Document, call: DirectCall) -> RunRow | None:
        if call.repeated is False:
            return None
        return await self._starter.repeated(document, call.payer, surely=call.repeated is True)

    def _planned(
        self, model: Model, settings: ImageSettings, roles: Sequence[Role]
    ) -> PlannedRequests:
        """The requests as far as they matter here: which pictures they are about is left open."""
        check_references(model, roles, self._scope.catalog)
        references = [ReferenceImage(role, "", "", "") for role in roles]
        return plan_requests(
            model, settings, references, seed=_ANY_SEED, max_prompt=self._scope.max_prompt
        )

    async def _taken(
        self, roles: Sequence[Role], pictures: Sequence[Picture]
    ) -> dict[Role, list[str]]:
        """The ids of the pictures' assets by role. Raises what the first that fails raises."""
        taking = [self._importer.take(picture.source, picture.name) for picture in pictures]
        outcomes = await asyncio.gather(*taking, return_exceptions=True)
        taken: dict[Role, list[str]] = {}
        for role, outcome in zip(roles, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                raise outcome
            taken.setdefault(role, []).append(outcome.id)
        return taken

    def _require_configured(self, model: Model) -> None:
        """Raises NotConfigured where neither the model nor one that may stand in can be asked."""
        catalog = self._scope.catalog
        chain = [model, *(catalog.get(model_id) for model_id in model.fallbacks)]
        reasons = [catalog.providers.unavailable_reason(each.provider) for each in chain]
        if reasons[0] is not None and all(reasons):
            raise NotConfigured(reasons[0])

    def _document(
        self, model: Model, settings: ImageSettings, references: Mapping[Role, Sequence[str]]
    ) -> Document:
        data = settings.model_dump(by_alias=True, exclude_defaults=True) | {
            "model": model.id,
            "provider": model.provider,
            "prompt": template.literal(settings.prompt),
            "params": _literal(settings.params),
            "references": references,
        }
        node = {"id": DIRECT_NODE, "type": self._node_type, "data": data}
        return parse_document({"schema": SCHEMA, "name": "", "nodes": [node], "edges": []})


def general_role(model: Model) -> Role:
    """What a picture is for that nothing else is said of: the first thing the model takes."""
    taken = [socket.role for socket in model.sockets if socket.role != "mask"]
    return "image" if not taken or "image" in taken else taken[0]


def _roles(model: Model, pictures: Sequence[Picture]) -> list[Role]:
    return [picture.role or general_role(model) for picture in pictures]


def _literal(value: Any) -> Any:
    """A value whose texts are rendered as they are: a caller's braces are no template."""
    if isinstance(value, str):
        return template.literal(value)
    if isinstance(value, list):
        return [_literal(item) for item in value]
    if isinstance(value, dict):
        return {name: _literal(item) for name, item in value.items()}
    return value
