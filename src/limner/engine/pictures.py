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
from limner.errors import LimnerError, ProviderBadAnswer
from limner.media.assets import Assets
from limner.media.outputs import image_output
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.models.model import Model, Role
from limner.models.request import PlannedRequests
from limner.nodes.contract import Generation, Json, StoredImage
from limner.storage.queries.runs import WHOLE_NODE


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
        calls = [Call(tools, number) for number in range(len(planned.requests))]
        if self.item == WHOLE_NODE:
            self.progress.expect(len(calls))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._perform(call, number, request))
                for number, (call, request) in enumerate(zip(calls, planned.requests, strict=True))
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
        failed = _failed(planned.requests, outcomes)
        failures = tuple(error for _, error in failed)
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
        places = tuple(place for place, _ in failed)
        revised = answers[0].revised_prompt
        return Generation(tuple(images), failures, places, revised, cost, warnings)

    async def _stored(
        self, planned: PlannedRequests, answer: KeptAnswer, asset_id: str
    ) -> StoredImage:
        row = await self.assets.find(asset_id)
        output = image_output(
            row, revised_prompt=answer.revised_prompt, said_ratio=planned.size.said_ratio
        )
        return StoredImage(row.id, row.seed, row.cost or 0, output)


def _failed(
    requests: Sequence[ImageRequest], outcomes: Sequence[KeptAnswer | LimnerError]
) -> list[tuple[int, LimnerError]]:
    """The places among all images asked for of those that did not come, and why."""
    failed: list[tuple[int, LimnerError]] = []
    first = 0
    for request, outcome in zip(requests, outcomes, strict=True):
        if isinstance(outcome, LimnerError):
            came, error = 0, outcome
        else:
            came = len(outcome.asset_ids)
            error = ProviderBadAnswer(f"{came} of {request.count} images came or can be used.")
        failed += [(first + place, error) for place in range(came, request.count)]
        first += max(came, request.count)
    return failed
