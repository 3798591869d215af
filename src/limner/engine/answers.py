"""Keeps a provider's answer: bytes first, then assets, cost and `done` in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from limner.engine.live import LiveRun
from limner.errors import ProviderBadAnswer, StorageError, UploadError
from limner.media.assets import Assets, KeptImage
from limner.media.outputs import asset_json
from limner.models.model import Model
from limner.models.price import price_of
from limner.models.request import ImageRequest
from limner.nodes.contract import Json
from limner.providers.contract import GeneratedImage, ProviderAnswer
from limner.storage.queries.assets import AssetRow
from limner.storage.queries.runs import WHOLE_NODE, CallRow
from limner.values import new_id, now

_log = logging.getLogger(__name__)
_WAIT_FOR_DISK_SECONDS = 1.0
_FILE_KIND = "workflow_image_generation"


class KeptAnswer(msgspec.Struct, frozen=True):
    """What the journal holds of an answered call."""

    asset_ids: list[str]
    revised_prompt: str | None = None
    warnings: list[dict[str, str]] = []


@dataclass(frozen=True, slots=True)
class AnswerKeeper:
    """Keeps the answers to the calls of one execution. ``settings`` stay with each image."""

    live: LiveRun
    assets: Assets
    node_id: str
    item: int
    settings: Json

    async def keep(
        self, row: CallRow, model: Model, answer: ProviderAnswer, tell: Callable[[str], None]
    ) -> KeptAnswer:
        """Returns once the images and the record that they came are durable.

        Raises ProviderBadAnswer where there is no usable image.
        """
        if not answer.images:
            raise ProviderBadAnswer("The provider answered without an image.")
        request = msgspec.convert(row.request, ImageRequest)
        kept = [await self._keep_image(image, request, tell) for image in answer.images]
        cost = _cost(model, answer)
        assets = [
            self._asset(row, request, image, seed, cost // len(kept))
            for image, seed in zip(kept, _seeds(answer), strict=True)
        ]
        result = KeptAnswer(
            [asset.id for asset in assets],
            answer.revised_prompt,
            [warning.as_json() for warning in answer.warnings],
        )
        self._record(row, result, assets, cost)
        await self.live.journal.flush()
        for image in kept:
            self.assets.release(image)
        return result

    async def _keep_image(
        self, image: GeneratedImage, request: ImageRequest, tell: Callable[[str], None]
    ) -> KeptImage:
        """A finished image is not given up while the disk refuses: it waits for space."""
        while True:
            try:
                return await self.assets.keep(image.data, request.format)
            except StorageError as fault:
                _log.error("A finished image waits to be kept: %s", fault.detail)
                tell(f"{fault.detail} Waiting to keep the image.")
                await asyncio.sleep(_WAIT_FOR_DISK_SECONDS)
            except UploadError as error:
                raise ProviderBadAnswer(
                    f"The provider's image cannot be used: {error.detail}"
                ) from error

    def _asset(
        self, row: CallRow, request: ImageRequest, image: KeptImage, seed: int | None, cost: int
    ) -> AssetRow:
        run = self.live.row
        return AssetRow(
            id=new_id("ast"),
            workspace_id=run.workspace_id,
            name=self.assets.new_file_name(_FILE_KIND, row.provider, image.mime_type),
            mime_type=image.mime_type,
            width=image.width,
            height=image.height,
            size_bytes=image.size_bytes,
            digest=image.digest,
            origin="generation",
            created_at=now(),
            prompt=request.styled_prompt.replace("\0", ""),
            model=row.model,
            provider=row.provider,
            seed=seed,
            cost=cost,
            run_id=run.id,
            node_id=self.node_id,
            item=None if self.item == WHOLE_NODE else self.item,
            workflow_id=run.workflow_id,
            parents=list(dict.fromkeys(ref.asset_id for ref in request.references)),
            settings=self.settings,
            duration_ms=(now() - row.intended_at) // 1000,
        )

    def _record(self, row: CallRow, result: KeptAnswer, assets: list[AssetRow], cost: int) -> None:
        row.state, row.ended_at, row.cost = "done", now(), cost
        row.result = msgspec.to_builtins(result)
        self.live.record_call(row)
        for index, asset in enumerate(assets):
            self.live.journal.record_asset(asset)
            self.live.tell(
                "node.image",
                self.node_id,
                asset=asset_json(asset),
                item=asset.item,
                index=row.number + index,
            )


def _seeds(answer: ProviderAnswer) -> list[int | None]:
    return [image.seed for image in answer.images]


def _cost(model: Model, answer: ProviderAnswer) -> int:
    """The real cost in micro-USD where the provider tells it, else the rule's upper bound."""
    if answer.micro_usd is not None:
        return answer.micro_usd
    price = price_of(model, len(answer.images))
    return 0 if price is None else price.upper
