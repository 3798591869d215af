import pytest

from limner.errors import UnknownReference
from limner.template import render_data, strings_in

DATA = {
    "prompt": "{{ a.output.text }} in oil",
    "title": "{{ not a template here }}",
    "params": {"negative": "{{ a.output.text }}", "steps": 3, "deep": [{"x": "{{ a.output.n }}"}]},
    "outputs": [{"name": "{{ kept }}", "value": "{{ a.output.text }}"}, {"name": "n"}],
}
FIELDS = {"prompt", "params", "outputs.value", "absent"}
NAMESPACE = {"a": {"output": {"text": "a fox", "n": 2}}}


def test_the_named_fields_are_rendered_and_no_others():
    assert render_data(DATA, FIELDS, NAMESPACE) == {
        "prompt": "a fox in oil",
        "title": "{{ not a template here }}",
        "params": {"negative": "a fox", "steps": 3, "deep": [{"x": "2"}]},
        "outputs": [{"name": "{{ kept }}", "value": "a fox"}, {"name": "n"}],
    }


def test_the_data_given_stays_as_it_was():
    before = repr(DATA)
    render_data(DATA, FIELDS, NAMESPACE)
    assert repr(DATA) == before


def test_each_string_comes_with_its_path():
    assert sorted(strings_in(DATA, FIELDS)) == [
        ("outputs.0.value", "{{ a.output.text }}"),
        ("params.deep.0.x", "{{ a.output.n }}"),
        ("params.negative", "{{ a.output.text }}"),
        ("prompt", "{{ a.output.text }} in oil"),
    ]


@pytest.mark.parametrize("data", [{}, {"outputs": 3}, {"outputs": "text"}, {"params": None}])
def test_data_of_another_shape_has_no_strings(data: dict[str, object]):
    assert list(strings_in(data, FIELDS)) == []
    assert render_data(data, FIELDS, {}) == data


def test_a_missing_name_is_told():
    with pytest.raises(UnknownReference, match="there is no 'b'"):
        render_data({"prompt": "{{ b.output }}"}, {"prompt"}, NAMESPACE)
