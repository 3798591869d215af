"""The models of a workspace: those that ship with Limner, and what administrators made of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from limner.errors import ModelExists, NotFound
from limner.models.catalog import Catalog
from limner.models.model import Model
from limner.storage.database import Database
from limner.storage.queries import models as queries
from limner.storage.queries.models import ModelRow
from limner.values import now

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a workspace has made of one model."""

    contract: Model | None
    enabled: bool | None


class ModelShelf:
    """Adds, changes, switches and removes models; the catalogue shows it at once."""

    def __init__(
        self, database: Database, catalog: Catalog, shipped: Iterable[Model], workspace_id: str
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._shipped = {model.id: model for model in shipped}
        self._workspace_id = workspace_id
        self._changes: dict[str, _Change] = {}

    async def open(self) -> None:
        """Take up what the workspace has changed before."""
        rows = await self._database.read(lambda c: queries.models_of(c, self._workspace_id))
        self._changes = {row.model_id: _change(row) for row in rows}
        self._show()

    async def add(self, model: Model) -> Model:
        """A model of the workspace's own. Raises ModelExists where its id is taken."""
        if model.id in self._known():
            raise ModelExists(
                f"There is a model {model.id!r:.80} already.",
                hint="Change it, or choose another id.",
            )
        return await self._keep(model.id, _Change(model, None))

    async def change(self, model: Model) -> Model:
        """Another contract for a known model. Raises NotFound."""
        self._require(model.id)
        return await self._keep(model.id, _Change(model, self._change_of(model.id).enabled))

    async def enable(self, model_id: str, enabled: bool) -> Model:
        """Offer a model in the workspace, or no longer. Raises NotFound."""
        self._require(model_id)
        return await self._keep(model_id, _Change(self._change_of(model_id).contract, enabled))

    async def remove(self, model_id: str) -> None:
        """Forget an own model, or an own contract of a shipped one, which then counts again.

        Raises NotFound for what is not the workspace's own.
        """
        if self._change_of(model_id).contract is None:
            known = model_id in self._known()
            raise NotFound(
                f"The model {model_id!r:.80} ships with Limner."
                if known
                else f"There is no model {model_id!r:.80}.",
                hint="Switch it off instead." if known else None,
            )
        await self._database.write(lambda c: queries.forget_model(c, self._workspace_id, model_id))
        del self._changes[model_id]
        self._show()

    def _require(self, model_id: str) -> None:
        if model_id not in self._catalog:
            raise NotFound(f"There is no model {model_id!r:.80}.")

    def _change_of(self, model_id: str) -> _Change:
        return self._changes.get(model_id, _Change(None, None))

    async def _keep(self, model_id: str, change: _Change) -> Model:
        row = ModelRow(
            workspace_id=self._workspace_id,
            model_id=model_id,
            changed_at=now(),
            contract=None if change.contract is None else contract_json(change.contract),
            enabled=change.enabled,
        )
        await self._database.write(lambda c: queries.keep_model(c, row))
        self._changes[model_id] = change
        self._show()
        return self._catalog.get(model_id)

    def _known(self) -> dict[str, Model]:
        own = {
            model_id: change.contract
            for model_id, change in self._changes.items()
            if change.contract is not None
        }
        return self._shipped | own

    def _show(self) -> None:
        """Let the catalogue have the models as they are now."""
        self._catalog.replace(
            model.model_copy(update={"enabled": change.enabled})
            if (change := self._change_of(model.id)).enabled is not None
            else model
            for model in self._known().values()
        )


def contract_json(model: Model) -> dict[str, Any]:
    """A contract as JSON, without what it says only by default."""
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _change(row: ModelRow) -> _Change:
    """A contract that an earlier version kept and this one cannot read counts for nothing."""
    if row.contract is None:
        return _Change(None, row.enabled)
    try:
        return _Change(Model.model_validate(row.contract), row.enabled)
    except ValidationError as error:
        _log.error("The contract of %s cannot be used: %s", row.model_id, error)
        return _Change(None, row.enabled)
