"""The API page: its examples run as they are copied, and its form makes the call."""

import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from harness.canvas import Canvas
from harness.server import Server

AWKWARD = 'it\'s a "fox" \\ """\n$HOME `id` ☃ in the snow'

KEEP_COPIED = """
    window.copied = '';
    window.addEventListener('copy', (event) => {
        window.copied = event.clipboardData.getData('text/plain');
    });
"""
"""A browser without a screen has no clipboard to read: what a copy puts there is kept."""

PROGRAMS = {
    "curl": ["sh", "-c"],
    "Python": [sys.executable, "-c"],
    "JavaScript": ["node", "--input-type=module", "-e"],
}


def _open(page: Page, server: Server) -> None:
    Canvas(page, server.url).open()
    page.get_by_role("button", name="API", exact=True).click()
    expect(page.get_by_role("region", name="Try it")).to_be_visible()


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_example_with_awkward_inputs_runs_as_it_is_copied(
    page: Page, server: Server, language: str
) -> None:
    program = PROGRAMS[language]
    wanted = "curl" if language == "curl" else program[0]
    if shutil.which(wanted) is None:
        pytest.skip(f"{wanted} is not on this machine")
    page.add_init_script(KEEP_COPIED)
    _open(page, server)
    page.get_by_role("textbox", name="prompt", exact=True).fill(AWKWARD)
    page.get_by_role("textbox", name="API key").fill("lk_not_needed_here")
    page.get_by_role("radio", name=language).click()
    examples = page.get_by_role("region", name="Examples")
    expect(examples).to_contain_text("••••")
    expect(examples).not_to_contain_text("lk_not_needed_here")
    page.get_by_role("textbox", name="API key").fill("")
    examples.get_by_role("button", name="Copy").click()
    code = str(page.evaluate("window.copied"))

    done = subprocess.run([*program, code], capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert f"{server.url}/files/" in done.stdout
    sent = page.evaluate("fetch('/api/runs').then(r => r.json()).then(l => l.items[0].inputs)")
    assert sent == {"prompt": AWKWARD}


def test_the_form_shows_the_picture_what_it_cost_and_what_was_wrong(
    page: Page, server: Server
) -> None:
    _open(page, server)
    form = page.get_by_role("region", name="Try it")
    form.get_by_role("textbox", name="prompt", exact=True).fill("a lighthouse at dusk")
    form.get_by_role("button", name=re.compile("^Send")).click()
    answer = form.get_by_role("region", name="Answer").first
    expect(answer.get_by_role("img", name="image")).to_be_visible()
    expect(answer).to_contain_text(re.compile(r"Answered · free · "))
    width = answer.get_by_role("img", name="image").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    assert width > 0

    form.get_by_role("textbox", name="prompt", exact=True).fill("long " * 2_000)
    form.get_by_role("button", name=re.compile("^Send")).click()
    expect(form.get_by_role("alert")).to_contain_text(re.compile(r"4\d\d \w+"))
