"""The images API, asked by the official OpenAI client as it is."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from harness.api import ADMIN_KEY, Api, serving
from harness.gated import GatedProvider
from harness.pictures import opened, photo, saved
from limner.errors import (
    ContentRefused,
    LimnerError,
    ProviderBadAnswer,
    ProviderNoCredit,
    ProviderTimeout,
    UnknownOutcome,
)
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio

GENERATIONS, EDITS, MODELS = "/v1/images/generations", "/v1/images/edits", "/v1/models"
PHOTO = saved(photo(), "PNG")
DATA_URI = f"data:image/png;base64,{base64.b64encode(PHOTO).decode()}"


def client_of(api: Api, key: str = "any", **options: Any) -> AsyncOpenAI:
    return AsyncOpenAI(api_key=key, base_url=f"{api.url}/v1", **options)


@pytest.fixture
async def client(api: Api) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(api) as client:
        yield client


def picture(b64_json: str | None) -> bytes:
    assert b64_json is not None
    return base64.b64decode(b64_json, validate=True)


def warned(answer: Any) -> list[str]:
    """The messages of an answer's warnings, which the client hands on as they are."""
    return [warning["message"] for warning in (answer.model_extra or {}).get("warnings", [])]


class Previewing(FakeProvider):
    """Shows two unfinished images, and goes on when they were seen."""

    def __init__(self, failures: Sequence[LimnerError] = ()) -> None:
        self.seen = asyncio.Event()
        super().__init__(gate=self.seen, failures=failures)

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.seen.clear()
        for _ in range(2):
            log.partial_image(PHOTO)
        return await super().generate(request, log)


async def seen(provider: Previewing, events: AsyncIterator[Any]) -> list[Any]:
    """All events of a stream, the provider going on after the second."""
    told = []
    async for event in events:
        told.append(event)
        if len(told) == 2:
            provider.seen.set()
    return told


class Rewriting(FakeProvider):
    """Rewrites the prompt and counts tokens."""

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await super().generate(request, log)
        return ProviderAnswer(
            answer.images,
            revised_prompt=f"{request.prompt}, in detail",
            usage={"text_input": 7, "image_output": 100},
        )


class TestGenerations:
    async def test_an_image_comes_both_ways(self, api: Api, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(prompt="a fox", model="fake")
        assert answer.data is not None
        [image] = answer.data
        assert opened(picture(image.b64_json)).size == (64, 64)
        assert image.url is not None
        served = await api.get(image.url.partition("8420")[2])
        assert served.body == picture(image.b64_json)
        assert (answer.size, answer.output_format) == ("64x64", "png")
        assert answer._request_id is not None
        assert (await api.get(f"/api/runs/{answer._request_id}")).json["status"] == "succeeded"

    async def test_a_client_may_want_it_one_way(self, client: AsyncOpenAI) -> None:
        for wanted, other in (("b64_json", "url"), ("url", "b64_json")):
            answer = await client.images.generate(
                prompt="a fox", model="fake", response_format=wanted
            )
            assert answer.data is not None
            assert getattr(answer.data[0], wanted)
            assert getattr(answer.data[0], other) is None

    async def test_several_images(self, client: AsyncOpenAI, provider: FakeProvider) -> None:
        answer = await client.images.generate(prompt="a fox", model="fake", n=3)
        assert answer.data is not None
        assert len({image.b64_json for image in answer.data}) == 3
        assert sum(request.count for request in provider.requests) == 3

    @pytest.mark.parametrize(
        ("size", "made"), [("auto", "64x64"), ("128x32", "128x32"), ("16:9", "1024x576")]
    )
    async def test_a_size(self, client: AsyncOpenAI, size: str, made: str) -> None:
        answer = await client.images.generate(prompt="a fox", model="fake", size=size)
        assert answer.size == made

    async def test_a_format(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(prompt="a fox", model="fake", output_format="webp")
        assert answer.data is not None
        assert answer.output_format == "webp"
        assert opened(picture(answer.data[0].b64_json)).format == "WEBP"

    async def test_parameters_of_the_model(
        self, client: AsyncOpenAI, provider: FakeProvider
    ) -> None:
        answer = await client.images.generate(
            prompt="a fox", model="fake", extra_body={"seed": 4, "steps": 100, "apiKey": "k"}
        )
        assert provider.requests[0].seed == 4
        assert warned(answer) == ["Fake has no parameter 'steps'; it was dropped."]

    async def test_what_clients_send_by_habit_is_no_warning(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(
            prompt="a fox",
            model="fake",
            size="auto",
            quality="auto",
            background="auto",
            moderation="auto",
            output_compression=100,
            user="someone",
        )
        assert warned(answer) == []

    async def test_what_a_model_does_not_have_is_dropped_and_told(
        self, client: AsyncOpenAI
    ) -> None:
        answer = await client.images.generate(
            prompt="a fox", model="fake", quality="hd", style="vivid", background="transparent"
        )
        assert len(warned(answer)) == 3

    async def test_without_a_model_the_default_makes_it(self, client: AsyncOpenAI) -> None:
        answer = await client.images.generate(prompt="a fox")
        assert answer.model_extra is not None
        assert answer.model_extra["model"] == "fake"

    async def test_what_the_provider_tells_is_told(self, tmp_path: Path) -> None:
        async with (
            make_studio(tmp_path, providers=[Rewriting()]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            answer = await client.images.generate(prompt="a fox", model="fake")
        assert answer.data is not None
        assert answer.data[0].revised_prompt == "a fox, in detail"
        assert answer.usage is not None
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 100)
        assert answer.usage.input_tokens_details.text_tokens == 7

    async def test_braces_are_no_template(
        self, client: AsyncOpenAI, provider: FakeProvider
    ) -> None:
        await client.images.generate(prompt="{{ a }} {% fox", model="fake")
        assert provider.requests[0].prompt == "{{ a }} {% fox"


class TestEdits:
    async def test_one_image(self, client: AsyncOpenAI, provider: FakeProvider) -> None:
        answer = await client.images.edit(
            prompt="bluer", model="fake", image=("a.png", PHOTO, "image/png")
        )
        assert answer.data is not None
        assert [reference.role for reference in provider.requests[0].references] == ["image"]
        assert opened(provider.references[0]).size == (96, 64)

    async def test_several_images_and_parameters(
        self, api: Api, client: AsyncOpenAI, provider: FakeProvider
    ) -> None:
        images = [saved(photo(64 + n, 64), "PNG") for n in range(3)]
        answer = await client.images.edit(
            prompt="bluer", model="fake", image=images, n=2, extra_body={"seed": 5}
        )
        assert answer.data is not None
        assert len(answer.data) == 2
        assert provider.requests[0].seed == 5
        ids = [reference.asset_id for reference in provider.requests[0].references]
        rows = await api.studio.assets.find_many(ids)
        assert [row.width for row in rows] == [64, 65, 66]

    async def test_a_mask_where_the_model_takes_none(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.edit(prompt="bluer", model="fake", image=PHOTO, mask=PHOTO)
        assert refused.value.code == "reference_not_supported"

    async def test_as_json(self, api: Api, provider: FakeProvider) -> None:
        asset_id = (await api.upload(PHOTO)).json["id"]
        images = [{"image_url": DATA_URI}, {"file_id": asset_id}]
        made = await api.post(EDITS, {"model": "fake", "prompt": "bluer", "images": images})
        assert made.status == 200, made.body
        assert provider.requests[0].references[1].asset_id == asset_id

    async def test_too_many_images(self, client: AsyncOpenAI, provider: FakeProvider) -> None:
        for count, code in ((5, "too_many_references"), (17, "bad_field")):
            with pytest.raises(openai.BadRequestError) as refused:
                await client.images.edit(prompt="bluer", model="fake", image=[PHOTO] * count)
            assert (refused.value.code, refused.value.param) == (code, "image")
        assert provider.requests == []

    async def test_what_is_no_image(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.APIStatusError) as refused:
            await client.images.edit(prompt="bluer", model="fake", image=b"no image")
        assert (refused.value.status_code, refused.value.code) == (415, "unsupported_type")

    async def test_a_file_above_the_limit(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.APIStatusError) as refused:
            await client.images.edit(prompt="bluer", model="fake", image=b"x" * 10_485_761)
        assert (refused.value.status_code, refused.value.code) == (413, "file_too_large")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"images": []},
            {"images": "x"},
            {"images": [{}]},
            {"images": [{"image_url": DATA_URI, "file_id": "ast_x"}]},
            {"images": [{"image_url": DATA_URI, "surprise": 1}]},
            {"images": [{"image_url": DATA_URI}] * 17},
            {"images": [{"image_url": "http://127.0.0.1:1/a.png"}]},
        ],
        ids=range(8),
    )
    async def test_references_that_cannot_be_read(self, api: Api, body: Any) -> None:
        refused = await api.post(EDITS, {"model": "fake", "prompt": "bluer", **body})
        assert refused.status == 400
        assert refused.code in ("bad_field", "address_refused")


class TestStreams:
    async def test_every_image_as_it_lands(self, client: AsyncOpenAI) -> None:
        events = await client.images.generate(prompt="a fox", model="fake", n=2, stream=True)
        told = [event async for event in events]
        assert [event.type for event in told] == ["image_generation.completed"] * 2
        assert len({event.b64_json for event in told}) == 2

    async def test_previews_come_first(self, tmp_path: Path) -> None:
        provider = Previewing()
        async with (
            make_studio(tmp_path, providers=[provider]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            made = await client.images.generate(prompt="a fox", model="fake", stream=True)
            generated = await seen(provider, made)
            made = await client.images.edit(prompt="bluer", model="fake", image=PHOTO, stream=True)
            edited = await seen(provider, made)
        for told, kind in ((generated, "image_generation"), (edited, "image_edit")):
            *previews, completed = told
            assert completed.type == f"{kind}.completed"
            assert [event.type for event in previews] == [f"{kind}.partial_image"] * 2
            assert [event.partial_image_index for event in previews] == [0, 1]
            assert opened(picture(previews[0].b64_json)).format == "WEBP"
            assert previews[0].output_format == "webp"

    async def test_a_failure_before_anything_has_its_status(self, tmp_path: Path) -> None:
        provider = FakeProvider(failures=[ContentRefused("Not this.")])
        async with (
            make_studio(tmp_path, providers=[provider]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            with pytest.raises(openai.BadRequestError) as refused:
                await client.images.generate(prompt="a fox", model="fake", stream=True)
        assert refused.value.code == "content_refused"

    async def test_a_failure_after_a_preview_ends_the_stream(self, tmp_path: Path) -> None:
        provider = Previewing([ContentRefused("Not this.")])
        async with (
            make_studio(tmp_path, providers=[provider]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            events = await client.images.generate(prompt="a fox", model="fake", stream=True)
            with pytest.raises(openai.APIError) as failed:
                await seen(provider, events)
        assert failed.value.code == "content_refused"

    async def test_previews_that_no_one_gives_are_told_of(self, client: AsyncOpenAI) -> None:
        events = await client.images.generate(
            prompt="a fox", model="fake", stream=True, partial_images=2
        )
        [completed] = [event async for event in events]
        assert warned(completed) == ["Fake gives no partial_images."]


class TestModels:
    async def test_what_is_listed_can_be_asked(self, client: AsyncOpenAI) -> None:
        listed = {model.id: model async for model in client.models.list()}
        assert set(listed) == {"fake", "sketch"}
        assert (listed["fake"].object, listed["fake"].owned_by) == ("model", "fake")
        for model_id in listed:
            assert (await client.images.generate(prompt="a fox", model=model_id)).data

    async def test_one_model(self, client: AsyncOpenAI) -> None:
        assert (await client.models.retrieve("sketch")).id == "sketch"
        for unknown in ("no-such", "no/such"):
            with pytest.raises(openai.NotFoundError) as refused:
                await client.models.retrieve(unknown)
            assert refused.value.code == "unknown_model"


BAD_VALUES: list[tuple[dict[str, Any], str, str | None]] = [
    ({"prompt": "x" * 4_001}, "prompt_too_long", "prompt"),
    ({"prompt": ""}, "prompt_empty", "prompt"),
    ({"n": 16}, "bad_field", "n"),
    ({"n": 0}, "bad_field", "n"),
    ({"n": "many"}, "bad_field", "n"),
    ({"size": "7x7x7"}, "unsupported_size", "size"),
    ({"size": "9999x9999"}, "unsupported_size", "size"),
    ({"response_format": "jpg"}, "bad_field", "response_format"),
    ({"output_format": "tiff"}, "bad_field", "output_format"),
    ({"stream": True, "partial_images": 4}, "bad_field", "partial_images"),
    ({"extra_body": {"seed": -1}}, "bad_parameter", None),
    ({"extra_body": {"prompt": ["a"]}}, "bad_field", "prompt"),
]


class TestRefusals:
    @pytest.mark.parametrize(("changes", "code", "param"), BAD_VALUES, ids=range(len(BAD_VALUES)))
    async def test_a_bad_value(
        self,
        client: AsyncOpenAI,
        provider: FakeProvider,
        changes: dict[str, Any],
        code: str,
        param: str | None,
    ) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.generate(**{"prompt": "a fox", "model": "fake", **changes})
        assert (refused.value.code, refused.value.param) == (code, param)
        assert refused.value.type == "invalid_request_error"
        assert refused.value.request_id
        assert provider.requests == []

    async def test_a_model_that_is_not_there(self, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.NotFoundError) as refused:
            await client.images.generate(prompt="a fox", model="no-such")
        assert (refused.value.code, refused.value.param) == ("unknown_model", "model")

    async def test_a_model_that_is_not_set_up(self, client: AsyncOpenAI) -> None:
        """Whatever the client does with a 409 otherwise: it is told not to try again."""
        with pytest.raises(openai.ConflictError) as refused:
            await client.images.generate(prompt="a fox", model="gpt-image-2")
        assert refused.value.code == "not_configured"
        assert refused.value.response.headers["x-should-retry"] == "false"

    async def test_a_wrong_key(self, guarded: Api) -> None:
        async with client_of(guarded, "wrong") as client:
            with pytest.raises(openai.AuthenticationError) as refused:
                await client.models.list()
        assert refused.value.code == "unauthorized"
        async with client_of(guarded, ADMIN_KEY) as client:
            assert (await client.models.list()).data

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/v1/none", 404, "not_found"),
            ("GET", GENERATIONS, 405, "method_not_allowed"),
            ("POST", "/v1/chat/completions", 404, "not_found"),
        ],
    )
    async def test_other_addresses(
        self, api: Api, method: str, path: str, status: int, code: str
    ) -> None:
        refused = await api.call(method, path)
        assert (refused.status, refused.code) == (status, code)

    async def test_another_host(self, api: Api) -> None:
        refused = await api.get(MODELS, headers={"Host": "evil.example"})
        assert (refused.status, refused.code) == (403, "host_refused")

    @pytest.mark.parametrize("path", [GENERATIONS, EDITS])
    @pytest.mark.parametrize(
        ("media_type", "body", "status", "code"),
        [
            ("application/json", b"{", 400, "malformed_json"),
            ("application/json", b"[]", 400, "bad_field"),
            ("application/json", b'{"prompt": "\\u0000"}', 400, "malformed_json"),
            ("text/plain", b"{}", 415, "unsupported_media_type"),
        ],
        ids=["half", "list", "nul", "text"],
    )
    async def test_a_body_that_is_no_object(
        self, api: Api, path: str, media_type: str, body: bytes, status: int, code: str
    ) -> None:
        headers = {"Content-Type": media_type}
        refused = await api.call("POST", path, data=body, headers=headers)
        assert (refused.status, refused.code) == (status, code)

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"", 400, "bad_request"),
            (b"--b\r\nbroken", 400, "bad_request"),
            (b"--b--\r\n", 400, "bad_field"),
            (
                b'--b\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nx'
                b"\r\n--b--\r\n",
                400,
                "bad_field",
            ),
            (
                b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n'
                + b"x" * 300_000
                + b"\r\n--b--\r\n",
                400,
                "bad_field",
            ),
            (
                b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 65 + b"--b--\r\n",
                400,
                "bad_field",
            ),
        ],
        ids=["empty", "broken", "nothing", "another field", "long", "many"],
    )
    async def test_a_form_that_cannot_be_used(
        self, api: Api, body: bytes, status: int, code: str
    ) -> None:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        refused = await api.call("POST", EDITS, data=body, headers=headers)
        assert (refused.status, refused.code) == (status, code)


class TestOnce:
    @pytest.mark.parametrize(
        ("failure", "status"),
        [
            (UnknownOutcome("The answer was lost."), 409),
            (ProviderTimeout("It took too long."), 504),
            (ProviderBadAnswer("It is no image."), 502),
            (ProviderNoCredit("It is all spent."), 402),
            (ContentRefused("Not this."), 400),
        ],
        ids=lambda value: value.code if isinstance(value, LimnerError) else None,
    )
    async def test_a_failure_is_not_tried_again_behind_ones_back(
        self, tmp_path: Path, failure: LimnerError, status: int
    ) -> None:
        """The client sends 408, 409 and all from 500 on twice more, unless it is told not to."""
        provider = FakeProvider(failures=[failure])
        provider.resend_is_safe = False  # type: ignore[misc]
        async with (
            make_studio(tmp_path, providers=[provider]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            with pytest.raises(openai.APIStatusError) as failed:
                await client.images.generate(prompt="a fox", model="fake")
        assert (failed.value.status_code, failed.value.code) == (status, failure.code)
        assert len(provider.requests) == 1

    async def test_an_attempt_after_the_first_means_the_same_image(self, tmp_path: Path) -> None:
        """The official clients count their attempts in a header."""
        provider = GatedProvider()
        body = {"prompt": "a fox", "model": "fake"}
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            first = asyncio.create_task(api.post(GENERATIONS, body, x_stainless_retry_count="0"))
            await provider.asked.wait()
            first.cancel()
            second = asyncio.create_task(api.post(GENERATIONS, body, x_stainless_retry_count="1"))
            await asyncio.wait({second}, timeout=0)
            provider.open()
            made = await second
            third = await api.post(GENERATIONS, body, x_stainless_retry_count="2")
            assert third.headers["x-request-id"] == made.headers["x-request-id"]
            assert len(provider.requests) == 1
            other = await api.post(GENERATIONS, body, x_stainless_retry_count="0")
            assert other.headers["x-request-id"] != made.headers["x-request-id"]
            assert len(provider.requests) == 2

    async def test_an_attempt_after_one_that_cost_nothing_is_a_new_one(
        self, tmp_path: Path
    ) -> None:
        provider = FakeProvider(failures=[ContentRefused("Not this.")])
        body = {"prompt": "a fox", "model": "fake"}
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            assert (await api.post(GENERATIONS, body)).status == 400
            again = await api.post(GENERATIONS, body, x_stainless_retry_count="1")
            assert again.status == 200

    async def test_who_does_not_count_is_not_charged_for_what_is_not_known(
        self, tmp_path: Path
    ) -> None:
        """Other clients send again after a 409, too; only once it is settled is it a new call."""
        provider = FakeProvider(failures=[UnknownOutcome("The answer was lost.")])
        provider.resend_is_safe = False  # type: ignore[misc]
        body = {"prompt": "a fox", "model": "fake"}
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            lost = [await api.post(GENERATIONS, body) for _ in range(3)]
            assert [answer.code for answer in lost] == ["unknown_outcome"] * 3
            assert len(provider.requests) == 1
            assert (await api.post(GENERATIONS, body | {"n": 2})).status == 200
            first = await api.post(GENERATIONS, body, x_stainless_retry_count="0")
            assert first.status == 200

    async def test_the_same_key_gives_the_same_image(
        self, client: AsyncOpenAI, provider: FakeProvider
    ) -> None:
        keyed = {"Idempotency-Key": "k"}
        first = await client.images.generate(prompt="a fox", model="fake", extra_headers=keyed)
        again = await client.images.generate(prompt="a fox", model="fake", extra_headers=keyed)
        assert first._request_id == again._request_id
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.generate(prompt="an owl", model="fake", extra_headers=keyed)
        assert refused.value.code == "idempotency_key_reused"
        assert len(provider.requests) == 1

    async def test_a_client_that_goes_away_cancels_nothing(self, tmp_path: Path) -> None:
        provider = GatedProvider()
        async with (
            make_studio(tmp_path, providers=[provider]) as studio,
            serving(studio) as api,
            client_of(api) as client,
        ):
            making = asyncio.create_task(client.images.generate(prompt="a fox", model="fake"))
            await provider.asked.wait()
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)
            [run] = (await api.get("/api/runs")).json["items"]
            provider.open()
            assert (await api.ended(run["id"]))["status"] == "succeeded"


class TestInFrontOfItsOwnKind:
    """What goes in comes out the same at the provider whose API this is."""

    @pytest.fixture
    async def emulator(self, tmp_path: Path) -> AsyncIterator[OpenAIEmulator]:
        with Ledger(tmp_path / "ledger") as ledger:
            yield OpenAIEmulator(ledger)

    @pytest.fixture
    async def through(self, tmp_path: Path, emulator: OpenAIEmulator) -> AsyncIterator[AsyncOpenAI]:
        """A client of Limner, which asks the emulator."""
        async with running(emulator) as url:
            settings = OpenAISettings(key="a-key", address=f"{url}/v1")
            async with (
                make_studio(tmp_path / "home", sections=(settings,)) as studio,
                serving(studio) as api,
                client_of(api) as client,
            ):
                yield client

    async def test_everything_it_takes_arrives(
        self, through: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        answer = await through.images.generate(
            model="gpt-image-2",
            prompt="a fox",
            n=2,
            size="1536x1024",
            quality="high",
            background="transparent",
            moderation="low",
            output_format="webp",
            output_compression=80,
        )
        assert answer.data is not None
        assert len(answer.data) == 2
        assert (answer.size, answer.quality) == ("1536x1024", "high")
        assert (answer.background, answer.output_format) == ("transparent", "webp")
        assert answer.usage is not None
        assert answer.usage.output_tokens_details is not None
        assert answer.usage.output_tokens_details.image_tokens > 0
        sent = emulator.requests[-1].body
        assert sent["output_compression"] == 80
        assert sent["moderation"] == "low"

    async def test_edits_with_a_mask(self, through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        image = saved(photo(1024, 1024), "PNG")
        mask = saved(photo(1024, 1024).convert("L"), "PNG")
        answer = await through.images.edit(
            model="gpt-image-2", prompt="bluer", image=[image, image], mask=mask, size="auto"
        )
        assert answer.data is not None
        assert answer.data[0].b64_json
        assert emulator.requests[-1].path == "/v1/images/edits"

    async def test_previews_are_asked_for(
        self, through: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        """How many are seen is left open: this emulator is done before they are drawn."""
        events = await through.images.generate(
            model="gpt-image-2", prompt="a fox", stream=True, partial_images=2
        )
        *previews, completed = [event async for event in events]
        assert completed.type == "image_generation.completed"
        assert completed.usage.total_tokens > 0
        assert {event.type for event in previews} <= {"image_generation.partial_image"}
        assert emulator.requests[-1].body["partial_images"] == 2

    async def test_its_refusal(self, through: AsyncOpenAI, emulator: OpenAIEmulator) -> None:
        emulator.fault("refusal")
        with pytest.raises(openai.BadRequestError) as refused:
            await through.images.generate(model="gpt-image-2", prompt="a fox")
        assert refused.value.code == "content_refused"

    async def test_an_answer_that_is_lost_is_paid_once(
        self, through: AsyncOpenAI, emulator: OpenAIEmulator
    ) -> None:
        emulator.fault("lost_after_charge")
        with pytest.raises(openai.ConflictError) as lost:
            await through.images.generate(model="gpt-image-2", prompt="a fox")
        assert lost.value.code == "unknown_outcome"
        assert isinstance(lost.value.body, dict)
        assert lost.value.body["possibleCost"] > 0
        assert emulator.tally()["charges"] == 1
