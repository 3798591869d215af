"""Names inside a zip."""

import pytest

from limner.server.archive import unique_names


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        ([], []),
        (["a.png", "b.png"], ["a.png", "b.png"]),
        (["a.png", "a.png", "A.PNG"], ["a.png", "a (2).png", "A (3).PNG"]),
        (["a.png", "a (2).png", "a.png"], ["a.png", "a (2).png", "a (3).png"]),
        (["ß", "SS"], ["ß", "SS (2)"]),
    ],
)
def test_no_two_are_the_same_for_any_file_system(names: list[str], unique: list[str]) -> None:
    assert unique_names(names) == unique
