"""Keeps a provider's answer: bytes first, then assets, cost and `done` in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from limner.engine.call_numbers import place_of
from limner.engine.live import LiveRun
from limner.errors import (
    ProviderBadAnswer,
    StorageError,
    UploadError,
    WorkerError,
    WorkersBusy,
)
from limner.media.assets import Assets
from limner.media.file_types import IMAGE_TYPES
from limner.media.files import KeptFile, file_of, keep_film
from limner.media.outputs import GENERATION, asset_json
from limner.models.comparison import MadeImage, differences
from limner.models.image_request import ImageRequest, RequestWarning
from limner.models.model import Model
from limner.models.parts import Task
from limner.models.price import cost_of, made
from limner.nodes.contract import Json
from limner.providers.contract import GeneratedImage, ProviderAnswer
from limner.storage.incoming import IncomingFile
from limner.storage.queries.assets import AssetRow
from limner.storage.queries.runs import WHOLE_NODE, CallRow
from limner.values import new_id, now

_log = logging.getLogger(__name__)
_WAIT_FOR_DISK_SECONDS = 1.0
_WAIT_FOR_WORKER_SECONDS = 0.1
_MOST_WORKER_FAILURES = 3
_LARGEST_SEED = 2**63 - 1
_LONGEST_DURATION_MS = 2**31 - 1
_FILM_KINDS: Mapping[Task, tuple[str, ...]] = {"video": ("video",), "audio": ("audio", "video")}
"""What the answers of models that make no images may be; a sound may come with its film."""


class KeptAnswer(msgspec.Struct, frozen=True):
    """What the journal holds of an answered call."""

    asset_ids: list[str]
    revised_prompt: str | None = None
    warnings: list[dict[str, str]] = []
    usage: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class AnswerKeeper:
    """Keeps the answers to the calls of one execution. ``settings`` stay with each image.

    ``fresh`` are the assets it has made, by id: they need not be read again.
    """

    live: LiveRun
    assets: Assets
    node_id: str
    item: int
    settings: Json
    fresh: dict[str, AssetRow] = field(default_factory=dict)

    async def keep(
        self, row: CallRow, model: Model, answer: ProviderAnswer, tell: Callable[[str], None]
    ) -> KeptAnswer:
        """Returns once the images and the record that they came are durable.

        Raises ProviderBadAnswer where there is no usable image.
        """
        request = msgspec.convert(row.request, ImageRequest)
        kept = await self._keep_images(answer, model, request, tell)
        images = [image for image, _ in kept]
        cost = self.cost(model, request, answer, images)
        assets = [
            self._asset(row, model, request, image, seed, share)
            for (image, seed), share in zip(kept, _shares(cost, len(kept)), strict=True)
        ]
        result = KeptAnswer(
            [asset.id for asset in assets],
            answer.revised_prompt,
            [warning.as_json() for warning in _warnings(model, request, answer, images, cost)],
            dict(answer.usage),
        )
        self._record(row, result, assets, cost, model.max_per_request * place_of(row.number))
        await self.live.journal.flush()
        self.fresh.update((asset.id, asset) for asset in assets)
        for image, _ in kept:
            self.assets.let_go(image.digest)
        return result

    def cost(
        self,
        model: Model,
        request: ImageRequest,
        answer: ProviderAnswer,
        kept: Sequence[KeptFile],
    ) -> int | None:
        """What an answer cost in micro-USD, as exactly as can be told; None where nobody can."""
        asked = request.asked
        if kept:
            length = kept[0].length_ms
            seconds = None if length is None else length / 1000
            asked = made(asked, kept[0].width, kept[0].height, seconds)
        return cost_of(
            model, len(answer.images), asked, micro_usd=answer.micro_usd, usage=answer.usage
        )

    async def _keep_images(
        self,
        answer: ProviderAnswer,
        model: Model,
        request: ImageRequest,
        tell: Callable[[str], None],
    ) -> list[tuple[KeptFile, int | None]]:
        """The usable images of an answer with their seeds."""
        kept: list[tuple[KeptFile, int | None]] = []
        fault = ProviderBadAnswer("The provider answered without an image.")
        for image in answer.images:
            try:
                kept.append((await self._keep_image(image, model, request, tell), _seed(image)))
            except ProviderBadAnswer as error:
                fault = error
        if not kept:
            raise fault
        return kept

    async def _keep_image(
        self,
        image: GeneratedImage,
        model: Model,
        request: ImageRequest,
        tell: Callable[[str], None],
    ) -> KeptFile:
        """A finished image is not given up while disk or workers refuse: it waits for them."""
        failures = 0
        while True:
            try:
                if model.task in _FILM_KINDS:
                    return await keep_film(self.assets, image.data, _FILM_KINDS[model.task])
                return file_of(await self.assets.keep(_held(image), request.format))
            except WorkersBusy:
                await asyncio.sleep(_WAIT_FOR_WORKER_SECONDS)
            except WorkerError as error:
                failures += 1
                if failures == _MOST_WORKER_FAILURES:
                    raise ProviderBadAnswer(
                        f"The provider's image cannot be converted: {error.detail}"
                    ) from error
            except StorageError as fault:
                _log.error("A finished image waits to be kept: %s", fault.detail)
                tell(f"{fault.detail} Waiting to keep the image.")
                await asyncio.sleep(_WAIT_FOR_DISK_SECONDS)
            except UploadError as error:
                raise ProviderBadAnswer(
                    f"The provider's image cannot be used: {error.detail}"
                ) from error

    def _asset(
        self,
        row: CallRow,
        model: Model,
        request: ImageRequest,
        image: KeptFile,
        seed: int | None,
        cost: int | None,
    ) -> AssetRow:
        run = self.live.row
        return AssetRow(
            id=new_id("ast"),
            workspace_id=run.workspace_id,
            name=self.assets.new_file_name(_file_kind(model), row.provider, image.mime_type),
            mime_type=image.mime_type,
            width=image.width,
            height=image.height,
            length_ms=image.length_ms,
            size_bytes=image.size_bytes,
            digest=image.digest,
            origin=GENERATION,
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
            duration_ms=min((now() - row.intended_at) // 1000, _LONGEST_DURATION_MS),
        )

    def _record(
        self, row: CallRow, result: KeptAnswer, assets: list[AssetRow], cost: int | None, first: int
    ) -> None:
        """``first`` is the place of the call's first image among those of all calls."""
        row.state, row.ended_at, row.cost = "done", now(), cost
        row.result = msgspec.to_builtins(result)
        self.live.record_call(row)
        for index, asset in enumerate(assets):
            self.live.journal.record_asset(asset)
            self.live.tell(
                "node.image" if asset.mime_type in IMAGE_TYPES else "node.file",
                self.node_id,
                asset=asset_json(asset),
                item=asset.item,
                index=first + index,
            )


def _held(image: GeneratedImage) -> bytes:
    """The bytes of a picture. Pictures are decoded as a whole, so that no file serves for them."""
    if isinstance(image.data, IncomingFile):
        raise ProviderBadAnswer("The provider's answer is a film or a sound, and no image.")
    return image.data


def _file_kind(model: Model) -> str:
    """What stands in the names of the files a model makes."""
    made = model.task if model.task in _FILM_KINDS else "image"
    return f"workflow_{made}_generation"


def _seed(image: GeneratedImage) -> int | None:
    """The image's seed; one that no column holds counts as unknown."""
    known = image.seed is not None and abs(image.seed) <= _LARGEST_SEED
    return image.seed if known else None


def _shares(cost: int | None, images: int) -> Sequence[int | None]:
    """What each image cost; together exactly the whole."""
    if cost is None:
        return [None] * images
    share, rest = divmod(cost, images)
    return [share + (place < rest) for place in range(images)]


def _warnings(
    model: Model,
    request: ImageRequest,
    answer: ProviderAnswer,
    kept: Sequence[KeptFile],
    cost: int | None,
) -> list[RequestWarning]:
    """What the provider said, what is not as it was asked for, and a cost that nobody knows."""
    came = [
        MadeImage(image.width or 0, image.height or 0, image.transparent)
        for image in kept
        if image.mime_type in IMAGE_TYPES
    ]
    warnings = [*answer.warnings, *differences(request, came)]
    if cost is None:
        message = f"What this cost is not known: {model.title} has no price here."
        warnings.append(RequestWarning("cost_unknown", message))
    return warnings
