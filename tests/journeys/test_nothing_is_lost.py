"""Edits, a reload in the middle of a run, a second tab, an undo, a restart: nothing is lost."""

import re

from playwright.sync_api import Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"
MANY = 6


def _ask_for_many(canvas: Canvas) -> None:
    card = canvas.card(MAKER)
    for _ in range(MANY - 1):
        card.article.get_by_role("button", name="One image more").click()
    canvas.saved()


def test_a_reload_in_the_middle_of_a_run_shows_it_going_on(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER)
    _ask_for_many(canvas)
    card.run()
    card.works()

    page.reload()

    card.works()
    card.shows(f"{MANY} / {MANY}")
    card.rests()


def test_a_killed_server_finishes_the_run_when_it_is_back(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER)
    _ask_for_many(canvas)
    card.run()
    card.works()

    server.kill()
    card.write("edited while the server is away")
    expect(canvas.status("Offline")).to_be_visible()
    server.start()

    card.shows(f"{MANY} / {MANY}")
    card.rests()
    canvas.saved()
    page.reload()
    expect(card.prompt()).to_have_value("edited while the server is away")


def test_an_edit_survives_a_tab_closed_at_once_while_the_server_is_away(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    workflow_id = canvas.workflow_id()
    server.kill()
    canvas.card(MAKER).write("typed into the void")
    expect(canvas.status("Offline")).to_be_visible()
    context = page.context
    page.close()

    server.start()

    again = Canvas(context.new_page(), server.url).open(workflow_id)
    expect(again.card(MAKER).prompt()).to_have_value("typed into the void")
    again.saved()


def test_two_tabs_edit_side_by_side(page: Page, server: Server) -> None:
    one = Canvas(page, server.url).open()
    two = Canvas(page.context.new_page(), server.url).open(one.workflow_id())

    one.card(MAKER).write("from the first tab")
    expect(two.card(MAKER).prompt()).to_have_value("from the first tab")
    two.add("text box")
    expect(one.card("Text, text").article).to_be_visible()
    one.saved()
    two.saved()


def test_two_tabs_that_say_different_things_are_asked(page: Page, server: Server) -> None:
    one = Canvas(page, server.url).open()
    two = Canvas(page.context.new_page(), server.url).open(one.workflow_id())
    server.stop()
    one.card(MAKER).write("mine")
    two.card(MAKER).write("theirs")
    for tab in (one, two):
        expect(tab.status("Offline")).to_be_visible()

    server.start()

    asked = one.page.get_by_role("button", name="Changed elsewhere").or_(one.status("Saved"))
    expect(asked).to_be_visible(timeout=30_000)
    first = one if one.page.get_by_role("button", name="Changed elsewhere").count() else two
    other = two if first is one else one
    kept = first.card(MAKER).prompt().input_value()
    first.page.get_by_role("button", name="Changed elsewhere").click()
    both = first.page.get_by_role("dialog", name="This workflow was changed elsewhere")
    expect(both.get_by_role("listitem")).to_contain_text(re.compile("mine.*theirs|theirs.*mine"))
    first.page.get_by_role("button", name="Keep mine").click()
    first.saved()
    expect(other.card(MAKER).prompt()).to_have_value(kept)

    first.page.keyboard.press("Escape")
    first.page.get_by_role("button", name="Undo Edit Image Generation").click()
    expect(first.card(MAKER).prompt()).not_to_have_value(kept)


def test_one_sitting_with_everything_that_can_happen(page: Page, server: Server) -> None:
    one = Canvas(page, server.url).open()
    one.add("text box")
    one.card(MAKER).write("the first wording")
    _ask_for_many(one)
    one.card(MAKER).run()
    one.card(MAKER).works()
    page.reload()
    one.card(MAKER).works()

    two = Canvas(page.context.new_page(), server.url).open(one.workflow_id())
    server.kill()
    one.card(MAKER).write("mine")
    two.card(MAKER).write("theirs")
    for tab in (one, two):
        expect(tab.status("Offline")).to_be_visible()
    server.start()
    asked = one.page.get_by_role("button", name="Changed elsewhere").or_(one.status("Saved"))
    expect(asked).to_be_visible()
    first = one if one.page.get_by_role("button", name="Changed elsewhere").count() else two
    kept = first.card(MAKER).prompt().input_value()
    first.page.get_by_role("button", name="Changed elsewhere").click()
    first.page.get_by_role("button", name="Keep mine").click()
    first.saved()

    first.page.keyboard.press("Escape")
    first.page.get_by_role("button", name="Undo Edit Image Generation").click()
    expect(first.card(MAKER).prompt()).not_to_have_value(kept)
    first.saved()
    undone = first.card(MAKER).prompt().input_value()
    first.card(MAKER).shows(f"{MANY} / {MANY}")

    server.stop()
    server.start()
    first.page.reload()
    expect(first.card(MAKER).prompt()).to_have_value(undone)
    expect(first.card("Text, text").article).to_be_visible()
    first.card(MAKER).shows(f"{MANY} / {MANY}")
