import asyncio
from collections.abc import AsyncIterator

import pytest

from harness.sample_documents import document
from harness.sample_nodes import SAMPLE_NODES, SAMPLE_SCOPE
from limner.errors import InvalidDocument, NotFound, VersionConflict, VersionRequired
from limner.storage.database import Database, open_database
from limner.storage.schema import migrate
from limner.storage.secrets import Keyring
from limner.workflows.hook_secrets import HookSecrets
from limner.workflows.library import Library
from limner.workflows.tools import ToolWorkflows

SEALED = HookSecrets(Keyring(b"a secret of some length"))
DRAFT = document([("a", "paint", {"prompt": "a fox"})]) | {"viewport": {"zoom": 2}}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as opened:
        await migrate(opened)
        yield opened


@pytest.fixture
def library(database: Database) -> Library:
    return library_of(database, "ws_mine")


def library_of(database: Database, workspace_id: str) -> Library:
    tools = ToolWorkflows(database, SAMPLE_NODES, SAMPLE_SCOPE, workspace_id)
    return Library(database, SAMPLE_NODES, SAMPLE_SCOPE, workspace_id, SEALED, tools)


async def test_a_new_workflow_is_version_1_and_opens_as_it_was_saved(library: Library) -> None:
    made = await library.create(DRAFT)
    opened = await library.get(made.id)
    assert opened.as_json() == made.as_json()
    assert opened.etag == '"1"'
    answer = opened.as_json()
    assert {key: answer[key] for key in DRAFT} == DRAFT
    assert answer["problems"] == []
    assert answer["createdAt"].endswith("Z")


async def test_a_draft_is_kept_with_its_problems(library: Library) -> None:
    made = await library.create(document([("a", "paint", {})]))
    assert made.as_json()["problems"] == [
        {
            "code": "missing_input",
            "nodeId": "a",
            "field": "prompt",
            "message": "There is no prompt and nothing is wired.",
        }
    ]


async def test_what_cannot_be_kept_is_refused(library: Library) -> None:
    with pytest.raises(InvalidDocument):
        await library.create({"nodes": 3})
    assert await library.page(10) == []


async def test_saving_makes_the_next_version(library: Library) -> None:
    made = await library.create(DRAFT)
    saved = await library.save(made.id, DRAFT | {"name": "Second"}, made.etag)
    assert saved.version == 2
    assert (await library.get(made.id)).document.name == "Second"
    assert saved.updated_at >= made.updated_at
    assert saved.created_at == made.created_at


async def test_an_answer_can_be_saved_as_it_came(library: Library) -> None:
    made = await library.create(DRAFT)
    saved = await library.save(made.id, made.as_json(), made.etag)
    assert saved.document.raw == made.document.raw


async def test_saving_without_a_version_is_refused(library: Library) -> None:
    made = await library.create(DRAFT)
    with pytest.raises(VersionRequired):
        await library.save(made.id, DRAFT, None)


@pytest.mark.parametrize("etag", ['"1"', "2", '"x"', "", 'W/"2"'])
async def test_saving_over_someone_elses_version_is_refused(library: Library, etag: str) -> None:
    made = await library.create(DRAFT)
    theirs = await library.save(made.id, DRAFT | {"name": "Theirs"}, made.etag)
    with pytest.raises(VersionConflict) as told:
        await library.save(made.id, DRAFT | {"name": "Mine"}, etag)
    assert told.value.extra == {"currentVersion": 2}
    assert (await library.get(made.id)).document.name == theirs.document.name


async def test_any_version_may_be_asked_for(library: Library) -> None:
    made = await library.create(DRAFT)
    assert (await library.save(made.id, DRAFT, "*")).version == 2
    assert (await library.save(made.id, DRAFT, '"1", "2"')).version == 3


async def test_earlier_versions_can_be_read(library: Library) -> None:
    made = await library.create(DRAFT)
    await library.save(made.id, DRAFT | {"name": "Second"}, made.etag)
    assert [version.version for version in await library.versions(made.id, 10)] == [2, 1]
    assert (await library.version(made.id, 1)).document.name == "Test"
    with pytest.raises(NotFound):
        await library.version(made.id, 3)


async def test_a_deleted_workflow_is_gone(library: Library) -> None:
    made = await library.create(DRAFT)
    await library.delete(made.id)
    with pytest.raises(NotFound):
        await library.get(made.id)
    with pytest.raises(NotFound):
        await library.delete(made.id)
    with pytest.raises(NotFound):
        await library.versions(made.id, 10)


async def test_a_deleted_workflow_cannot_be_saved(library: Library) -> None:
    made = await library.create(DRAFT)
    await library.delete(made.id)
    with pytest.raises(NotFound):
        await library.save(made.id, DRAFT, "*")


async def test_the_list_goes_from_the_last_changed_page_by_page(library: Library) -> None:
    made = [await library.create(DRAFT | {"name": f"Number {index}"}) for index in range(5)]
    await library.save(made[0].id, DRAFT | {"name": "Changed"}, made[0].etag)
    first = await library.page(3)
    second = await library.page(3, first[-1].place)
    assert [summary.name for summary in (*first, *second)] == [
        "Changed",
        "Number 4",
        "Number 3",
        "Number 2",
        "Number 1",
    ]
    assert first[0].as_json() == {
        "id": made[0].id,
        "name": "Changed",
        "version": 2,
        "createdAt": made[0].as_json()["createdAt"],
        "updatedAt": first[0].as_json()["updatedAt"],
    }


async def test_workflows_of_another_workspace_are_not_there(
    library: Library, database: Database
) -> None:
    theirs = await library_of(database, "ws_theirs").create(DRAFT)
    assert await library.page(10) == []
    for attempt in (
        library.get(theirs.id),
        library.delete(theirs.id),
        library.save(theirs.id, DRAFT, "*"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_document_is_judged_without_being_kept(library: Library) -> None:
    assert [problem.code for problem in await library.problems("text")] == ["bad_field"]
    assert await library.problems(DRAFT) == []
    assert await library.problems(DRAFT | {"id": "wf_1", "version": 3, "problems": []}) == []
    assert await library.page(10) == []


async def test_others_have_their_turns_while_a_large_document_is_checked(library: Library) -> None:
    large = document([(f"n{index}", "paint", {}) for index in range(1_000)])
    checking = asyncio.create_task(library.problems(large))
    turns = 0
    while not checking.done():
        await asyncio.sleep(0)
        turns += 1
    assert len(await checking) == 1_000
    assert turns > 20
