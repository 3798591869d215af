"""What is fetched after the page: there when it is wanted, and when the server is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"


def test_what_opens_over_the_canvas_is_there_when_the_server_is_not(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    page.wait_for_load_state("networkidle")

    server.kill()

    canvas.card(MAKER).article.get_by_role("combobox", name="Size").click()
    expect(page.get_by_role("listbox", name="Size")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.get_by_role("complementary", name="Settings", exact=True)).to_be_visible()


def test_what_could_not_be_fetched_comes_when_the_server_is_back(
    page: Page, server: Server
) -> None:
    with _hidden(page, server):
        canvas = Canvas(page, server.url).open()
        size = canvas.card(MAKER).article.get_by_role("combobox", name="Size")
        size.click()
        page.keyboard.press("Control+k")
        page.get_by_role("button", name="Settings", exact=True).click()

    expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Settings", exact=True)).to_be_visible()
    canvas.says("The server does not answer")
    size.click()
    expect(page.get_by_role("listbox", name="Size")).to_be_visible()


@contextmanager
def _hidden(page: Page, server: Server) -> Iterator[None]:
    """The page does not find its server when it wants more of itself."""

    def answer(route: Route) -> None:
        if route.request.method == "HEAD":
            route.abort()
        else:
            route.fallback()

    page.route(f"{server.url}/", answer)
    yield
    page.unroute(f"{server.url}/", answer)
