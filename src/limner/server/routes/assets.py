"""The library: everything uploaded or generated."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from msgspec.structs import replace
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from limner.errors import (
    BadField,
    DamagedImage,
    FileTooLarge,
    ImageTooLarge,
    InputError,
    MalformedJson,
    NotFound,
    UnsupportedMediaType,
    UnsupportedType,
    WorkersBusy,
)
from limner.media.assets import Place, image_only
from limner.media.formats import OutputFormat
from limner.media.outputs import asset_json, linked_asset
from limner.server.answers import Cursor, Json, Limit, TheStudio, page
from limner.server.archive import zip_of
from limner.server.body import read_model
from limner.server.content import FILE_RESPONSES, disposition, file_answer, kept_file_answer
from limner.server.download import Download
from limner.server.openapi import json_body, problems
from limner.server.schemas.asset import Asset, CropArea, Kind, Origin
from limner.server.schemas.shape import JsonObject, Page
from limner.server.upload import FILE_FIELD, Upload, read_upload
from limner.storage.queries.assets import AssetFilter, AssetRow
from limner.studio import Studio
from limner.values import microseconds

router = APIRouter(prefix="/api/assets", tags=["assets"])

MOST_IN_A_ZIP = 200
_NODE_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_UPLOAD_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE_FIELD],
                    "properties": {
                        FILE_FIELD: {"type": "string", "format": "binary"},
                        "workflowId": {"type": "string"},
                        "nodeId": {"type": "string"},
                    },
                }
            }
        },
    }
}


async def _times(
    created_after: Annotated[
        AwareDatetime | None,
        Query(alias="createdAfter", description="From this moment on, with its time zone."),
    ] = None,
    created_before: Annotated[
        AwareDatetime | None,
        Query(alias="createdBefore", description="Before this moment, with its time zone."),
    ] = None,
) -> tuple[int | None, int | None]:
    return _moment(created_after), _moment(created_before)


async def _source(
    workflow_id: Annotated[str | None, Query(alias="workflowId")] = None,
    node_id: Annotated[str | None, Query(alias="nodeId")] = None,
    run_id: Annotated[str | None, Query(alias="runId")] = None,
) -> AssetFilter:
    return AssetFilter(workflow_id=workflow_id, node_id=node_id, run_id=run_id)


async def _wanted(
    source: Annotated[AssetFilter, Depends(_source)],
    times: Annotated[tuple[int | None, int | None], Depends(_times)],
    q: Annotated[str | None, Query(max_length=200, description="In name or prompt.")] = None,
    model: str | None = None,
    origin: Origin | None = None,
    kind: Annotated[Kind | None, Query(description="`file` is what is none of the others.")] = None,
    parent: Annotated[
        str | None, Query(description="The id of an asset: what was made from it.")
    ] = None,
) -> AssetFilter:
    since, until = times
    return replace(
        source, q=q, model=model, origin=origin, kind=kind, parent=parent, since=since, until=until
    )


def _moment(given: datetime | None) -> int | None:
    return None if given is None else microseconds(given)


@router.post(
    "",
    summary="Upload an image",
    status_code=201,
    response_model=Asset,
    responses=problems(
        UnsupportedMediaType,
        UnsupportedType,
        FileTooLarge,
        DamagedImage,
        ImageTooLarge,
        BadField,
        InputError,
        NotFound,
        WorkersBusy,
    ),
    openapi_extra=_UPLOAD_FORM,
)
async def upload_asset(request: Request, studio: TheStudio) -> Json:
    """PNG, JPEG or WebP by content, 10 MiB at most.

    With `workflowId` and `nodeId` it joins the history of that node.
    """
    upload = await read_upload(request)
    place = await _place(upload, studio)
    row = await studio.assets.upload(upload.name, upload.data, place)
    return _answer(row, studio, 201)


@router.get("", summary="The library", response_model=Page[Asset])
async def list_assets(
    studio: TheStudio,
    wanted: Annotated[AssetFilter, Depends(_wanted)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Json:
    """Newest first."""
    found = await studio.assets.list(wanted, before=cursor, limit=limit + 1)
    return page(found, limit, lambda row: _json(row, studio), lambda last: last.id)


@router.get(
    "/download",
    summary="Several files as a zip",
    response_class=StreamingResponse,
    responses=problems(NotFound, BadField)
    | {200: {"description": "A zip.", "content": {"application/zip": {}}}},
)
async def download_assets(
    studio: TheStudio,
    ids: Annotated[
        str | None, Query(max_length=20_000, description="Asset ids with commas between.")
    ] = None,
    run_id: Annotated[
        str | None, Query(alias="runId", description="A run: all its files, in its order.")
    ] = None,
) -> StreamingResponse:
    """Of `ids` at most 200, in the order asked, each once; or all of a run, numbered in the order
    of its nodes and of the items of each. Images carry their workflows."""
    if (ids is None) == (run_id is None):
        raise BadField("Give either ids or runId.")
    if run_id is not None:
        rows, names = await _files_of_run(studio, run_id)
    else:
        wanted = list(dict.fromkeys(part for part in (ids or "").split(",") if part))
        if not 1 <= len(wanted) <= MOST_IN_A_ZIP:
            raise BadField(f"ids: from 1 to {MOST_IN_A_ZIP} asset ids, with commas between.")
        rows = await studio.assets.find_many(wanted)
        names = [row.name for row in rows]
    return StreamingResponse(
        zip_of(rows, names, Download(studio).file),
        headers={"Content-Disposition": disposition("attachment", "limner-files.zip")},
        media_type="application/zip",
    )


@router.get("/{asset_id}", summary="One asset", response_model=Asset, responses=problems(NotFound))
async def get_asset(asset_id: str, studio: TheStudio) -> Json:
    """Reading it again renews its address."""
    return _answer(await studio.assets.find(asset_id), studio)


@router.delete(
    "/{asset_id}", summary="Delete an asset", status_code=204, responses=problems(NotFound)
)
async def delete_asset(asset_id: str, studio: TheStudio) -> Response:
    """Its bytes go with the last asset over them."""
    await studio.assets.delete(asset_id)
    return Response(status_code=204)


@router.get(
    "/{asset_id}/content",
    summary="The file itself",
    response_class=Response,
    responses=problems(NotFound, BadField, WorkersBusy) | FILE_RESPONSES,
)
@router.head("/{asset_id}/content", include_in_schema=False)
async def get_asset_content(
    asset_id: str,
    request: Request,
    studio: TheStudio,
    w: Annotated[
        int | None, Query(description="A WebP thumbnail 64, 256, 512 or 1024 pixels wide.")
    ] = None,
    format: Annotated[OutputFormat | None, Query(description="Another format.")] = None,
    workflow: Annotated[
        bool, Query(description="To take away: a PNG or WebP carries the workflow that made it.")
    ] = False,
) -> Response:
    """With `ETag`, `If-None-Match` and `Range`. A browser shows images and plays sound and video;
    files of other types it only downloads."""
    if w is not None and (format is not None or workflow):
        raise BadField("w: a thumbnail is always a WebP without its workflow; leave the rest out.")
    row = await studio.assets.find(asset_id)
    if w is not None or format is not None:
        image_only(row)
    if w is not None:
        return await file_answer(
            request,
            lambda: studio.assets.thumbnail(row.digest, w),
            tag=f"{row.digest}-{w}",
            mime_type="image/webp",
            name=row.name,
        )
    mime_type = row.mime_type if format is None else f"image/{format}"
    if mime_type == row.mime_type and not workflow:
        return await kept_file_answer(request, studio.assets, row)

    async def read() -> bytes:
        if format is None or mime_type == row.mime_type:
            data = await studio.assets.content(row.digest)
        else:
            data = await studio.assets.converted(row.digest, format)
        return await Download(studio).carrying(row, data, mime_type) if workflow else data

    variant = "" if mime_type == row.mime_type else f"-{format}"
    # Which run an asset comes from is its own: two assets may share the bytes.
    carried = f"-{row.run_id}" if workflow else ""
    return await file_answer(
        request,
        read,
        tag=f"{row.digest}{variant}{carried}",
        mime_type=mime_type,
        name=row.name,
        attached=workflow,
    )


@router.post(
    "/{asset_id}/crop",
    summary="Cut a part out of an image",
    status_code=201,
    response_model=Asset,
    responses=problems(NotFound, BadField, MalformedJson, UnsupportedMediaType, WorkersBusy),
    openapi_extra=json_body(CropArea, {"x": 0, "y": 0, "width": 512, "height": 512}),
)
async def crop_asset(asset_id: str, request: Request, studio: TheStudio) -> Json:
    """A new asset; the old one is its parent."""
    area = await read_model(request, CropArea)
    if area.node_id is not None and not _NODE_ID.fullmatch(area.node_id):
        raise BadField("nodeId: the id of a node.")
    row = await studio.assets.crop(
        asset_id, area.x, area.y, area.width, area.height, node_id=area.node_id
    )
    return _answer(row, studio, 201)


async def _files_of_run(studio: Studio, run_id: str) -> tuple[list[AssetRow], list[str]]:
    """The files of a run that are still there, and what they are called in a zip."""
    files = (await studio.runs.run(run_id))["attachments"]
    gone = await studio.assets.missing([file["attachmentId"] for file in files])
    kept = [file for file in files if file["attachmentId"] not in gone]
    rows = await studio.assets.find_many([file["attachmentId"] for file in kept])
    digits = len(str(len(kept)))
    names = [
        f"{number:0{digits}}-{file['nodeId']}{PurePosixPath(file['name']).suffix}"
        for number, file in enumerate(kept, start=1)
    ]
    return rows, names


async def _place(upload: Upload, studio: Studio) -> Place:
    workflow_id = upload.fields.get("workflowId") or None
    node_id = upload.fields.get("nodeId") or None
    if node_id is not None and (workflow_id is None or not _NODE_ID.fullmatch(node_id)):
        raise BadField("nodeId: the id of a node, together with its workflowId.")
    if workflow_id is not None:
        await studio.library.find(workflow_id)
    return Place(workflow_id, node_id)


def _json(row: AssetRow, studio: Studio) -> JsonObject:
    return linked_asset(asset_json(row), studio.links)


def _answer(row: AssetRow, studio: Studio, status: int = 200) -> Json:
    headers = {"Location": f"/api/assets/{row.id}"} if status == 201 else None
    return Json(_json(row, studio), status, headers)
