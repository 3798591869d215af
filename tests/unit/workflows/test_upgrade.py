import pytest

from harness.sample_documents import document
from limner.errors import InvalidDocument
from limner.workflows.document import SCHEMA, parse_document
from limner.workflows.upgrade import upgrade

EARLIEST = {"nodes": [{"id": "a", "type": "paint", "data": {"prompt": "a fox"}}]}


def test_a_document_without_a_schema_opens_as_one_of_today() -> None:
    opened = parse_document(upgrade(EARLIEST))
    assert opened.raw["schema"] == SCHEMA
    assert opened.nodes[0].data == {"prompt": "a fox"}


def test_what_an_earlier_document_says_is_kept() -> None:
    named = EARLIEST | {"name": "Mine", "viewport": {"zoom": 2}, "schema": 0}
    assert upgrade(named) == named | {"edges": [], "schema": SCHEMA}


def test_a_document_of_today_stays_as_it_is() -> None:
    value = document([("a", "paint", {})])
    assert upgrade(value) == value


def test_a_document_from_the_future_is_not_touched_and_then_refused() -> None:
    future = document([]) | {"schema": SCHEMA + 1}
    assert upgrade(future) == future
    with pytest.raises(InvalidDocument, match="Update Limner"):
        parse_document(upgrade(future))


@pytest.mark.parametrize("value", [None, [], "x", 3, {"schema": "0"}, {"schema": True}])
def test_what_is_no_document_is_left_alone(value: object) -> None:
    assert upgrade(value) == value
