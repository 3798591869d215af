"""The canvas with many nodes and their pictures, in Chromium.

The floor is the graph library alone (`web/bench`): as many empty boxes of the same size at the same
places, with as many wires. At zoom 1 some cards are in sight; with everything in view Limner paints
one overview. Held are how smoothly a thousand nodes pan, how much script the page begins with and
when it first paints; the rest is printed beside its floor.
"""

from __future__ import annotations

import functools
import http.server
import json
import math
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _report import Measure, report
from PIL import Image
from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests"), str(ROOT / "tools")]

import environment
from harness.browser import launch_options
from harness.first_load import first_scripts
from harness.server import Server

SIZES = (500, 1_000, 2_000, 5_000)
HELD_SIZE, AT_MOST = 1_000, 1.2
STEPS = 24
FRAMES_WATCHED = 90
PICTURES = 600
"""Nodes that have made a picture; more of them take long to make and are seldom in sight."""
WINDOW = {"width": 1440, "height": 900}
CARD, PITCH_X, PITCH_Y = (304, 420), 380, 480
MARGIN = 100
FIRST_LOAD = 200_000
"""Bytes of compressed JavaScript."""
FIRST_PAINT = 1_000
"""Milliseconds."""

FRAMES = """steps => new Promise(resolve => {
  const times = [];
  const tick = now => {
    times.push(now);
    if (times.length <= steps) requestAnimationFrame(tick); else resolve(times);
  };
  requestAnimationFrame(tick);
})"""


PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"

WHEEL = """([frames, wheel]) => new Promise(resolve => {
  const at = { clientX: innerWidth / 2, clientY: innerHeight / 2 };
  const target = document.elementFromPoint(at.clientX, at.clientY);
  const began = performance.now();
  let frame = 0;
  const turn = () => {
    if (frame === frames) return resolve((performance.now() - began) / frames);
    const way = frame++ < frames / 2 ? 1 : -1;
    const deltas = { deltaX: way * wheel.x, deltaY: way * wheel.y };
    const kind = { bubbles: true, cancelable: true, ctrlKey: wheel.zooms };
    target.dispatchEvent(new WheelEvent("wheel", { ...at, ...kind, ...deltas }));
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
})"""
"""Turns the wheel once a frame, forth and back; milliseconds a frame."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page took: milliseconds, counts and megabytes."""

    opening: float
    first_paint: float
    pan_frame: float
    pan_main: float
    zoom_frame: float
    drag_frame: float
    elements: float
    heap: float


def places(size: int) -> list[tuple[int, int]]:
    across = columns(size)
    return [(PITCH_X * (i % across), PITCH_Y * (i // across)) for i in range(size)]


def columns(size: int) -> int:
    """So many that the whole has about the shape of the window."""
    return math.ceil(math.sqrt(size * 2))


def whole(size: int) -> float:
    """The zoom at which everything is in view."""
    across = columns(size)
    width, height = across * PITCH_X, math.ceil(size / across) * PITCH_Y
    return min((WINDOW["width"] - 2 * MARGIN) / width, (WINDOW["height"] - 2 * MARGIN) / height)


def document(size: int) -> dict[str, Any]:
    nodes = [
        {
            "id": f"image_{i}",
            "type": "image",
            "position": {"x": x, "y": y},
            "data": {"prompt": f"Picture {i}"},
        }
        for i, (x, y) in enumerate(places(size))
    ]
    edges = [
        {
            "id": f"e{i}",
            "source": f"image_{i}",
            "sourceHandle": "image-out",
            "target": f"image_{i + 1}",
            "targetHandle": "image-in",
        }
        for i in range(size - 1)
    ]
    return {"schema": 1, "name": f"{size} nodes", "nodes": nodes, "edges": edges}


def scene(size: int) -> dict[str, Any]:
    width, height = CARD
    return {
        "boxes": [
            {"id": str(i), "x": x, "y": y, "width": width, "height": height}
            for i, (x, y) in enumerate(places(size))
        ],
        "wires": [{"id": f"e{i}", "source": str(i), "target": str(i + 1)} for i in range(size - 1)],
    }


class Studio:
    """A server with workflows whose nodes have pictures."""

    def __init__(self, server: Server, photo: bytes) -> None:
        self._server = server
        self._photo = photo

    def workflow(self, size: int) -> str:
        """Address of the canvas with that many nodes."""
        saved = self._post("/api/workflows", json.dumps(document(size)).encode())
        workflow_id = json.loads(saved)["id"]
        for number in range(min(size, PICTURES)):
            fields = {"workflowId": workflow_id, "nodeId": f"image_{number}"}
            body, kind = form(self._photo, fields)
            self._post("/api/assets", body, kind)
        return f"{self._server.url}/#/workflows/{workflow_id}"

    def _post(self, path: str, body: bytes, kind: str = "application/json") -> bytes:
        asked = urllib.request.Request(
            self._server.url + path, data=body, headers={"Content-Type": kind}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            answered: bytes = answer.read()
        return answered


def form(photo: bytes, fields: dict[str, str]) -> tuple[bytes, str]:
    edge = "limner-benchmark"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    body = b"".join([*parts, head.encode(), photo, f"\r\n--{edge}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={edge}"


def measure(page: Page, address: str, zoom: float, ready: str, box: str) -> Reading:
    """Open a canvas, move over it in three ways, and say what each took."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    page.evaluate(FRAMES, 2)
    opening = (time.perf_counter() - began) * 1000
    # Pictures come in meanwhile.
    page.wait_for_timeout(4000)
    x, y = WINDOW["width"] / 2, WINDOW["height"] / 2
    page.mouse.move(x, y)
    main_before = metric(devtools, "TaskDuration")
    pan = float(page.evaluate(WHEEL, [FRAMES_WATCHED, {"x": 24, "y": 12, "zooms": False}]))
    main = (metric(devtools, "TaskDuration") - main_before) * 1000 / FRAMES_WATCHED
    zooming = float(page.evaluate(WHEEL, [FRAMES_WATCHED, {"x": 0, "y": -2, "zooms": True}]))
    dragging = dragged(page, box) if zoom == 1 else 0.0
    heap = metric(devtools, "JSHeapUsedSize") / 1e6
    paint = float(page.evaluate(PAINT))
    elements = page.locator("body *").count()
    return Reading(opening, paint, pan, main, zooming, dragging, elements, heap)


def dragged(page: Page, box: str) -> float:
    corner = page.locator(box).nth(5).bounding_box()
    assert corner is not None
    x, y = corner["x"] + 60, corner["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    took = moved(page, lambda step: page.mouse.move(x + 4 * step, y + 3 * step))
    page.mouse.up()
    return took


def moved(page: Page, step: Callable[[int], None]) -> float:
    """Milliseconds a frame, the median, while one step is made in each."""
    took = []
    for number in range(STEPS):
        began = time.perf_counter()
        step(number)
        page.evaluate(FRAMES, 1)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def metric(devtools: CDPSession, name: str) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == name))


@contextmanager
def bare(folder: Path) -> Iterator[str]:
    """The floor's page, built and served; its address."""
    node = environment.find_node()
    vite = ROOT / "web" / "node_modules" / "vite" / "bin" / "vite.js"
    build = [node.executable, vite, "build", "bench", "--outDir", folder, "--emptyOutDir"]
    subprocess.run(
        [*build, "--config", "vite.config.ts", "--logLevel", "error"], cwd=ROOT / "web", check=True
    )
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing of each request."""


def compare(name: str, ours: Reading, floor: Reading, held: bool) -> list[Measure]:
    limit = AT_MOST if held else None
    rows = [
        Measure(f"{name}: open", ours.opening, floor.opening, "ms"),
        Measure(f"{name}: first paint", ours.first_paint, FIRST_PAINT, "ms", 1.0),
        Measure(f"{name}: frame, panning", ours.pan_frame, floor.pan_frame, "ms", limit),
        Measure(f"{name}: main thread a pan step", ours.pan_main, floor.pan_main, "ms"),
        Measure(f"{name}: frame, zooming", ours.zoom_frame, floor.zoom_frame, "ms"),
        Measure(f"{name}: elements", ours.elements, floor.elements, ""),
        Measure(f"{name}: JavaScript heap", ours.heap, floor.heap, "MB"),
    ]
    if ours.drag_frame:
        rows.append(Measure(f"{name}: frame, dragging", ours.drag_frame, floor.drag_frame, "ms"))
    return rows


def main() -> None:
    rows = [Measure("first load, JavaScript", first_scripts() / 1e3, FIRST_LOAD / 1e3, "KB", 1.0)]
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        folder = Path(scratch)
        photo = folder / "photo.png"
        Image.effect_mandelbrot((384, 288), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(photo)
        server = Server(folder / "home")
        server.start()
        browser = play.chromium.launch(**launch_options())
        try:
            with bare(folder / "bare") as floor:
                studio = Studio(server, photo.read_bytes())
                for size in SIZES:
                    (folder / "bare" / "scene.json").write_text(json.dumps(scene(size)))
                    address = studio.workflow(size)
                    for zoom, name in ((1.0, "at zoom 1"), (whole(size), "all in view")):
                        fresh = functools.partial(
                            browser.new_context, viewport=WINDOW, reduced_motion="reduce"
                        )
                        with fresh() as context:
                            page = context.new_page()
                            page.add_init_script(kept_view(address, zoom))
                            ready = "canvas[data-overview]" if zoom < 1 else ".limner-card"
                            ours = measure(page, address, zoom, ready, ".limner-card")
                        with fresh() as context:
                            box = ".react-flow__node"
                            least = measure(
                                context.new_page(), f"{floor}?zoom={zoom}", zoom, box, box
                            )
                        held = size == HELD_SIZE and zoom == 1
                        rows += compare(f"{size:,} {name}", ours, least, held)
        finally:
            browser.close()
            server.close()
    report("The canvas", rows)


def kept_view(address: str, zoom: float) -> str:
    """A script that has the browser remember where it stood, as after an earlier visit."""
    key = f"limner.viewport.{address.rsplit('/', 1)[1]}"
    view = json.dumps({"x": MARGIN, "y": MARGIN / 2, "zoom": zoom})
    return f"localStorage.setItem({json.dumps(key)}, {json.dumps(view)})"


main()
