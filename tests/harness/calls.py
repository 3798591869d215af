"""A journal for one call to a provider, and requests to send: for tests without an engine."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from limner.models.catalog import Catalog
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.providers.contract import Fetch, GeneratedImage
from limner.storage.disk_blobs import DiskBlobs
from limner.storage.incoming import IncomingFile


@dataclass
class RecordedCall:
    """A ``CallLog`` that keeps what a provider tells it. ``files`` are references by digest."""

    idempotency_key: str = field(default_factory=lambda: secrets.token_hex(8))
    files: dict[str, bytes] = field(default_factory=dict)
    request_ids: list[str] = field(default_factory=list)
    fractions: list[float | None] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    positions: list[int | None] = field(default_factory=list)
    partials: list[bytes] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    async def submitted(self, request_id: str) -> None:
        self.request_ids.append(request_id)

    def progress(
        self,
        fraction: float | None = None,
        text: str | None = None,
        queue_position: int | None = None,
    ) -> None:
        self.fractions.append(fraction)
        self.texts.append(text)
        self.positions.append(queue_position)

    def partial_image(self, data: bytes) -> None:
        self.partials.append(data)

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        self.read.append(reference.digest)
        return self.files[reference.digest]

    async def receive(self, fetch: Fetch) -> IncomingFile:
        file = DiskBlobs(Path(tempfile.mkdtemp())).incoming()
        await fetch(file.write)
        return file


def content_of(image: GeneratedImage) -> bytes:
    """What a provider made, held or received."""
    return image.data if isinstance(image.data, bytes) else bytes(image.data.look()[:])


def first_model_of(provider: str, catalog: Catalog) -> Model:
    """A model that a provider serves; one that takes a seed, where there is one."""
    offered = [model for model in catalog if model.provider == provider]
    return next((model for model in offered if "seed" in model.parameters), offered[0])


def request_for(
    model: Model, prompt: str = "a fox", *, seed: int = 7, roles: tuple[Role, ...] = ()
) -> ImageRequest:
    """One request for one small image; the digest of a reference is its role."""
    references = [ReferenceImage(role, f"ast_{role}", role, "image/png") for role in roles]
    custom = model.sizing.custom
    small = custom is not None and custom.allows(64, 64)
    settings = ImageSettings(prompt=prompt, size="64x64" if small else None)
    planned = plan_requests(model, settings, references, seed=seed, max_prompt=4000)
    return planned.requests[0]
