"""What a picture is for that a direct call says nothing else of."""

import pytest

from harness.sample_models import sample_model
from limner.models.parts import Role
from limner.workflows.direct import general_role


@pytest.mark.parametrize(
    ("taken", "role"),
    [
        (["image", "style"], "image"),
        (["style", "image"], "image"),
        (["startImage", "endImage"], "startImage"),
        (["mask", "character"], "character"),
        (["mask"], "image"),
        ([], "image"),
    ],
)
def test_it_is_what_the_model_takes_first(taken: list[Role], role: Role) -> None:
    sockets = [{"role": each, "limit": 1} for each in taken]
    assert general_role(sample_model(sockets=sockets, max_references=len(taken))) == role
