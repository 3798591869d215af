"""Direct generation: images without a workflow."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from harness.api import Answer, Api, serving
from harness.gated import GatedProvider
from harness.pictures import photo, saved
from limner.errors import ContentRefused, RateLimited
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.providers.fal.provider import FalSettings
from limner.providers.google.provider import GoogleSettings
from limner.settings import Section
from limner.storage.secrets import open_keyring
from limner.storage.tokens import TOKEN_SECONDS, StatusTokens
from limner.testing.charging import charging_providers
from limner.testing.emulators import emulator_types
from limner.testing.emulators.base import running
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio
from limner.values import now

QUEUE = "/api/fake/generate-image"
STATUS = f"{QUEUE}/status"
INLINE = "/api/generate-image"
IMAGE_FIELDS = {
    *("url", "imageUrl", "imagePath", "path", "attachmentId", "prompt", "revised_prompt"),
    *("aspectRatio", "size", "seed", "model", "provider", "cost", "_metadata"),
}
PHOTO = saved(photo(), "PNG")
DATA_URI = f"data:image/png;base64,{base64.b64encode(PHOTO).decode()}"


class Queueing(FakeProvider):
    """Is in a queue until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.queued, self.go_on = asyncio.Event(), asyncio.Event()

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        log.progress(text="In the queue", queue_position=3)
        self.queued.set()
        await self.go_on.wait()
        return await super().generate(request, log)


async def queue(api: Api, prompt: str = "a fox", **body: Any) -> Answer:
    """Queue an image at the pretending provider."""
    queued = await api.post(QUEUE, {"prompt": prompt, **body})
    assert queued.status == 202, queued.body
    return queued


async def status_of(api: Api, queued: Answer, **query: str) -> Answer:
    said = "".join(f"&{name}={quote(value)}" for name, value in query.items())
    return await api.get(f"{STATUS}?token={queued.json['statusToken']}{said}")


async def done(api: Api, queued: Answer) -> Any:
    """What the status says once the run has ended."""
    assert await api.studio.engine.wait(queued.json["requestId"], 60)
    return (await status_of(api, queued)).json


class TestQueued:
    async def test_an_image_is_queued_and_asked_for(self, api: Api) -> None:
        queued = await queue(api, "a fox in the snow", aspectRatio="16:9")
        assert queued.json["status"] == "IN_QUEUE"
        assert queued.json["droppedParams"] == []
        assert queued.headers["Location"] == f"{STATUS}?token={queued.json['statusToken']}"

        finished = await done(api, queued)
        assert finished["status"] == "COMPLETED"
        output = finished["output"]
        assert output.keys() >= IMAGE_FIELDS | {"images", "warnings", "droppedParams"}
        assert output["prompt"] == "a fox in the snow"
        assert output["aspectRatio"] == "16:9"
        assert (output["model"], output["provider"]) == ("fake", "fake")
        image = await api.get(output["url"].partition("8420")[2])
        assert (image.status, image.headers["Content-Type"]) == (200, "image/png")

    async def test_whoever_waits_gets_the_image(self, api: Api) -> None:
        waited = await api.post(QUEUE, {"prompt": "a fox", "count": 2}, prefer="wait=30")
        assert waited.status == 200
        assert len(waited.json["images"]) == 2

    async def test_a_wait_that_runs_out_cancels_nothing(self, tmp_path: Path) -> None:
        provider = GatedProvider()
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            waited = await api.post(QUEUE, {"prompt": "a fox"}, prefer="wait=0")
            assert waited.status == 202
            await provider.asked.wait()
            assert (await status_of(api, waited)).json["status"] == "IN_PROGRESS"
            provider.open()
            assert (await done(api, waited))["status"] == "COMPLETED"

    async def test_its_place_in_the_queue_is_told(self, tmp_path: Path) -> None:
        provider = Queueing()
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            queued = await queue(api)
            await provider.queued.wait()
            await studio.engine.journal.flush()
            told = (await status_of(api, queued)).json
            assert (told["status"], told["queuePosition"]) == ("IN_QUEUE", 3)
            provider.go_on.set()
            assert (await done(api, queued))["status"] == "COMPLETED"

    async def test_a_failure_is_told_by_status_and_to_whoever_waits(self, tmp_path: Path) -> None:
        refusals = [ContentRefused("Not this."), ContentRefused("Nor that.")]
        provider = FakeProvider(failures=refusals)
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            failed = await done(api, await queue(api))
            assert failed["status"] == "FAILED"
            assert failed["error"]["code"] == "content_refused"
            assert failed["error"]["detail"] == "Not this."

            waited = await api.post(QUEUE, {"prompt": "a fox"}, prefer="wait=30")
            assert (waited.status, waited.code) == (422, "content_refused")
            assert waited.json["runId"].startswith("run_")

    async def test_how_long_the_provider_wants_to_be_left_alone_is_told(
        self, tmp_path: Path
    ) -> None:
        limited = RateLimited("Later.", extra={"retryAfter": 3600.4})
        provider = FakeProvider(failures=[limited])
        async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
            answer = await api.post(QUEUE, {"prompt": "a fox"}, prefer="wait=30")
            assert (answer.status, answer.code) == (429, "rate_limited")
            assert answer.headers["Retry-After"] == "3601"

    async def test_the_same_key_gives_the_same_image(
        self, api: Api, provider: FakeProvider
    ) -> None:
        body = {"prompt": "a fox", "modelParams": {"steps": 4}}
        first = await api.post(QUEUE, body, idempotency_key="k")
        again = await api.post(QUEUE, body, idempotency_key="k")
        assert again.json["requestId"] == first.json["requestId"]
        assert again.json["droppedParams"] == ["steps"]
        other = await api.post(QUEUE, {"prompt": "an owl"}, idempotency_key="k")
        assert (other.status, other.code) == (422, "idempotency_key_reused")
        await done(api, first)
        assert len(provider.requests) == 1

    async def test_the_same_call_without_a_key_is_another_image(
        self, api: Api, provider: FakeProvider
    ) -> None:
        for _ in range(2):
            assert (await api.post(QUEUE, {"prompt": "a fox"}, prefer="wait=30")).status == 200
        assert len({request.seed for request in provider.requests}) == 2

    async def test_a_name_that_no_provider_has_leads_nowhere(self, api: Api) -> None:
        nowhere = await api.post("/api/nobody/generate-image", {"prompt": "a fox"})
        assert (nowhere.status, nowhere.code) == (404, "not_found")


@asynccontextmanager
async def emulated(home: Path, name: str, settings: Callable[[str], Section]) -> AsyncIterator[Api]:
    """A server that asks the emulator of a provider."""
    kind = next(kind for kind in emulator_types() if kind.name == name)
    with Ledger(home / "ledger") as ledger:
        async with (
            running(kind(ledger)) as url,
            make_studio(home / "home", sections=(settings(url),)) as studio,
            serving(studio) as api,
        ):
            yield api


class TestQueuedElsewhere:
    @pytest.fixture
    async def queued(self, tmp_path: Path) -> AsyncIterator[Api]:
        async with emulated(tmp_path, "fal", lambda url: FalSettings(key="a-key", url=url)) as api:
            yield api

    @pytest.mark.parametrize(
        ("asked", "model"),
        [
            ({}, "fal-ai/flux-2"),
            ({"model": "fal-ai/flux-2/flash"}, "fal-ai/flux-2/flash"),
            ({"model": "fal-ai/qwen-image"}, "fal-ai/qwen-image"),
        ],
        ids=["its default", "one of its models", "an endpoint without a contract"],
    )
    async def test_its_models(self, queued: Api, asked: dict[str, Any], model: str) -> None:
        body = {"prompt": "a fox", "imageSize": "square", "imageUrl": DATA_URI, **asked}
        made = await queued.post("/api/fal/generate-image", body)
        assert made.status == 202, made.body
        assert await queued.studio.engine.wait(made.json["requestId"], 60)
        told = (await queued.get(made.headers["Location"])).json
        assert told["status"] == "COMPLETED", told
        assert told["output"]["model"] == model

    async def test_a_model_without_a_reference_field(self, queued: Api) -> None:
        body = {"prompt": "a fox", "model": "fal-ai/recraft/v4.1/text-to-image"}
        refused = await queued.post("/api/fal/generate-image", body | {"imageUrl": DATA_URI})
        assert (refused.status, refused.code) == (400, "reference_not_supported")


class TestInline:
    @pytest.fixture
    async def inline(self, tmp_path: Path) -> AsyncIterator[Api]:
        """Its direct calls go to the provider that answers them."""
        async with emulated(
            tmp_path, "google", lambda url: GoogleSettings(key="a-key", url=url)
        ) as api:
            yield api

    async def test_the_answer_is_the_image(self, inline: Api) -> None:
        made = await inline.post(
            INLINE, {"prompt": "a fox", "aspectRatio": "16:9", "imageUrl": DATA_URI}
        )
        assert made.status == 200, made.body
        assert made.json.keys() >= IMAGE_FIELDS
        assert made.json["model"] == "gemini-3.1-flash-image"
        assert made.headers["Location"].startswith("/api/runs/run_")

    async def test_another_model_of_the_provider_can_be_named(self, inline: Api) -> None:
        made = await inline.post(INLINE, {"prompt": "a fox", "model": "gemini-3-pro-image"})
        assert made.json["model"] == "gemini-3-pro-image"

    async def test_a_model_of_another_provider_cannot(self, inline: Api) -> None:
        refused = await inline.post(INLINE, {"prompt": "a fox", "model": "sketch"})
        assert (refused.status, refused.code) == (422, "unknown_model")

    async def test_it_can_be_followed_instead(self, inline: Api) -> None:
        queued = await inline.post(INLINE, {"prompt": "a fox"}, prefer="respond-async")
        assert queued.status == 202
        assert await inline.studio.engine.wait(queued.json["requestId"], 60)
        told = await inline.get(queued.headers["Location"])
        assert told.json["status"] == "COMPLETED"

    async def test_without_a_key_it_says_what_to_set(self, api: Api) -> None:
        refused = await api.post(INLINE, {"prompt": "a fox"})
        assert (refused.status, refused.code) == (409, "not_configured")
        assert "GEMINI_API_KEY" in refused.json["detail"]
        assert (await api.get("/api/runs")).json["items"] == []


class TestReferences:
    async def test_a_data_uri(self, api: Api, provider: FakeProvider) -> None:
        made = await api.post(QUEUE, {"prompt": "a fox", "imageUrl": DATA_URI}, prefer="wait=30")
        assert made.status == 200
        assert [reference.role for reference in provider.requests[0].references] == ["image"]

    async def test_an_asset(self, api: Api, provider: FakeProvider) -> None:
        asset = (await api.upload(PHOTO)).json
        for body in ({"assetId": asset["id"]}, {"imageUrl": asset["url"]}):
            made = await api.post(QUEUE, {"prompt": "a fox"} | body, prefer="wait=30")
            assert made.status == 200, made.body
        assert [r.references[0].asset_id for r in provider.requests] == [asset["id"]] * 2

    async def test_an_asset_that_is_gone(self, api: Api, provider: FakeProvider) -> None:
        asset_id = (await api.upload(PHOTO)).json["id"]
        await api.call("DELETE", f"/api/assets/{asset_id}")
        refused = await api.post(QUEUE, {"prompt": "a fox", "assetId": asset_id}, prefer="wait=30")
        assert (refused.status, refused.code) == (404, "not_found")
        assert provider.requests == []

    async def test_a_model_that_takes_none(self, tmp_path: Path) -> None:
        """A bad request on these routes, refused before the picture is looked at."""
        providers = charging_providers("http://127.0.0.1:1")
        async with make_studio(tmp_path, providers=providers) as studio, serving(studio) as api:
            body = {"prompt": "a fox", "imageUrl": "http://192.168.0.1/secret"}
            refused = await api.post("/api/charging-inline/generate-image", body)
        assert (refused.status, refused.code) == (400, "reference_not_supported")
        assert "Fake" in refused.json["hint"]

    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:1/a.png", "http://169.254.169.254/", "file:///etc/passwd"]
    )
    async def test_an_address_that_is_not_fetched(
        self, api: Api, provider: FakeProvider, address: str
    ) -> None:
        refused = await api.post(QUEUE, {"prompt": "a fox", "imageUrl": address})
        assert (refused.status, refused.code) == (422, "address_refused")
        assert provider.requests == []

    async def test_two_of_them(self, api: Api) -> None:
        both = {"prompt": "a fox", "imageUrl": DATA_URI, "assetId": "ast_x"}
        refused = await api.post(QUEUE, both)
        assert (refused.status, refused.code) == (422, "bad_field")


class TestWhatIsSent:
    async def test_internal_fields_are_stripped(self, api: Api, provider: FakeProvider) -> None:
        internal = {"_trace": 1, "webhook": "http://x", "headers": {"a": "b"}, "apiKey": "k"}
        body = {"prompt": "a fox", "baseUrl": "http://evil", **internal}
        made = await api.post(QUEUE, body | {"modelParams": {"seed": 9, **internal}})
        assert made.json["droppedParams"] == []
        await done(api, made)
        [request] = provider.requests
        assert (request.seed, dict(request.params)) == (9, {})

    async def test_what_the_model_does_not_know_and_sizes_are_dropped_and_told(
        self, api: Api, provider: FakeProvider
    ) -> None:
        params = {"seed": 9, "steps": 30, "image_size": "square_hd", "width": 9}
        made = await queue(api, modelParams=params)
        assert made.json["droppedParams"] == ["steps", "image_size", "width"]
        output = (await done(api, made))["output"]
        assert output["droppedParams"] == ["steps", "image_size", "width"]
        assert output["size"] == "64x64"

    async def test_braces_are_no_template(self, api: Api, provider: FakeProvider) -> None:
        prompt = "{{ trigger.output }} {% raw %} }}"
        await done(api, await queue(api, prompt))
        assert provider.requests[0].prompt == prompt

    async def test_a_prompt_of_braces_is_as_long_as_it_is(
        self, api: Api, provider: FakeProvider
    ) -> None:
        assert (await done(api, await queue(api, "{" * 4_000)))["status"] == "COMPLETED"
        assert provider.requests[0].prompt == "{" * 4_000

    async def test_it_belongs_to_the_canvas(self, api: Api) -> None:
        workflow_id = await api.create()
        output = (await done(api, await queue(api, canvasId=workflow_id)))["output"]
        library = (await api.get(f"/api/assets?workflowId={workflow_id}")).json["items"]
        assert [asset["id"] for asset in library] == [output["attachmentId"]]


HOSTILE: list[tuple[dict[str, Any], int, str]] = [
    ({"prompt": "x" * 4_001}, 422, "prompt_too_long"),
    ({"prompt": ""}, 422, "prompt_empty"),
    ({"prompt": " \n "}, 422, "prompt_empty"),
    ({}, 422, "prompt_empty"),
    ({"prompt": None}, 422, "bad_field"),
    ({"prompt": "a fox", "count": 16}, 422, "bad_field"),
    ({"prompt": "a fox", "count": 0}, 422, "bad_field"),
    ({"prompt": "a fox", "modelParams": {"seed": -1}}, 422, "bad_parameter"),
    ({"prompt": "a fox", "modelParams": {"seed": 2**32}}, 422, "bad_parameter"),
    ({"prompt": "a fox", "modelParams": []}, 422, "bad_field"),
    ({"prompt": "a fox", "aspectRatio": "7:3000"}, 422, "unsupported_size"),
    ({"prompt": "a fox", "aspectRatio": "1:1", "imageSize": "square"}, 422, "unsupported_size"),
    ({"prompt": "a fox", "model": "no-such-model"}, 422, "unknown_model"),
    ({"prompt": "a fox", "imageUrl": "data:image/png;base64,%%%"}, 422, "bad_field"),
    ({"prompt": "a fox", "imageUrl": "data:image/png;base64,AAAA"}, 415, "unsupported_type"),
    ({"prompt": "a fox", "imageUrl": "nonsense"}, 422, "address_refused"),
    ({"prompt": "a fox", "assetId": "ast_unknown"}, 404, "not_found"),
    ({"prompt": "a fox", "canvasId": "wf_unknown"}, 404, "not_found"),
    ({"prompt": "a fox", "surprise": 1}, 422, "bad_field"),
]


class TestBadInput:
    @pytest.mark.parametrize(("body", "status", "code"), HOSTILE, ids=range(len(HOSTILE)))
    async def test_nothing_is_paid(
        self,
        api: Api,
        provider: FakeProvider,
        body: dict[str, Any],
        status: int,
        code: str,
    ) -> None:
        refused = await api.post(QUEUE, body, prefer="wait=30")
        assert (refused.status, refused.code) == (status, code)
        assert provider.requests == []
        assert (await api.get("/api/runs")).json["items"] == []

    @pytest.mark.parametrize("path", [QUEUE, INLINE])
    async def test_a_body_that_is_not_json(self, api: Api, path: str) -> None:
        headers = {"Content-Type": "application/json"}
        refused = await api.call("POST", path, data=b"prompt=fox", headers=headers)
        assert (refused.status, refused.code) == (400, "malformed_json")
        refused = await api.call("POST", path, data=b"prompt=fox")
        assert (refused.status, refused.code) == (415, "unsupported_media_type")

    @pytest.mark.parametrize("value", [None, True, 7, "text", [], ["a"], [{"prompt": "a"}]])
    async def test_a_body_that_is_no_object(self, api: Api, value: object) -> None:
        refused = await api.post(QUEUE, value)
        assert (refused.status, refused.code) == (422, "bad_field")

    async def test_a_data_uri_of_50_megabytes(self, api: Api) -> None:
        uri = f"data:image/png;base64,{'A' * 50_000_000}"
        refused = await api.post(QUEUE, {"prompt": "a fox", "imageUrl": uri})
        assert (refused.status, refused.code) == (413, "too_large")


class TestToken:
    async def test_it_is_bound_to_its_canvas(self, api: Api) -> None:
        mine, other = await api.create(), await api.create()
        queued = await queue(api, canvasId=mine)
        assert (await status_of(api, queued)).status == 200
        assert (await status_of(api, queued, canvasId=mine)).status == 200
        refused = await status_of(api, queued, canvasId=other)
        assert (refused.status, refused.code) == (403, "token_invalid")
        without = await queue(api)
        refused = await status_of(api, without, canvasId=mine)
        assert (refused.status, refused.code) == (403, "token_invalid")

    async def test_it_is_bound_to_its_provider(self, api: Api) -> None:
        token = (await queue(api)).json["statusToken"]
        refused = await api.get(f"/api/sketch/generate-image/status?token={token}")
        assert (refused.status, refused.code) == (403, "token_invalid")

    async def test_altered_it_opens_nothing(self, api: Api) -> None:
        token: str = (await queue(api)).json["statusToken"]
        for place in range(len(token)):
            other = "A" if token[place] != "A" else "B"
            altered = token[:place] + other + token[place + 1 :]
            refused = await api.get(f"{STATUS}?token={altered}")
            assert (refused.status, refused.code) == (403, "token_invalid"), place

    @pytest.mark.parametrize("token", ["", ".", "a.b", "ü", "A" * 2_000, "%20", "e30.x"])
    async def test_nonsense_opens_nothing(self, api: Api, token: str) -> None:
        refused = await api.get(f"{STATUS}?token={quote(token)}")
        assert (refused.status, refused.code) == (403, "token_invalid")

    async def test_it_is_required(self, api: Api) -> None:
        refused = await api.get(STATUS)
        assert (refused.status, refused.code) == (422, "bad_field")

    async def test_after_a_day_it_has_expired(self, tmp_path: Path) -> None:
        async with make_studio(tmp_path, providers=[FakeProvider()]) as studio:
            keyring = open_keyring(tmp_path)
            yesterday = now() - TOKEN_SECONDS * 1_000_000
            workspace = studio.assets.workspace_id
            async with serving(studio) as api:
                run_id = (await queue(api)).json["requestId"]
                token = StatusTokens(keyring, lambda: yesterday).sign(
                    run_id, workspace, "fake", None
                )
                expired = await api.get(f"{STATUS}?token={token}")
                assert (expired.status, expired.code) == (410, "token_expired")
