"""Templates that would take the machine down end in a TemplateError."""

import pytest

from limner.errors import TemplateError
from limner.template import names, render
from limner.template.limits import MAX_OUTPUT, MAX_SOURCE

NAMESPACE = {"long": "x" * 99_000, "list": ["aa"] * 9_000}

EATS_WORK = {
    "nested loops": "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
    "loops in a row": "{% for i in (1..9999) %}{% endfor %}" * 2_000,
    "a long body": "{% for i in (1..9999) %}" + "{{''}}" * 9_000 + "{% endfor %}",
    "long conditions": "{% for i in (1..9000) %}{% if 1==2" + " or 1==2" * 90 + " %}{% endif %}"
    "{% endfor %}",
    "filters in a loop": "{% for i in (1..9000) %}{% assign x = long | escape %}{% endfor %}",
    "many variables": "".join(f"{{% assign a{i} = long %}}" for i in range(3_000)),
    "many captures": "".join(
        f"{{% capture a{i} %}}{{{{ long }}}}{{% endcapture %}}" for i in range(2_000)
    ),
}

GROWS = {
    "doubling": "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 40,
    "replacing": "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 30 + " }}",
    "replacing nothing": "{{ long | replace: '', long }}",
    "joining": "{{ list | join: long }}",
    "doubling a list": "{% assign x = list %}" + "{% assign x = x | concat: x %}" * 40,
    "squaring": "{% assign x = 99999999999 %}" + "{% assign x = x | times: x %}" * 40 + "{{ x }}",
    "output": "{{ long }}{{ long }}",
    "a shared part": "{% assign x = long %}{% assign y = list | concat: list %}{{ y }}",
}

RANGES = {
    "walked": "{% for i in (1..1000000000) %}{% endfor %}",
    "backwards": "{% for i in (1..1000000000) reversed %}{% endfor %}",
    "searched": "{% if (1..1000000000) contains 'a' %}{% endif %}",
    "joined": "{{ (1..1000000000) | join }}",
    "kept": "{% assign r = (1..1000000000) %}{% for i in r reversed %}{% endfor %}",
    "by value": "{% for i in (1..list.size) %}{% for j in (0..99999) %}{% endfor %}{% endfor %}",
}

SLOW_TO_PARSE = {
    "braces": "{% comment %}" + "{{" * 40_000,
    "spaces": "{{" + " " * 40_000 + "a" * 40_000,
    "spaces closed": "{{" + " " * 80_000 + "}}",
    "spaces before the end": "{% comment %}" + ("{% a" + " " * 900 + "%}") * 80,
    "spaces and a dash": "{% comment %}" + ("{{ a" + " " * 900 + "-}}") * 80,
    "a long tag": "{% " + "a" * 80_000 + "%",
    "parentheses": "{{ " + "(" * 80_000 + "}}",
    "parentheses in one": "{{ " + "(" * 900 + "}}",
    "brackets": "{{ " + '["a"' * 200 + "}}",
    "raw": "{% comment %}" + "{% raw %}" * 9_000,
    "nested": "{% if a %}" * 9_000,
    "too long": "{{ a }}" + "x" * MAX_SOURCE,
}


@pytest.mark.parametrize("source", EATS_WORK.values(), ids=EATS_WORK)
def test_work_is_bounded(source: str):
    with pytest.raises(TemplateError, match="too much work"):
        render(source, NAMESPACE)


@pytest.mark.parametrize("source", GROWS.values(), ids=GROWS)
def test_growth_is_bounded(source: str):
    with pytest.raises(TemplateError):
        render(source, NAMESPACE)


@pytest.mark.parametrize("source", RANGES.values(), ids=RANGES)
def test_ranges_are_bounded_before_anything_walks_them(source: str):
    with pytest.raises(TemplateError, match="range"):
        render(source, NAMESPACE)


@pytest.mark.parametrize("source", SLOW_TO_PARSE.values(), ids=SLOW_TO_PARSE)
def test_what_would_be_slow_to_parse_is_refused_unparsed(source: str):
    with pytest.raises(TemplateError):
        names(source)


def test_a_long_text_is_no_date():
    with pytest.raises(TemplateError, match="date"):
        render("{{ long | date: '%Y' }}", NAMESPACE)


def test_ordinary_work_is_allowed():
    source = "{% for item in list %}{{ item }}{% endfor %}"
    assert len(render(source, NAMESPACE)) == 18_000
    assert len(render("{{ long }}", NAMESPACE)) == 99_000 <= MAX_OUTPUT
    assert render("{% for i in (1..3) %}{{ i }}{% endfor %}", {}) == "123"
    assert render("{{ (1..3) | join: ' ' }}", {}) == "1 2 3"
