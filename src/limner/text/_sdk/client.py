"""One connection to a vendor's text models: a request in, one POST, a text out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import FinishReason, ModelRequest, ModelResponse, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from limner.errors import ProviderBadAnswer
from limner.models.text_request import TextRequest, TokenUsage
from limner.text._sdk.faults import fault_from
from limner.text.contract import Finish, TextAnswer

_CONNECT_SECONDS = 5.0
_LARGEST_ANSWER = 4 * 1024 * 1024
_FINISHES: dict[FinishReason | None, Finish] = {"length": "cut", "content_filter": "refused"}


class Client:
    """Asks the models of one vendor. ``model_named`` gives pydantic-ai's model of a name."""

    def __init__(
        self, title: str, http: httpx2.AsyncClient, model_named: Callable[[str], Model[Any]]
    ) -> None:
        self._title = title
        self._http = http
        self._model_named = model_named

    async def write(self, request: TextRequest) -> TextAnswer:
        """Send a request once. Raises ProviderError."""
        message = ModelRequest(
            parts=[UserPromptPart(request.text)], instructions=request.instructions
        )
        try:
            response = await model_request(
                self._model_named(request.endpoint),
                [message],
                model_settings=_settings(request),
                instrument=False,
            )
        except AgentRunError as error:
            raise fault_from(error, self._title) from error
        except Exception as fault:
            # What an SDK meets an answer of another shape with is any exception there is.
            raise ProviderBadAnswer(f"The answer of {self._title} cannot be used.") from fault
        return _answer(response)

    async def close(self) -> None:
        await self._http.aclose()


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


def _settings(request: TextRequest) -> ModelSettings:
    """Nothing is sent twice by the SDK, and as little is thought as the model can do with."""
    return ModelSettings(
        max_tokens=request.max_output_tokens,
        request_timeout=request.time_limit_seconds,
        max_retries=0,
        thinking=False,
    )


def _answer(response: ModelResponse) -> TextAnswer:
    used = response.usage
    told = used.input_tokens or used.output_tokens
    return TextAnswer(
        response.text or "",
        TokenUsage(used.input_tokens, used.output_tokens) if told else None,
        _FINISHES.get(response.finish_reason, "complete"),
    )
