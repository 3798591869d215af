"""Templates over HTTP: told as promised, and each of them a workflow that runs without a key."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from harness.api import Api, serving
from harness.pictures import opened
from limner.testing.studio import make_studio, run_to_end
from limner.workflows.templates import Template, all_templates

LEAST = 8
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
LARGEST_PICTURE = 24_000

each = pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.id)


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Api]:
    """A server as it is installed, with nothing but what ships with it, and without a key."""
    async with make_studio(tmp_path / "home", models=[]) as studio, serving(studio) as api:
        yield api


async def test_the_list_tells_what_a_person_reads_before_choosing(api: Api) -> None:
    items = (await api.get("/api/templates")).json["items"]
    assert len(items) >= LEAST
    assert len({item["id"] for item in items}) == len(items)
    assert items[0]["id"] == "product-shot"
    for item in items:
        assert item.keys() == {"id", "title", "category", "description", "picture"}


@each
def test_it_is_told_in_three_sentences_with_the_model_for_real_work(template: Template) -> None:
    told = template.description.replace("FLUX.2", "FLUX2")
    assert len(SENTENCE_END.findall(told)) == 3
    assert "For real work choose" in told
    assert template.document["name"] == template.title


@each
async def test_it_becomes_a_workflow_without_problems(fresh: Api, template: Template) -> None:
    given = (await fresh.get(f"/api/templates/{template.id}")).json
    made = await fresh.post("/api/workflows", given["document"])
    assert (made.status, made.json["problems"]) == (201, [])
    assert made.json["nodes"] == template.document["nodes"]


@each
async def test_its_picture_is_small(api: Api, template: Template) -> None:
    answer = await api.get(f"/api/templates/{template.id}/picture")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/webp")
    assert opened(answer.body).size == (480, 270)
    assert len(answer.body) < LARGEST_PICTURE


@each
async def test_it_runs_to_images(fresh: Api, template: Template) -> None:
    run: dict[str, Any] = await run_to_end(fresh.studio, template.document)
    assert (run["status"], run["error"]) == ("succeeded", None)
    assert run["outputs"]
    for output in run["outputs"].values():
        addresses = output if isinstance(output, list) else [output]
        assert all("/files/" in address for address in addresses)


@pytest.mark.parametrize("path", ["", "/picture"])
async def test_one_that_is_not_there_is_not_found(api: Api, path: str) -> None:
    answer = await api.get(f"/api/templates/nothing{path}")
    assert (answer.status, answer.code) == (404, "not_found")
