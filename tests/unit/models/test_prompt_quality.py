import pytest

from limner.models.prompt_quality import looks_unlike_a_description


@pytest.mark.parametrize(
    "prompt",
    [
        "a fox in the snow",
        "a city from above, import goods in the harbour",
        "the letters <b> on a wall",
        "{a, b} in set notation, chalk on blackboard",
        "a class of children painting",
        "from a hill we look down, function over form",
        "3 < 5 > 2",
        "select fruits from the market",
        "Public garden at dusk",
        "Import and export, an allegory",
        "[" * 3_000,
        "",
    ],
)
def test_descriptions_pass(prompt: str) -> None:
    assert looks_unlike_a_description(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ('{"prompt": "a fox"}', "JSON"),
        ("[1, 2]", "JSON"),
        ("<p>Hello</p>", "HTML"),
        ("def paint(x):\n    return x", "source code"),
        ("const x = 3;", "source code"),
        ("public class Fox {}", "source code"),
        ("#include <stdio.h>", "source code"),
        ("SELECT name FROM users", "source code"),
    ],
)
def test_what_was_pasted_by_mistake_is_told_by_its_kind(prompt: str, kind: str) -> None:
    assert looks_unlike_a_description(prompt) == kind
