"""What stands on the canvas: put in order, framed, commented on; keys, menus and fingers."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from harness.canvas import Canvas, comes_to, middle
from harness.server import Server

MAKER = "Image Generation"
REQUEST = "Request Input"
STARTER_NODES = 3
STARTER_WIRES = 2


def place(canvas: Canvas, name: str) -> tuple[float, float]:
    """Where a card stands on the screen."""
    return middle(canvas.card(name).article)


def test_a_mess_is_tidied_in_one_step(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    before = place(canvas, REQUEST)
    canvas.card(REQUEST).select()
    page.keyboard.press("ArrowRight")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    canvas.did("Move")
    canvas.saved()
    messy = place(canvas, REQUEST)
    assert messy != pytest.approx(before, abs=20)

    page.keyboard.press("Escape")
    page.keyboard.press("Shift+T")
    expect(page.get_by_role("button", name="Undo Tidy up")).to_be_visible()
    assert place(canvas, REQUEST)[0] < place(canvas, MAKER)[0]
    page.keyboard.press("Control+z")
    canvas.says("Undone: Tidy up")
    expect(page.get_by_role("button", name="Undo Tidy up")).to_have_count(0)


def test_several_nodes_are_aligned_from_the_bar_over_them(page: Page, server: Server) -> None:
    Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar.get_by_text("3 selected")).to_be_visible()
    bar.get_by_role("button", name="Align").click()
    page.get_by_role("menuitem", name="Align left").click()
    expect(page.get_by_role("button", name="Undo Align left")).to_be_visible()
    lefts = lefts_of(page)
    assert lefts == pytest.approx([lefts[0]] * STARTER_NODES, abs=1)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo Align left")).to_have_count(0)


def lefts_of(page: Page) -> list[float]:
    """Where the cards begin on the screen, from the left."""
    found = [card.bounding_box() for card in page.get_by_role("article").all()]
    return [box["x"] for box in found if box]


def test_a_group_is_framed_named_moved_and_kept(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    title = page.get_by_role("textbox", name="Title of the group")
    expect(title).to_be_focused()
    title.fill("Product shots")
    page.keyboard.press("Enter")
    frame = page.get_by_role("group", name="Group Product shots")
    before, beside = place(canvas, MAKER), place(canvas, REQUEST)
    grip = page.get_by_text("Product shots", exact=True)
    start = middle(grip)
    grip.hover()
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1] + 40, steps=12)
    page.mouse.up()
    canvas.did("Move")
    canvas.saved()
    after = place(canvas, MAKER)
    assert after[0] - before[0] > 30
    assert place(canvas, REQUEST)[0] - beside[0] == pytest.approx(after[0] - before[0], abs=1)

    page.reload()
    expect(frame).to_be_visible()
    page.get_by_text("Product shots", exact=True).click()
    page.keyboard.press("Control+Shift+g")
    expect(frame).to_have_count(0)
    expect(page.get_by_role("toolbar", name="Selection").get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(frame).to_be_visible()


def test_a_comment_is_written_in_place_and_copied_along(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("c")
    text = page.get_by_role("textbox", name="Text of the comment")
    expect(text).to_be_focused()
    page.keyboard.type("Ask Ada about the light")
    page.keyboard.press("Escape")
    comment = page.get_by_role("group", name="Comment: Ask Ada about the light")
    expect(comment).to_be_visible()
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Color").click()
    page.get_by_role("menuitem", name="Sage").click()
    page.get_by_role("button", name="Size of the comment").focus()
    before = comment.bounding_box()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Undo Edit comment")).to_be_visible()
    after = comment.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]

    page.keyboard.press("Control+a")
    page.keyboard.press("Control+d")
    expect(comment).to_have_count(2)
    expect(page.get_by_role("article")).to_have_count(2 * STARTER_NODES)
    page.keyboard.press("Control+z")
    expect(comment).to_have_count(1)
    canvas.saved()
    page.reload()
    expect(comment).to_be_visible()


def test_nodes_are_pasted_into_another_tab(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.keyboard.press("Control+a")
    # A person copies what is seen to be selected.
    expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()
    page.keyboard.press("Control+g")
    expect(page.get_by_role("textbox", name="Title of the group")).to_be_focused()
    page.keyboard.type("Whole")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    canvas.saved()

    other = page.context.new_page()
    elsewhere = Canvas(other, server.url).open()
    other.bring_to_front()
    other.keyboard.press("Control+v")
    expect(other.get_by_role("article")).to_have_count(2 * STARTER_NODES)
    expect(other.get_by_role("group", name="Group Whole")).to_have_count(2)
    elsewhere.saved()


def test_a_wire_is_made_from_a_list_without_the_mouse(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    wires = canvas.wires()
    expect(wires).to_have_count(STARTER_WIRES)
    canvas.add("text box")
    page.keyboard.press("Escape")
    canvas.card("Text, text").select()
    page.keyboard.press("w")
    expect(page.get_by_role("combobox", name="Connect Text to")).to_be_focused()
    page.keyboard.type("image prompt")
    page.keyboard.press("Enter")
    expect(wires).to_have_count(STARTER_WIRES + 1)


def test_every_command_is_found_by_its_name(page: Page, server: Server) -> None:
    Canvas(page, server.url).open()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    page.keyboard.type("select all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("toolbar", name="Selection").get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    page.keyboard.type("ungroup")
    blocked = page.get_by_role("option", name="Ungroup")
    expect(blocked).to_contain_text("Select a group first.")
    expect(blocked).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    for words in ("Tidy up", "Connect to…", "Go to the node on the right", "Paste"):
        expect(sheet.get_by_text(words, exact=True)).to_be_visible()


def test_one_walks_from_node_to_node(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(REQUEST).select()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_role("complementary", name=re.compile(MAKER))).to_be_visible()


def test_the_menu_duplicates_and_deletes(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(MAKER).article.get_by_role("heading").click(button="right")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("article")).to_have_count(STARTER_NODES + 1)
    canvas.card("Image Generation, image_2").article.get_by_role("heading").click(button="right")
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("article")).to_have_count(STARTER_NODES)


@pytest.mark.browser_context_args(has_touch=True)
def test_fingers_move_zoom_and_open_the_menu(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    fingers = Fingers(page.context.new_cdp_session(page))
    before = place(canvas, MAKER)
    fingers.slide([(500, 640)], [(540, 580)])
    moved = pytest.approx((before[0] + 40, before[1] - 60), abs=12)
    comes_to(lambda: place(canvas, MAKER), moved)

    zoom = page.get_by_role("toolbar", name="View").get_by_text("%")
    percent = zoom.inner_text()
    fingers.slide([(500, 640), (600, 640)], [(450, 640), (650, 640)])
    expect(zoom).not_to_have_text(percent)

    fingers.rest((500, 640))
    expect(page.get_by_role("menuitem", name="Add a comment")).to_be_visible()
    fingers.lift()


def test_arrows_move_the_selection_wherever_the_focus_is(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    before, beside = place(canvas, MAKER), place(canvas, REQUEST)
    page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    undo = page.get_by_role("button", name=re.compile("^Undo Move"))
    expect(undo).to_be_visible()
    after = place(canvas, MAKER)
    # Whatever the zoom: three times 20 down are twelve times as far as 5 to the right.
    right, down = after[0] - before[0], after[1] - before[1]
    assert right > 2
    assert down == pytest.approx(12 * right, abs=2)
    moved = (beside[0] + right, beside[1] + down)
    assert place(canvas, REQUEST) == pytest.approx(moved, abs=1)
    page.keyboard.press("Control+z")
    expect(undo).to_have_count(0)
    assert place(canvas, MAKER) == pytest.approx(before, abs=1)


def test_arrows_pressed_faster_than_the_canvas_draws_all_count(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    before = place(canvas, MAKER)
    page.evaluate(
        """() => ["ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"].forEach((key) =>
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
    )
    expect(page.get_by_role("button", name=re.compile("^Undo Move"))).to_be_visible()
    canvas.saved()
    right, down = (after - was for after, was in zip(place(canvas, MAKER), before, strict=True))
    assert right > 2
    assert down == pytest.approx(3 * right, abs=1)


def test_from_afar_there_is_the_same_menu(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    spot = place(canvas, MAKER)
    zoom_out = page.get_by_role("button", name="Zoom out")
    page.mouse.move(*spot)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 900)
    page.keyboard.up("Control")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(zoom_out).to_be_visible()
    # The drawing comes a moment after the cards have gone, where nobody has been this far yet.
    expect(page.locator("[data-overview]")).to_be_attached()
    page.mouse.click(*spot, button="right")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("button", name="Undo Duplicate")).to_be_visible()
    page.mouse.click(spot[0], 90, button="right")
    expect(page.get_by_role("menuitem", name="Add a comment")).to_be_visible()


@pytest.mark.browser_context_args(has_touch=True)
def test_fingers_select_several(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    fingers = Fingers(page.context.new_cdp_session(page))
    fingers.rest(middle(canvas.card(MAKER).article.get_by_role("heading")))
    more = page.get_by_role("menuitem", name="Select more")
    expect(more).to_be_visible()
    fingers.lift()
    more.tap()
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar.get_by_text("1 selected")).to_be_visible()
    canvas.card(REQUEST).article.get_by_role("heading").tap()
    expect(bar.get_by_text("2 selected")).to_be_visible()
    canvas.card(MAKER).article.get_by_role("heading").tap()
    expect(bar.get_by_text("1 selected")).to_be_visible()
    bar.get_by_role("button", name="Select more").tap()
    canvas.card(MAKER).article.get_by_role("heading").tap()
    expect(bar).to_have_count(0)


Spot = tuple[float, float]


class Fingers:
    """Touches of the screen, as the browser gets them from the system."""

    def __init__(self, browser: CDPSession) -> None:
        self.browser = browser

    def send(self, kind: str, spots: list[Spot]) -> None:
        points = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(spots)]
        self.browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def slide(self, start: list[Spot], end: list[Spot], steps: int = 8) -> None:
        self.rest(*start)
        for step in range(1, steps + 1):
            part = step / steps
            self.send(
                "touchMove",
                [
                    (x + (to_x - x) * part, y + (to_y - y) * part)
                    for (x, y), (to_x, to_y) in zip(start, end, strict=True)
                ],
            )
        self.lift()

    def rest(self, *spots: Spot) -> None:
        self.send("touchStart", list(spots))

    def lift(self) -> None:
        self.send("touchEnd", [])
