from typing import Any

import pytest
from pydantic import ValidationError

from harness.sample_models import sample_model
from limner.models.parts import Role


@pytest.mark.parametrize(("role", "limit"), [("image", 3), ("style", 1), ("mask", 0)])
def test_how_many_references_of_a_kind_it_takes(role: Role, limit: int) -> None:
    assert sample_model().limit_of(role) == limit


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"sockets": []},
        {"max_references": 0},
        {"max_count": 0},
        {"time_limit_seconds": 0},
        {"sockets": [{"role": "sound", "limit": 1}]},
        {"unheard_of": 1},
    ],
)
def test_a_contract_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sample_model(**wrong)
