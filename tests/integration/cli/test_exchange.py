"""`limner export` and `limner import`."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from harness.documents import document, node, prompt_to_image, wire
from harness.shell import Shell
from limner.testing.pictures import plain_png


def kept(shell: Shell, draft: Any) -> str:
    """Keep a workflow from a file; its id."""
    made = shell("import", shell.write("draft.json", draft))
    assert made.code == 0, made.err
    return made.out.strip()


def exported(shell: Shell, *words: str) -> Path:
    done = shell("export", *words)
    assert done.code == 0, done.err
    return shell.folder / done.out.strip()


def test_what_is_exported_comes_back_as_it_was(shell: Shell) -> None:
    draft = prompt_to_image("sketch") | {"viewport": {"zoom": 2}, "name": "Product shot"}
    path = exported(shell, kept(shell, draft))
    assert path.name == "Product shot.json"
    assert json.loads(path.read_text()) == draft
    again = exported(shell, kept(shell, draft))
    assert again.name == "Product shot-2.json"
    piped = shell("export", kept(shell, draft), "--out", "-")
    assert json.loads(piped.out) == draft


def test_secrets_are_not_part_of_it(shell: Shell) -> None:
    draft = document([node("hook", "webhook", secret="a secret that somebody typed")])
    path = exported(shell, kept(shell, draft))
    assert json.loads(path.read_text())["nodes"][0]["data"] == {}


def test_images_travel_along_and_are_found_by_new_ids(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept(shell, document([node("picture", "image_asset")]))
    (shell.folder / "fox.png").write_bytes(plain_png(8, 8, "a fox", 1))
    bundle = io.BytesIO()
    old = "ast_" + "0" * 26
    with zipfile.ZipFile(bundle, "w") as archive:
        draft = document([node("picture", "image_asset", assetId=old)])
        archive.writestr("workflow.json", json.dumps(draft))
        archive.write(shell.folder / "fox.png", f"assets/{old}/fox.png")
    (shell.folder / "in.zip").write_bytes(bundle.getvalue())
    made = shell("import", "in.zip")
    assert made.code == 0, made.err
    path = exported(shell, made.out.strip(), "--assets", "--out", "out.zip")
    with zipfile.ZipFile(path) as archive:
        written = json.loads(archive.read("workflow.json"))
        asset_id = written["nodes"][0]["data"]["assetId"]
        assert asset_id != old
        assert archive.namelist() == ["workflow.json", f"assets/{asset_id}/fox.png"]
    assert first != made.out.strip()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("LIMNER_HOME", str(elsewhere))
    there = shell("import", "out.zip")
    assert there.code == 0, there.err
    assert shell("export", there.out.strip(), "--assets", "--out", "again.zip").code == 0


POSTER = document(
    [
        node("request", "request_input", fields=[{"name": "motif", "required": True}]),
        node("response", "response_output"),
    ],
    [wire("request.motif", "response.motif")],
) | {"name": "Make a poster"}


def caller_of(tool: str) -> dict[str, Any]:
    agent = node("agent", "assistant", model="composer", prompt="a fox", tools=[tool])
    return document([agent]) | {"name": "Advertising"}


def test_tools_are_found_by_name_elsewhere(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = kept(shell, POSTER)
    path = exported(shell, kept(shell, caller_of(tool)))
    assert json.loads(path.read_text())["calledWorkflows"] == {tool: "Make a poster"}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("LIMNER_HOME", str(elsewhere))
    alone = shell("import", path.name)
    assert alone.code == 0
    assert "agent: The workflow 'Make a poster' that is meant is not here." in alone.err
    both = shell("import", shell.write("poster.json", POSTER), path.name)
    assert both.code == 0
    assert "not here" not in both.err
    there, caller = both.out.split()
    again = json.loads(exported(shell, caller).read_text())
    assert again["nodes"][0]["data"]["tools"] == [there]
    assert again["calledWorkflows"] == {there: "Make a poster"}


def bundle_of(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return kept.getvalue()


GOOD = json.dumps(document([])).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"schema": 99, "name": "", "nodes": [], "edges": []}',
        b"[" * 100_000,
        b"PK\x03\x04 no zip",
        bundle_of(other=b"x"),
        bundle_of(**{"workflow.json": b"{"}),
        bundle_of(**{"workflow.json": b" " * (5 * 1024 * 1024)}),
        bundle_of(**{"workflow.json": GOOD, f"assets/ast_{'0' * 26}/a.png": bytes(11_000_000)}),
        bundle_of(**{"workflow.json": GOOD, f"assets/ast_{'0' * 26}/a.png": b"no image"}),
    ],
)
def test_what_is_no_workflow_keeps_nothing(shell: Shell, content: bytes) -> None:
    (shell.folder / "good.json").write_bytes(GOOD)
    (shell.folder / "bad").write_bytes(content)
    refused = shell("import", "good.json", "bad")
    assert refused.code == 2, refused.err
    assert "Traceback" not in refused.err


def test_names_in_a_zip_lead_nowhere(shell: Shell) -> None:
    evil = bundle_of(**{"workflow.json": GOOD, "../evil.txt": b"x", "/evil": b"x"})
    (shell.folder / "evil.zip").write_bytes(evil)
    assert shell("import", "evil.zip").code == 0
    assert not (shell.folder.parent / "evil.txt").exists()


def test_a_workflow_that_is_not_there_is_told(shell: Shell) -> None:
    assert shell("export", "wf_none").code == 2
    assert shell("import", "none.json").code == 2
