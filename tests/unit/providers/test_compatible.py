"""Named servers that speak the OpenAI images API: their names, dialects, addresses and faults."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from harness.calls import content_of
from harness.contracts import published_contracts
from harness.odd_servers import OddServer, odd_server
from harness.planning import planned, some_references
from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    RateLimited,
    UnknownOutcome,
)
from limner.media.probe import probe
from limner.models.catalog import Catalog, load_models
from limner.models.dialects import served
from limner.models.price import price_of
from limner.providers.compatible import CompatibleProvider, CompatibleServer, CompatibleSettings
from limner.testing.emulators.base import running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png
from limner.testing.studio import GivenSettings

KEY = "sk-of-the-box"
GENERATIONS = "/v1/images/generations"
PICTURE = plain_png(64, 64, "a", 1)

FAULTS: dict[Fault, tuple[type[ProviderError], int]] = {
    "bad_request": (ProviderBadRequest, 0),
    "unauthorized": (ProviderUnauthorized, 0),
    "no_credit": (ProviderNoCredit, 0),
    "forbidden": (ProviderUnauthorized, 0),
    "not_found": (ProviderBadRequest, 0),
    "request_timeout": (ProviderTimeout, 0),
    "conflict": (ProviderBadRequest, 0),
    "unprocessable": (ProviderBadRequest, 0),
    "rate_limited": (RateLimited, 0),
    "rate_limited_bare": (RateLimited, 0),
    "server_error": (ProviderBadAnswer, 0),
    "bad_gateway": (UnknownOutcome, 0),
    "unavailable": (ProviderOverloaded, 0),
    "refusal": (ContentRefused, 0),
    "lost_before_charge": (UnknownOutcome, 0),
    "lost_after_charge": (UnknownOutcome, 1),
    "truncated": (UnknownOutcome, 1),
    "html": (ProviderBadAnswer, 1),
    "bad_base64": (ProviderBadAnswer, 1),
    "fewer_images": (ProviderBadAnswer, 1),
}


def box(address: str, **settings: Any) -> CompatibleProvider:
    given = {"key": SecretStr(KEY), **settings}
    return CompatibleProvider("box", CompatibleServer(url=f"{address}/v1", **given))


def catalog() -> Catalog:
    return Catalog(served(load_models(), [box("http://127.0.0.1:9")]))


OLDER = catalog().get("box/dall-e-3")
OWN = catalog().get("box/own-model")


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger, contracts=published_contracts())


@pytest.fixture
async def address(emulator: OpenAIEmulator) -> AsyncIterator[str]:
    async with running(emulator) as url:
        yield url


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server() as odd:
        yield odd


class TestDialect:
    @pytest.mark.parametrize("response_format", ["b64_json", "url", "none"])
    async def test_images_come_in_base64_or_by_address(
        self, address: str, emulator: OpenAIEmulator, response_format: str
    ) -> None:
        provider = box(address, response_format=response_format)
        request = planned(OLDER, aspectRatio="16:9", quality="hd", style="natural")
        answer = await provider.generate(request, some_references(0))
        await provider.close()
        told = {} if response_format == "none" else {"response_format": response_format}
        assert emulator.requests[-1].body == {
            "model": "dall-e-3",
            "prompt": "a fox",
            "n": 1,
            "size": "1792x1024",
            "quality": "hd",
            "style": "natural",
            **told,
        }
        info = probe(answer.images[0].data)
        assert (info.width, info.height) == (1792, 1024)
        assert answer.revised_prompt == "a fox, in fine detail"
        assert answer.usage == {}

    async def test_any_model_takes_what_the_server_takes(
        self, address: str, emulator: OpenAIEmulator
    ) -> None:
        provider = box(address)
        request = planned(OWN, size="640x384", count=2, params={"seed": 40, "negative_prompt": "x"})
        answer = await provider.generate(request, some_references(0))
        await provider.close()
        sent = emulator.requests[-1].body
        assert (sent["model"], sent["size"], sent["n"]) == ("own-model", "640x384", 1)
        assert (sent["seed"], sent["negative_prompt"]) == (40, "x")
        assert len(answer.images) == 1

    async def test_references_go_as_files(self, address: str, emulator: OpenAIEmulator) -> None:
        provider = box(address)
        request = planned(OWN, roles=("image", "image", "mask"))
        await provider.generate(request, some_references(3))
        await provider.close()
        sent = emulator.requests[-1].body
        assert (len(sent["image[]"]), len(sent["mask"])) == (2, 1)
        assert "size" not in sent

    def test_what_a_server_asks_for_only_its_owner_knows(self) -> None:
        assert price_of(OLDER, 1) is None
        assert price_of(OWN, 1) is None


class TestFaults:
    @pytest.mark.parametrize("response_format", ["b64_json", "url"])
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_each_is_told_apart_and_charged_as_the_emulator_says(
        self, address: str, emulator: OpenAIEmulator, fault: Fault, response_format: str
    ) -> None:
        error, charges = FAULTS[fault]
        emulator.fault(fault)
        provider = box(address, response_format=response_format)
        with pytest.raises(error):
            await provider.generate(planned(OLDER), some_references(0))
        await provider.close()
        assert emulator.tally()["charges"] == charges

    @pytest.mark.parametrize(
        ("detail", "words"),
        [
            ("no such model", "no such model"),
            ([{"loc": ["body", "size"], "msg": "too large"}], "body.size: too large"),
        ],
    )
    async def test_the_words_of_other_makers(
        self, server: OddServer, detail: object, words: str
    ) -> None:
        server.answers[GENERATIONS] = web.json_response({"detail": detail}, status=422)
        provider = box(server.address)
        with pytest.raises(ProviderBadRequest, match=words):
            await provider.generate(planned(OLDER), some_references(0))
        await provider.close()

    async def test_a_bad_key_says_which_variable_holds_it(self, server: OddServer) -> None:
        server.answers[GENERATIONS] = web.Response(status=401)
        provider = box(server.address)
        with pytest.raises(ProviderUnauthorized) as refused:
            await provider.generate(planned(OLDER), some_references(0))
        await provider.close()
        assert "LIMNER_COMPATIBLE__BOX__KEY" in str(refused.value.hint)


class TestAddresses:
    @pytest.mark.parametrize(
        "url", ["{own}/made/1.png", "/made/1.png", "//{host}/made/1.png", "../made/1.png"]
    )
    async def test_an_image_on_the_same_server_is_fetched(
        self, server: OddServer, url: str
    ) -> None:
        host = server.address.removeprefix("http://")
        told = url.format(own=server.address, host=host)
        server.answers = {GENERATIONS: {"data": [{"url": told}]}, "/made/1.png": PICTURE}
        provider = box(server.address)
        answer = await provider.generate(planned(OLDER), some_references(0))
        await provider.close()
        assert [content_of(image) for image in answer.images] == [PICTURE]

    async def test_an_image_on_another_server_is_not_even_asked_for(
        self, server: OddServer
    ) -> None:
        async with odd_server({"/1.png": PICTURE}) as other:
            server.answers[GENERATIONS] = {"data": [{"url": f"{other.address}/1.png"}]}
            provider = box(server.address)
            with pytest.raises(ProviderBadAnswer, match="another server"):
                await provider.generate(planned(OLDER), some_references(0))
            await provider.close()
        assert other.received == []

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "http://[", "javascript:1", "data:,x"])
    async def test_what_is_no_address_of_an_image(self, server: OddServer, url: str) -> None:
        server.answers[GENERATIONS] = {"data": [{"url": url}]}
        provider = box(server.address)
        with pytest.raises(ProviderBadAnswer):
            await provider.generate(planned(OLDER), some_references(0))
        await provider.close()

    async def test_an_image_that_leads_elsewhere_is_not_followed(self, server: OddServer) -> None:
        async with odd_server({"/1.png": PICTURE}) as other:
            elsewhere = web.Response(status=302, headers={"Location": f"{other.address}/1.png"})
            server.answers = {GENERATIONS: {"data": [{"url": "/1.png"}]}, "/1.png": elsewhere}
            provider = box(server.address)
            with pytest.raises(ProviderBadAnswer):
                await provider.generate(planned(OLDER), some_references(0))
            await provider.close()
        assert other.received == []

    async def test_an_image_in_the_address_itself(self, server: OddServer) -> None:
        url = "data:image/png;base64,aGVsbG8="
        server.answers[GENERATIONS] = {"data": [{"url": url}]}
        provider = box(server.address)
        answer = await provider.generate(planned(OLDER), some_references(0))
        await provider.close()
        assert answer.images[0].data == b"hello"

    async def test_what_was_paid_for_is_fetched_again_after_a_fault(
        self, server: OddServer
    ) -> None:
        """The addresses are recorded first; a restart or a retry only fetches."""
        image = {"url": "/made/1.png", "revised_prompt": "a red fox"}
        busy = web.json_response({"detail": "busy"}, status=503)
        server.answers = {GENERATIONS: {"data": [image]}, "/made/1.png": busy}
        provider, call, request = box(server.address), some_references(0), planned(OLDER)
        with pytest.raises(ProviderOverloaded):
            await provider.generate(request, call)
        server.answers["/made/1.png"] = PICTURE
        answer = await provider.resume(request, call.request_ids[0], some_references(0))
        await provider.close()
        assert [content_of(image) for image in answer.images] == [PICTURE]
        assert answer.revised_prompt == "a red fox"
        assert [sent.method for sent in server.received] == ["POST", "GET", "GET"]

    async def test_a_job_it_does_not_know(self) -> None:
        provider = box("http://127.0.0.1:9")
        with pytest.raises(UnknownOutcome):
            await provider.resume(planned(OLDER), "job_1", some_references(0))

    async def test_a_server_without_a_key_is_sent_none(self, server: OddServer) -> None:
        server.answers[GENERATIONS] = {"data": [{"b64_json": "aGVsbG8="}]}
        provider = box(server.address, key=None)
        await provider.generate(planned(OLDER), some_references(0))
        await provider.close()
        assert "Authorization" not in server.received[0].headers


class TestSettings:
    def test_each_server_is_a_provider_by_its_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LIMNER_COMPATIBLE__LOCAL_AI__URL", "http://127.0.0.1:8080/v1/")
        monkeypatch.setenv("LIMNER_COMPATIBLE__LocalTwo__URL", "https://example.org/v1")
        monkeypatch.setenv("LIMNER_COMPATIBLE__LocalTwo__KEY", KEY)
        monkeypatch.setenv("LIMNER_COMPATIBLE__LocalTwo__MODEL", "flux")
        monkeypatch.setenv("LIMNER_COMPATIBLE__LocalTwo__MAX_CONCURRENT", "2")
        settings = CompatibleSettings()
        assert KEY not in repr(settings)
        given = GivenSettings(home=Path("unused"), sections=(settings,))
        made = {provider.name: provider for provider in CompatibleProvider.instances(given)}
        assert sorted(made) == ["local_ai", "localtwo"]
        two = made["localtwo"]
        assert (two.default_model, two.max_concurrent, two.own_address) == ("flux", 2, False)
        assert two.unavailable_reason() is None

    def test_without_servers_there_is_no_provider_and_no_model(self) -> None:
        given = GivenSettings(home=Path("unused"))
        assert CompatibleProvider.instances(given) == ()
        assert [model for model in served(load_models(), ()) if model.for_dialect] == []

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("fal", "another provider"),
            ("openai", "another provider"),
            ("a b", "no name"),
            ("a" * 41, "no name"),
        ],
    )
    def test_names_that_cannot_be(self, name: str, reason: str) -> None:
        with pytest.raises(ValidationError, match=reason):
            CompatibleSettings(servers={name: {"url": "http://127.0.0.1:9/v1"}})

    def test_models_of_two_servers_are_kept_apart(self) -> None:
        servers = [
            CompatibleProvider(name, CompatibleServer(url=f"http://{name}/v1"))
            for name in ("left", "right")
        ]
        known = Catalog(served(load_models(), servers))
        assert known.get("left/dall-e-3").provider == "left"
        assert known.get("right/some/model").endpoint == "some/model"
        assert known.choose("some/model", "right").endpoint == "some/model"
