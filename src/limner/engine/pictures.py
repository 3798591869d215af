"""A node's access to kept images and image models, with every call in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from limner.engine.answers import AnswerKeeper, KeptAnswer
from limner.engine.call_numbers import PROMPT_CALL, number_of, step_of
from limner.engine.calls import Call
from limner.engine.gateways import Gateways
from limner.engine.holding import Held
from limner.engine.image_calls import ImageCalls
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.errors import LimnerError, ProviderBadAnswer, ProviderError
from limner.media.assets import Assets, image_only, video_only
from limner.media.file_types import IMAGE_TYPES
from limner.media.outputs import film_output, image_output
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import PlannedRequests
from limner.nodes.contract import Attempt, Generation, Json, StoredImage
from limner.providers.contract import ProviderAnswer
from limner.storage.queries.assets import AssetRow
from limner.storage.queries.runs import CallRow
from limner.values import total

_NOTHING_CAME = frozenset({"failed", "superseded"})


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
        fitting = video_only if role == "video" else image_only
        return [_reference(role, fitting(row)) for row in rows]

    async def image_output(self, asset_id: str) -> Json:
        return image_output(await self.assets.find_image(asset_id))

    def may_be_paid(self, step: int) -> bool:
        return any(step_of(call.number) == step for call in self._begun())

    def left_behind(self, step: int) -> LimnerError | None:
        later = any(step_of(call.number) > step for call in self._begun())
        if not later:
            return None
        failed = [call for call in self._calls() if step_of(call.number) == step and call.error]
        detail = (failed[0].error or {}).get("detail") if failed else None
        return ProviderError(detail or "It was passed over before the server stopped.")

    async def generate(
        self, model: Model, planned: PlannedRequests, settings: Json, attempt: Attempt
    ) -> Generation:
        keeper = AnswerKeeper(self.live, self.assets, self.node_id, self.item, settings)
        kind = ImageCalls(self.gateways.provider(model.provider), model, keeper)
        limits = self.gateways.limits(model.provider)
        self.progress.expect_calls(len(planned.requests))
        async with asyncio.TaskGroup() as group:
            tasks = []
            for place, request in enumerate(planned.requests):
                number = number_of(attempt.step, place)
                call_place = (self.node_id, self.item, number)
                call = Call(kind, self.live, call_place, limits, self.progress)
                work = self._perform(call, number, request, patient=attempt.last)
                tasks.append(group.create_task(work))
        ended = [task.result() for task in tasks]
        outcomes = [outcome for outcome in ended if not isinstance(outcome, Held)]
        if len(outcomes) < len(ended):
            raise Held
        return await self._generation(planned, outcomes, attempt, keeper.fresh)

    async def _perform(
        self,
        call: Call[ImageRequest, ProviderAnswer, KeptAnswer],
        number: int,
        request: ImageRequest,
        *,
        patient: bool,
    ) -> KeptAnswer | LimnerError | Held:
        """A failure is a result here, so that one does not end the calls beside it."""
        try:
            answer = await call.perform(request, patient=patient)
        except (LimnerError, Held) as reason:
            return reason
        self.progress.finish((self.item, number))
        return answer

    def _calls(self) -> list[CallRow]:
        """This execution's calls for images."""
        calls = self.live.calls_of(self.node_id, self.item)
        return [call for call in calls if call.number < PROMPT_CALL]

    def _begun(self) -> list[CallRow]:
        return [call for call in self._calls() if call.state not in _NOTHING_CAME]

    async def _generation(
        self,
        planned: PlannedRequests,
        outcomes: Sequence[KeptAnswer | LimnerError],
        attempt: Attempt,
        fresh: Mapping[str, AssetRow],
    ) -> Generation:
        answers = [outcome for outcome in outcomes if isinstance(outcome, KeptAnswer)]
        failed = _failed(planned.requests, outcomes)
        failures = tuple(error for _, error in failed)
        if not answers:
            raise _nothing_came([error for error in outcomes if isinstance(error, LimnerError)])
        images = [
            _stored(planned, outcome, fresh.get(asset_id) or await self.assets.find(asset_id))
            for request, outcome in zip(planned.requests, outcomes, strict=True)
            if isinstance(outcome, KeptAnswer)
            for asset_id in outcome.asset_ids[: request.count]
        ]
        cost = total(self._cost(attempt, place) for place in range(len(outcomes)))
        told = [RequestWarning(**warning) for answer in answers for warning in answer.warnings]
        warnings = tuple(dict.fromkeys(told))
        places = tuple(place for place, _ in failed)
        revised = answers[0].revised_prompt
        return Generation(tuple(images), failures, places, revised, cost, warnings)

    def _cost(self, attempt: Attempt, place: int) -> int | None:
        """What a call cost in micro-USD, images that are not handed on included."""
        call = self.live.calls.get((self.node_id, self.item, number_of(attempt.step, place)))
        return call.cost if call else 0


def _stored(planned: PlannedRequests, answer: KeptAnswer, row: AssetRow) -> StoredImage:
    if row.mime_type in IMAGE_TYPES:
        output = image_output(
            row, revised_prompt=answer.revised_prompt, said_ratio=planned.size.said_ratio
        )
    else:
        output = film_output(row, revised_prompt=answer.revised_prompt)
    return StoredImage(row.id, row.seed, row.cost, output)


def _reference(role: Role, row: AssetRow) -> ReferenceImage:
    pixels = row.width * row.height if row.width and row.height else None
    return ReferenceImage(role, row.id, row.digest, row.mime_type, pixels=pixels)


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
            came = min(len(outcome.asset_ids), request.count)
            error = ProviderBadAnswer(f"{came} of {request.count} images came or can be used.")
        failed += [(first + place, error) for place in range(came, request.count)]
        first += request.count
    return failed


def _nothing_came(errors: Sequence[LimnerError]) -> LimnerError:
    """The failure to tell of several calls, with what all of them together may have cost.

    One that may have cost something goes first.
    """
    unclear = [error for error in errors if "possibleCost" in error.extra]
    told = unclear[0] if unclear else errors[0]
    if unclear:
        told.extra["possibleCost"] = total(error.extra["possibleCost"] for error in unclear)
    return told
