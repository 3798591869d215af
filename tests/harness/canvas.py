"""The canvas in a browser, as a person sees it: found by role and name, never by class."""

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect

PATIENCE_MS = 60_000
"""How long a picture may take on a busy machine."""


class Canvas:
    """One tab with the canvas open."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, workflow_id: str | None = None) -> "Canvas":
        """Open the address that the server printed, or one workflow."""
        self.page.goto(f"{self.url}/#/workflows/{workflow_id}" if workflow_id else self.url)
        expect(self.page.get_by_role("article").first).to_be_visible(timeout=PATIENCE_MS)
        return self

    def workflow_id(self) -> str:
        """The id of the open workflow, from the page's address."""
        self.page.wait_for_url(re.compile(r"#/workflows/\w+"))
        return self.page.url.rsplit("/", 1)[1]

    def card(self, name: str) -> "Card":
        """A node's card by its title, or by title and id: ``Text, text_2``."""
        return Card(self.page, self.page.get_by_role("article", name=name))

    def add(self, words: str) -> None:
        """Add the node type that a search for these words finds first, by keyboard."""
        self.page.keyboard.press("/")
        expect(self.page.get_by_role("combobox", name="Add a node")).to_be_focused()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def pane(self) -> Locator:
        """The ground under the cards."""
        return self.page.get_by_role("application", name="Workflow")

    def saved(self) -> None:
        """Wait until everything is on the server."""
        expect(self.status("Saved")).to_be_visible()

    def did(self, words: str) -> None:
        """Wait until the last step is this one, as its Undo says: keys may be heard late."""
        undo = self.page.get_by_role("button", name=re.compile(f"^Undo {words}"))
        expect(undo).to_be_visible()

    def status(self, beginning: str) -> Locator:
        """The save state in the top bar, where its words begin so."""
        words = re.compile(f"^{beginning}")
        return self.page.get_by_role("status").filter(has_text=words)

    def says(self, words: str) -> None:
        """Expect a notice."""
        expect(
            self.page.get_by_role("region", name=re.compile("^Notices")).get_by_text(words)
        ).to_be_visible()

    def wires(self) -> Locator:
        """All wires in sight."""
        return self.page.get_by_role("group", name=re.compile("^Wire from"))

    def wire(self, start: Locator, end: Locator) -> None:
        """Draw a wire with the mouse, from handle to handle."""
        # Hovering waits until what it aims at has come to rest.
        start.hover()
        self.page.mouse.down()
        end.hover()
        self.page.mouse.up()

    def drop(self, *images: Path) -> None:
        """Drop pictures from the system onto the ground."""
        files = [(image.name, base64.b64encode(image.read_bytes()).decode()) for image in images]
        transfer = self.page.evaluate_handle(
            """files => {
                const data = new DataTransfer();
                for (const [name, content] of files) {
                    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
                    const type = `image/${name.split(".").at(-1)}`;
                    data.items.add(new File([bytes], name, { type }));
                }
                return data;
            }""",
            files,
        )
        self.pane().dispatch_event("drop", {"dataTransfer": transfer})

    def drag(self, start: Locator, to: tuple[float, float]) -> None:
        """Press on a handle, move, let go at a point of the window."""
        start.hover()
        self.page.mouse.down()
        self.page.mouse.move(*to, steps=4)
        self.page.mouse.up()


class Card:
    """A node's card."""

    def __init__(self, page: Page, article: Locator) -> None:
        self.page = page
        self.article = article

    def select(self) -> "Card":
        """Click its title: the side panel shows its settings."""
        self.article.get_by_role("heading").click()
        return self

    def handle(self, name: str) -> Locator:
        """A socket, by title, type and side: ``Prompt, text input``."""
        return self.article.get_by_role("button", name=name, exact=True)

    def prompt(self) -> Locator:
        """Its prompt, or its text."""
        return self.article.get_by_role("textbox").first

    def write(self, text: str) -> None:
        """Replace the prompt."""
        self.prompt().fill(text)

    def run(self) -> None:
        """Press its Run."""
        self.article.get_by_role("button", name=re.compile("^Run")).click()

    def picture(self) -> Locator:
        """The picture it shows."""
        return self.article.get_by_role("button", name=re.compile(r"^Picture \d+"))

    def shows(self, position: str) -> None:
        """Expect this place in its history: ``2 / 3``."""
        expect(self.article.get_by_text(position, exact=True)).to_be_visible(timeout=PATIENCE_MS)

    def finished(self) -> None:
        """Wait until it shows a picture and does not work any more."""
        expect(self.picture()).to_be_visible(timeout=PATIENCE_MS)
        self.rests()

    def works(self) -> None:
        """Expect it to show work going on."""
        expect(self.article.get_by_role("progressbar")).to_be_visible(timeout=PATIENCE_MS)

    def rests(self) -> None:
        """Wait until no work is going on."""
        expect(self.article.get_by_role("progressbar")).to_have_count(0, timeout=PATIENCE_MS)

    def choose_file(self, button: str, file: Path) -> None:
        """Upload through the system's file dialog."""
        with self.page.expect_file_chooser() as chooser:
            self.article.get_by_role("button", name=button).click()
        chooser.value.set_files(file)


def comes_to(look: Callable[[], object], wanted: object) -> None:
    """Look again and again until what is seen is what is wanted: the page may still be drawing."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert seen == wanted


def middle(target: Locator) -> tuple[float, float]:
    """The middle of an element on the screen."""
    expect(target).to_be_visible()
    box: FloatRect | None = target.bounding_box()
    assert box is not None, "not on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
