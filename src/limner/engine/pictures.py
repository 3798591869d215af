"""A node's access to kept images and image models, with every call in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from limner.engine.answers import AnswerKeeper, KeptAnswer
from limner.engine.calls import Call, CallTools
from limner.engine.gateways import Gateways
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.errors import LimnerError
from limner.media.assets import Assets
from limner.media.outputs import image_output
from limner.models.model import Model, Role
from limner.models.request import ImageRequest, PlannedRequests, ReferenceImage, RequestWarning
from limner.nodes.contract import Generation, Json, StoredImage


@dataclass(frozen=True, slots=True)
class RunPictures:
    """The pictures of one execution of a node (``nodes.contract.Pictures``)."""

    live: LiveRun
    assets: Assets
    gateways: Gateways
    progress: NodeProgress
    node_id: str
    item: int

    async def references(self, role: Role, asset_ids: Sequence[str]) -> list[ReferenceImage]:
        rows = await self.assets.find_many(asset_ids)
        return [ReferenceImage(role, row.id, row.digest, row.mime_type) for row in rows]

    async def image_output(self, asset_id: str) -> Json:
        return image_output(await self.assets.find(asset_id))

    async def generate(self, model: Model, planned: PlannedRequests, settings: Json) -> Generation:
        keeper = AnswerKeeper(self.live, self.assets, self.node_id, self.item, settings)
        tools = CallTools(self.gateways, keeper, self.progress, model)
        self.progress.expect(len(planned.requests))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._perform(Call(tools, number), number, request))
                for number, request in enumerate(planned.requests)
            ]
        outcomes = [task.result() for task in tasks]
        return await self._generation(planned, outcomes)

    async def _perform(
        self, call: Call, number: int, request: ImageRequest
    ) -> KeptAnswer | LimnerError:
        """A failure is a result here, so that one does not end the calls beside it."""
        try:
            answer = await call.perform(request)
        except LimnerError as error:
            return error
        self.progress.finish((self.item, number))
        return answer

    async def _generation(
        self, planned: PlannedRequests, outcomes: Sequence[KeptAnswer | LimnerError]
    ) -> Generation:
        answers = [outcome for outcome in outcomes if isinstance(outcome, KeptAnswer)]
        failures = tuple(outcome for outcome in outcomes if isinstance(outcome, LimnerError))
        if not answers:
            raise failures[0]
        images = [
            await self._stored(planned, answer, asset_id)
            for answer in answers
            for asset_id in answer.asset_ids
        ]
        cost = sum(image.micro_usd for image in images)
        warnings = tuple(
            RequestWarning(**warning) for answer in answers for warning in answer.warnings
        )
        revised = answers[0].revised_prompt
        return Generation(tuple(images), failures, _failed_at(outcomes), revised, cost, warnings)

    async def _stored(
        self, planned: PlannedRequests, answer: KeptAnswer, asset_id: str
    ) -> StoredImage:
        row = await self.assets.find(asset_id)
        output = image_output(
            row, revised_prompt=answer.revised_prompt, said_ratio=planned.size.said_ratio
        )
        return StoredImage(row.id, row.seed, row.cost or 0, output)


def _failed_at(outcomes: Sequence[KeptAnswer | LimnerError]) -> tuple[int, ...]:
    """The places of failed calls among the images of all calls."""
    places: list[int] = []
    place = 0
    for outcome in outcomes:
        if isinstance(outcome, LimnerError):
            places.append(place)
            place += 1
        else:
            place += len(outcome.asset_ids)
    return tuple(places)
