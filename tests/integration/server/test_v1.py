"""The images API, asked by the official OpenAI client as it is."""

import base64
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from harness.api import ADMIN_KEY, Api, serving
from harness.images_api import EDITS, GENERATIONS, MODELS, client_of, picture, warned
from harness.pictures import opened, photo, saved
from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio

PHOTO = saved(photo(), "PNG")
DATA_URI = f"data:image/png;base64,{base64.b64encode(PHOTO).decode()}"


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
