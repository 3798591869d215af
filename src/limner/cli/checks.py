"""What `limner doctor` looks at, one function for each."""

from __future__ import annotations

import errno
import shutil
import socket
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from limner.cli.remote import running_address
from limner.errors import LimnerError
from limner.models.catalog import load_catalog
from limner.models.model import Model
from limner.models.price import price_of
from limner.settings import Settings
from limner.storage.blobs import open_blob_store
from limner.storage.database import open_database, sqlite_path
from limner.storage.health import check_database
from limner.storage.secrets import SECRET_FILE
from limner.studio import Studio, open_studio
from limner.workflows.document import SCHEMA, parse_document

State = Literal["ok", "warning", "broken"]

_MIB = 1024**2
_TOO_LITTLE_SPACE = 200 * _MIB
_LITTLE_SPACE = 2048 * _MIB
_PATIENCE_SECONDS = 60.0
_PROMPT = "a small red boat on a blue lake"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it is, and what to do about it."""

    title: str
    state: State
    detail: str
    hint: str | None = None


def check_home(settings: Settings) -> Check:
    """The data directory can be written; where it is missing, it can be made."""
    title, home = "Data directory", settings.home.absolute()
    there = _nearest(home)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        detail = f"{there} cannot be written: {error.strerror}."
        return Check(title, "broken", detail, "Correct its permissions, or set LIMNER_HOME.")
    return Check(title, "ok", str(home) if there == home else f"{home} (made at the first start)")


def check_space(settings: Settings) -> Check:
    title = "Disk space"
    free = shutil.disk_usage(_nearest(settings.home.absolute())).free
    detail = f"{free / _MIB / 1024:.1f} GB free"
    if free < _TOO_LITTLE_SPACE:
        return Check(title, "broken", detail, "Free some space: images cannot be kept.")
    if free < _LITTLE_SPACE:
        return Check(title, "warning", detail, "Free some space soon.")
    return Check(title, "ok", detail)


async def check_data(settings: Settings) -> Check:
    """The database answers and is whole; a new one is made at the first start."""
    title, url = "Database", settings.resolved_database_url
    try:
        path = sqlite_path(url)
        if path is not None and not path.exists():
            return Check(title, "ok", "made at the first start")
        async with open_database(url) as database:
            await database.read(check_database)
    except LimnerError as error:
        return _broken(title, error)
    return Check(title, "ok", str(path) if path is not None else "PostgreSQL answers")


async def check_files(settings: Settings) -> Check:
    """The place for images is one that Limner knows."""
    title = "Image files"
    try:
        open_blob_store(settings.resolved_storage_url)
    except LimnerError as error:
        return _broken(title, error)
    return Check(title, "ok", settings.resolved_storage_url)


def check_secret(settings: Settings) -> Check:
    """The secret that signs addresses can be read by its owner alone."""
    title, path = "Secret key", settings.home / SECRET_FILE
    if settings.secret_key is not None:
        return Check(title, "ok", "from LIMNER_SECRET_KEY")
    if not path.exists():
        return Check(title, "ok", "made at the first start")
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return Check(title, "warning", f"Others can read it ({mode:o}).", f"chmod 600 {path}")
    return Check(title, "ok", f"kept in {path}, for its owner alone")


def check_canvas() -> Check:
    title = "Canvas"
    if (resources.files("limner") / "web_dist" / "index.html").is_file():
        return Check(title, "ok", "built")
    return Check(title, "warning", "It is not built; the API works without it.", "make setup")


async def check_address(settings: Settings) -> Check:
    """The server runs, or could listen where it is told to."""
    title, place = "Address", f"{settings.host}:{settings.port}"
    if not settings.on_loopback and settings.admin_key is None:
        detail = f"{settings.host} can be reached from elsewhere, and no key is set."
        return Check(title, "broken", detail, "Set LIMNER_ADMIN_KEY, or listen on 127.0.0.1.")
    if (running := await running_address(settings.home)) is not None:
        return Check(title, "ok", f"the server is running at {running}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        detail = f"{place} is taken by another program." if taken else f"{place}: {error}."
        return Check(title, "broken", detail, "Set LIMNER_PORT, or limner serve --port.")
    return Check(title, "ok", f"{place} is free")


async def check_picture(settings: Settings) -> Check:
    """A small picture, made and kept by a model that costs nothing, in a folder that goes away."""
    title = "A picture"
    model = _free_model()
    if model is None:
        return Check(title, "warning", "No model is free of charge, so none was made.")
    with tempfile.TemporaryDirectory(prefix="limner-doctor-") as folder:
        given = {"home": Path(folder), "database_url": None, "storage_url": None}
        try:
            async with open_studio(settings.model_copy(update=given)) as studio:
                run = await _run_once(studio, model)
        except LimnerError as error:
            return _broken(title, error)
    if run["status"] == "succeeded":
        return Check(title, "ok", f"made by {model.title}")
    fault = run["error"] or {}
    return Check(title, "broken", fault.get("detail", "It was not made."), fault.get("hint"))


async def _run_once(studio: Studio, model: Model) -> dict[str, Any]:
    data = {"prompt": _PROMPT, "model": model.id}
    if model.sizing.custom is not None and model.sizing.form == "sides":
        data["size"] = f"{model.sizing.custom.min}x{model.sizing.custom.min}"
    node = {"id": "picture", "type": studio.nodes.image_maker().type_id, "data": data}
    document = {"schema": SCHEMA, "name": "", "nodes": [node], "edges": []}
    run = await studio.starter.run(parse_document(document), {})
    await studio.engine.wait(run.id, _PATIENCE_SECONDS)
    return await studio.runs.run(run.id)


def _free_model() -> Model | None:
    for model in load_catalog():
        price = price_of(model, 1)
        if model.enabled and price is not None and price.upper == 0:
            return model
    return None


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest one above it that is there."""
    return next(place for place in (path, *path.parents) if place.exists())


def _broken(title: str, error: LimnerError) -> Check:
    return Check(title, "broken", error.detail, error.hint)
