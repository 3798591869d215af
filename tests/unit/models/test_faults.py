"""What pydantic finds wrong, in our words."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError, field_validator

from limner.models.faults import first_fault


class Visit(BaseModel):
    hosts: list[str]

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: list[str]) -> list[str]:
        if "" in hosts:
            raise ValueError("an empty text is no host")
        return hosts


@pytest.mark.parametrize(
    ("hosts", "fault"),
    [
        (["a", 1], ("hosts.1", "Input should be a valid string")),
        ([""], ("hosts", "an empty text is no host")),
    ],
)
def test_the_place_and_the_words_of_who_checked(hosts: object, fault: tuple[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Visit.model_validate({"hosts": hosts})
    assert first_fault(refused.value) == fault
