"""Where screens are photographed: a server with work on it, and a browser in front of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import FilePayload, Page, expect, sync_playwright

from harness.browser import launch_options
from harness.canvas import PATIENCE_MS, Canvas
from harness.documents import document, node, wire
from harness.emulated import Emulators
from harness.server import Server

Theme = Literal["dark", "light"]
Size = tuple[int, int]

MAKER = "Image Generation"
OWN_MODEL: dict[str, Any] = {
    "id": "atelier/painter",
    "title": "Atelier",
    "description": "A model of your own, added from its contract.",
    "provider": "sketch",
    "endpoint": "sketch",
    "sockets": [
        {"role": "image", "limit": 6},
        {"role": "style", "limit": 4},
        {"role": "character", "limit": 2},
    ],
    "max_references": 6,
    "sizing": {
        "default": "1024x1024",
        "aspect_ratios": ["1:1", "4:3", "3:4", "16:9", "9:16"],
        "resolutions": ["1K", "2K"],
        "default_resolution": "1K",
    },
    "parameters": {
        "seed": {"type": "integer", "title": "Seed", "minimum": 0, "maximum": 4294967295},
        "guidance": {
            **{"type": "number", "title": "Guidance", "minimum": 1, "maximum": 20},
            "default": 7,
        },
    },
    "price": {"usd": "0.035"},
    "enabled": True,
}
"""Drawn by the built-in model, so that nothing is paid, with a price as others have one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One window on one server."""

    page: Page
    server: Server
    emulators: Emulators
    canvas: Canvas
    folder: Path

    def shot(self, name: str) -> None:
        """Photograph the window once what moves has come to rest."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.fonts.ready.then(() => undefined)")
        self.page.evaluate(_PICTURES_DRAWN)
        self.page.screenshot(path=self.folder / f"{name}.png")

    def create(self, name: str, *nodes: Any, wires: Any = ()) -> str:
        """A workflow on the server; its id."""
        drawn = document(list(nodes), list(wires)) | {"name": name}
        return str(self.post("/api/workflows", drawn)["id"])

    def post(self, path: str, body: Any) -> Any:
        answer = self.page.request.post(f"{self.server.url}{path}", data=body)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()


_PICTURES_DRAWN = """
    Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
        .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        .then(() => undefined)
"""


@contextmanager
def stage(folder: Path, theme: Theme, size: Size) -> Iterator[Stage]:
    """A fresh server and window; the folder is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as scratch:
        emulators = Emulators(Path(scratch) / "charges")
        server = Server(Path(scratch) / "home", emulators.environment())
        try:
            server.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(**launch_options())
                context = browser.new_context(
                    viewport={"width": size[0], "height": size[1]},
                    color_scheme=theme,
                    reduced_motion="reduce",
                    locale="en-GB",
                )
                page = context.new_page()
                yield Stage(page, server, emulators, Canvas(page, server.url), folder)
                browser.close()
        finally:
            server.close()
            emulators.close()


def prepare(stage: Stage) -> str:
    """A studio in which somebody has worked for a while; the id of the open workflow."""
    stage.post("/api/models", OWN_MODEL)
    product = _picture(stage, "a cup of coffee on a table, warm morning light", "cup-front.png")
    manner = _picture(stage, "a green forest in fog, soft light", "forest-mood.png")
    return stage.create(
        "Autumn launch, hero shots",
        _at(0, 0, node("text", "text", text=BRIEF)),
        _at(0, 200, node("product", "image_asset", assetId=product, aspectRatio="4:3")),
        _at(0, 720, node("manner", "image_asset", assetId=manner, aspectRatio="4:3")),
        _at(420, 60, _maker()),
        _at(840, 60, node("response", "response_output")),
        wires=[
            wire("text.text-out", "hero.prompt-in"),
            wire("product.image-out", "hero.image-in"),
            wire("manner.image-out", "hero.style-in"),
            wire("hero.image-out", "response.image"),
        ],
    )


BRIEF = "A cup of hot coffee on a walnut table, first light through a linen curtain, steam rising"


def _maker() -> Any:
    return node(
        "hero",
        "image",
        model=OWN_MODEL["id"],
        prompt="quiet and warm",
        aspectRatio="4:3",
        style="cinematic",
        params={"guidance": 4.5},
    )


def _at(x: int, y: int, drawn: Any) -> Any:
    return drawn | {"position": {"x": x, "y": y}}


def _picture(stage: Stage, prompt: str, name: str) -> str:
    """A picture of the built-in model, brought as a photo is; its asset's id."""
    server, request = stage.server.url, stage.page.request
    made = request.post(
        f"{server}/api/sketch/generate-image",
        data={"prompt": prompt, "aspectRatio": "4:3"},
        headers={"Prefer": "wait=60"},
    ).json()
    data = request.get(f"{server}/api/assets/{made['attachmentId']}/content").body()
    request.delete(f"{server}/api/assets/{made['attachmentId']}")
    form: FilePayload = {"name": name, "mimeType": "image/png", "buffer": data}
    kept = request.post(f"{server}/api/assets", multipart={"file": form})
    return str(kept.json()["id"])
