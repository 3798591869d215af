"""One connection to a vendor's text models: a request in, one POST, a text out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import (
    BinaryContent,
    FinishReason,
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from limner.errors import LimnerError, ProviderBadAnswer, UnknownOutcome
from limner.models.answer_schema import inlined
from limner.models.text_request import (
    SeenImage,
    TextRequest,
    TokenUsage,
    ToolCall,
    ToolCalls,
    ToolSpec,
    ToolTurn,
)
from limner.text._sdk.faults import fault_from
from limner.text.contract import Finish, TextAnswer, WritingLog

_CONNECT_SECONDS = 5.0
_LARGEST_ANSWER = 4 * 1024 * 1024
_ANSWER = "answer"
_FINISHES: dict[FinishReason | None, Finish] = {"length": "cut", "content_filter": "refused"}


class Client:
    """Asks the models of one vendor. ``model_named`` gives pydantic-ai's model of a name.

    A model that is not known to hold its answers to a schema is told the schema in words, and so
    are all of a server that is not known to (``knows_schemas``), and all that have tools besides
    where the vendor does not take both (``schemas_beside_tools``).
    """

    def __init__(
        self,
        title: str,
        http: httpx2.AsyncClient,
        model_named: Callable[[str], Model[Any]],
        *,
        knows_schemas: bool = True,
        schemas_beside_tools: bool = True,
    ) -> None:
        self._title = title
        self._http = http
        self._model_named = model_named
        self._knows_schemas = knows_schemas
        self._schemas_beside_tools = schemas_beside_tools

    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer:
        """Send a request once. Raises ProviderError."""
        messages = await _messages(request, log)
        ask = self._streamed if request.streamed else self._whole
        try:
            response = await ask(request, messages, log)
        except AgentRunError as error:
            raise fault_from(error, self._title) from error
        except LimnerError:
            raise
        except Exception as fault:
            # What an SDK meets an answer of another shape with is any exception there is.
            raise ProviderBadAnswer(f"The answer of {self._title} cannot be used.") from fault
        return _answer(response)

    async def close(self) -> None:
        await self._http.aclose()

    async def _whole(
        self, request: TextRequest, messages: list[ModelMessage], _: WritingLog
    ) -> ModelResponse:
        model = self._model_named(request.endpoint)
        return await model_request(
            model,
            messages,
            model_settings=_settings(request),
            model_request_parameters=self._parameters(request, model),
            instrument=False,
        )

    async def _streamed(
        self, request: TextRequest, messages: list[ModelMessage], log: WritingLog
    ) -> ModelResponse:
        """The answer once it is whole. Raises UnknownOutcome where it broke off."""
        model = self._model_named(request.endpoint)
        async with model_request_stream(
            model,
            messages,
            model_settings=_settings(request),
            model_request_parameters=self._parameters(request, model),
            instrument=False,
        ) as stream:
            async for event in stream:
                if isinstance(event, PartStartEvent | PartDeltaEvent):
                    log.wrote(stream.get().text or "")
            response = stream.get()
        if response.finish_reason is None:
            raise UnknownOutcome(f"The answer of {self._title} broke off.")
        return response

    def _parameters(self, request: TextRequest, model: Model[Any]) -> ModelRequestParameters:
        tools = [_defined(tool) for tool in request.tools]
        if request.schema is None:
            return ModelRequestParameters(function_tools=tools)
        known = self._knows_schemas and (self._schemas_beside_tools or not tools)
        held = known and model.profile.get("supports_json_schema_output", False)
        return ModelRequestParameters(
            function_tools=tools,
            output_mode="native" if held else "prompted",
            output_object=OutputObjectDefinition(inlined(request.schema), name=_ANSWER),
            allow_text_output=bool(tools),
        )


def _defined(tool: ToolSpec) -> ToolDefinition:
    """Not held to its schema by the vendor, who would take no schema with a field left out."""
    return ToolDefinition(
        name=tool.name,
        parameters_json_schema=tool.parameters,
        description=tool.description,
        strict=False,
    )


def open_http() -> httpx2.AsyncClient:
    """The connections of one client. How long an answer may take, the request says."""
    return httpx2.AsyncClient(
        transport=_Bounded(trust_env=False),
        timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
        # Nothing is unpacked here, so that what is counted is what came.
        headers={"Accept-Encoding": "identity"},
        trust_env=False,
    )


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more of an answer than a text can be."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await super().handle_async_request(request)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            await answer.aclose()
            raise httpx2.ReadError("The answer is packed, which was not asked for.")
        answer.stream = _BoundedStream(answer.stream)
        return answer


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > _LARGEST_ANSWER:
                raise httpx2.ReadError(f"The answer has more than {_LARGEST_ANSWER:,} bytes.")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _messages(request: TextRequest, log: WritingLog) -> list[ModelMessage]:
    """What is asked; after an answer that would not do, that one and what is wrong with it.

    Raises LimnerError where an image is gone.
    """
    asked: list[UserContent] = [request.text] if request.text else []
    for number, image in enumerate(request.images, start=1):
        asked += [f"Image {number}:", await _picture(image, log)]
    messages: list[ModelMessage] = [
        ModelRequest(
            parts=[UserPromptPart(asked if request.images else request.text)],
            instructions=request.instructions or None,
        )
    ]
    for turn in request.turns:
        messages += await _turn(turn, request.instructions or None, log)
    if request.objection is not None:
        messages += [
            ModelResponse(parts=[TextPart(request.objection.answer)]),
            ModelRequest(
                parts=[UserPromptPart(request.objection.reason)],
                instructions=request.instructions or None,
            ),
        ]
    return messages


async def _turn(turn: ToolTurn, instructions: str | None, log: WritingLog) -> list[ModelMessage]:
    """What a model wanted called, and what that gave: not every vendor takes pictures as answers
    of tools, so that they are told after these."""
    echo = turn.asked.echo
    asked: list[ModelMessage] = (
        ModelMessagesTypeAdapter.validate_python([echo])
        if echo is not None
        else [ModelResponse(parts=[_call_part(call) for call in turn.asked.calls])]
    )
    answers = zip(turn.asked.calls, turn.answers, strict=True)
    parts: list[ModelRequestPart] = [
        ToolReturnPart(call.name, answer, call.id) for call, answer in answers
    ]
    pictures: list[UserContent] = []
    for image in turn.images:
        pictures += [f"Image {image.asset_id}:", await _picture(image, log)]
    if pictures:
        parts.append(UserPromptPart(pictures))
    return [*asked, ModelRequest(parts=parts, instructions=instructions)]


async def _picture(image: SeenImage, log: WritingLog) -> BinaryContent:
    return BinaryContent(await log.look_at(image), media_type="image/jpeg")


def _call_part(call: ToolCall) -> ModelResponsePart:
    return ToolCallPart(call.name, call.arguments or {}, call.id)


def _settings(request: TextRequest) -> ModelSettings:
    """Nothing is sent twice by the SDK, and as little is thought as the model can do with."""
    settings = ModelSettings(
        max_tokens=request.max_output_tokens,
        request_timeout=request.time_limit_seconds,
        max_retries=0,
        thinking=False,
    )
    if request.temperature is not None:
        settings["temperature"] = request.temperature
    return settings


def _answer(response: ModelResponse) -> TextAnswer:
    used = response.usage
    told = used.input_tokens or used.output_tokens
    return TextAnswer(
        response.text or "",
        TokenUsage(used.input_tokens, used.output_tokens) if told else None,
        _FINISHES.get(response.finish_reason, "complete"),
        _tools(response),
    )


def _tools(response: ModelResponse) -> ToolCalls | None:
    """What is to be called. The answer goes along whole: some vendors sign their calls."""
    parts = [part for part in response.parts if isinstance(part, ToolCallPart)]
    if not parts:
        return None
    echo = ModelMessagesTypeAdapter.dump_python([response], mode="json")[0]
    return ToolCalls(tuple(_call(part) for part in parts), echo)


def _call(part: ToolCallPart) -> ToolCall:
    try:
        arguments: dict[str, Any] | None = part.args_as_dict(raise_if_invalid=True)
    except (ValueError, AssertionError):
        arguments = None
    return ToolCall(part.tool_call_id, part.tool_name, arguments)
