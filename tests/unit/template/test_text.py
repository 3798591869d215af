import re

import pytest

from limner.errors import TemplateError, UnknownReference
from limner.template import Name, literal, names, render
from limner.template.catalogue import filter_examples

NAMESPACE = {
    "image_gen": {
        "output": {
            "url": "http://localhost/files/a.png",
            "images": [{"seed": 1}, {"seed": 2}],
            "seed": 7,
            "warnings": [],
            "revised_prompt": None,
        }
    },
    "trigger": {"output": {"prompt": "a fox", "loud": True}},
}


def test_a_text_without_markup_is_returned_as_it_is():
    text = "Just {words} and 100 % of them. " * 10_000
    assert render(text, {}) is text
    assert names(text) == ()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ trigger.output.prompt }}!", "a fox!"),
        ("{{ trigger.output.prompt | upcase }}", "A FOX"),
        ("{{ image_gen.output.seed | plus: 1 }}", "8"),
        ("{{ trigger.output.loud }}", "true"),
        ("{{ image_gen.output.revised_prompt }}", ""),
        ("{{ image_gen.output.images[1].seed }}", "2"),
        ("{{ image_gen.output.images.size }}", "2"),
        ("{% if trigger.output.loud %}LOUD{% endif %}", "LOUD"),
        ("{% for image in image_gen.output.images %}{{ image.seed }};{% endfor %}", "1;2;"),
        ("{{ '2024-05-06' | date: '%d.%m.%Y' }}", "06.05.2024"),
        ("{{ '2026-03-29T00:30:00Z' | date: '%H:%M' }}", "00:30"),
        ("{{ '2026-03-29T00:30:00Z' | date: '%H:%M %Z', 'Europe/Rome' }}", "01:30 CET"),
        ("{{ '2026-03-29T01:30:00Z' | date: '%H:%M %Z', 'Europe/Rome' }}", "03:30 CEST"),
        ("{{ '2026-03-29 10:00' | date: '%H:%M', 'America/New_York' }}", "06:00"),
        ("{{ 'March 14, 2016' | date: '%d.%m.%Y' }}", "14.03.2016"),
        ("{{ 86400 | date: '%d.%m.%Y %H:%M' }}", "02.01.1970 00:00"),
        ("{{ 'Crème brûlée, twice!' | slug }}", "creme-brulee-twice"),
        ("{{ 'a' | json }}", '"a"'),
        ("{{ 'a,b,a' | split: ',' | uniq | join: '+' }}", "a+b"),
        ("{{ '<b>bold</b> move' | strip_html }}", "bold move"),
        ("{{ 'a-b-c' | replace: '-', '/' }}", "a/b/c"),
        ("{% raw %}{{ not.read }}{% endraw %}", "{{ not.read }}"),
        ("{% comment %}{{ image_gen.output }}{% endcomment %}x", "x"),
    ],
)
def test_it_renders_values_filters_and_tags(source: str, text: str):
    assert render(source, NAMESPACE) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ image_gen.output.images }}", '[{"seed": 1}, {"seed": 2}]'),
        ("{{ image_gen.output.images[0] }}", '{"seed": 1}'),
        ("{{ image_gen.output.warnings }}", "[]"),
        ("{% echo image_gen.output.images[0] %}", '{"seed": 1}'),
        ("{% assign all = image_gen.output.images %}{{ all }}", '[{"seed": 1}, {"seed": 2}]'),
    ],
)
def test_lists_and_objects_render_as_json(source: str, text: str):
    assert render(source, NAMESPACE) == text


def test_json_keeps_letters_of_every_script():
    assert render("{{ a }}", {"a": ["画", "é"]}) == '["画", "é"]'


def test_an_unknown_name_is_told_with_what_there_is():
    with pytest.raises(UnknownReference) as told:
        render("Look: {{ image_gen.output.link }}", NAMESPACE)
    assert told.value.code == "unknown_reference"
    for words in ("Look: {{ image_gen.output.link }}", "'image_gen.output.link'", "url", "line 1"):
        assert words in told.value.detail


def test_an_unknown_node_is_told_with_the_nodes_there_are():
    with pytest.raises(UnknownReference, match="no 'paint'; there is image_gen, trigger"):
        render("{{ paint.output.url }}", NAMESPACE)


def test_a_missing_name_may_have_a_default():
    assert render("{{ image_gen.output.link | default: 'none' }}", NAMESPACE) == "none"


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("{{ a | nope }}", "line 1, column 8"),
        ("one\n  {{ a", "line 2, column 3"),
        ("{% if a %}", "at its end"),
        ("{{ a.b | }}", "line 1, column 4"),
        ("x {% for a b %}{% endfor %}", "line 1"),
        ("{% unknown %}", "line 1, column 4"),
        ("{{ [a.b].c }}", "line 1, column 4"),
        ("{{ }}", "line 1, column 1"),
        ("{% raw %}never closed", "line 1, column 1"),
    ],
)
def test_bad_syntax_is_told_with_its_position(source: str, position: str):
    with pytest.raises(TemplateError, match=position):
        render(source, {"a": 1})


@pytest.mark.parametrize("tag", ["include 'x'", "render 'x'", "liquid echo 1", "tablerow i in a"])
def test_tags_that_read_files_or_make_html_are_unknown(tag: str):
    with pytest.raises(TemplateError):
        names(f"{{% {tag} %}}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ 1 | divided_by: 0 }}",
        "{{ 'nan' | floor }}",
        "{{ '\ud800' }}",
        "{{ 5 | date: '%Y', 3 }}",
        "{{ 'a' | append }}",
        "{{ a[a] }}",
    ],
)
def test_what_a_filter_refuses_is_a_template_error(source: str):
    with pytest.raises(TemplateError):
        render(source, {"a": {"b": 1}})


def test_names_are_the_values_a_template_reads():
    source = """
        {{ image_gen.output.url | append: title.output.text }}
        {% for line in list.output.items limit: run_input.output.most %}
          {{ line.text }}{{ forloop.index }}
        {% endfor %}
        {% assign short = story.output.text | truncate: 5 %}{{ short }}
        {% if a.output.items[0].x == b["output"]["two words"] %}{{ a.output.items[0].x }}{% endif %}
    """
    assert [str(name) for name in names(source)] == [
        "image_gen.output.url",
        "title.output.text",
        "list.output.items",
        "run_input.output.most",
        "story.output.text",
        "a.output.items.0.x",
        "b.output.two words",
    ]


def test_a_path_ends_where_it_is_only_known_while_rendering():
    assert names("{{ a.output[b.output.key].c }}") == (
        Name("a", ("output",)),
        Name("b", ("output", "key")),
    )


def test_a_name_read_before_it_is_assigned_is_read_from_outside():
    assert names("{{ x.output }}{% assign x = 1 %}{{ x }}") == (Name("x", ("output",)),)


def test_rendering_again_gives_the_same():
    source = "{% for i in (1..3) %}{{ i }}{% endfor %}{% increment n %}"
    assert render(source, {}) == render(source, {}) == "1230"


@pytest.mark.parametrize(
    "text", ["a fox", "{{ a }}", "{% if x %}", "{{{%{", "{{{{", "}} {{", "{{ '{{' }}", "it's {{"]
)
def test_a_literal_renders_to_the_text_itself(text):
    assert names(literal(text)) == ()
    assert render(literal(text), {}) == text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ trigger.output.promt }}", "there is prompt, loud"),
        ("{{ trigger.output.prompt.first.x }}", "'trigger.output.prompt' is a text"),
        ("{{ image_gen.output.images[7] }}", "there are 2 items, the first is 0"),
        ("{{ image_gen.output.images.sed }}", "'image_gen.output.images' is a list"),
        ("{{ image_gen.output.images[0].sed }}", "there is seed"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_there_is(source: str, reason: str):
    with pytest.raises(UnknownReference, match=re.escape(reason)):
        render(source, NAMESPACE)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ 'soon' | date: '%Y' }}", "'soon' is no date"),
        ("{{ '2026-01-01' | date: '%Y', 'Mars/Base' }}", "'Mars/Base' is no time zone"),
        ("{{ '2026-01-01' | date: '%Y', '../etc/passwd' }}", "is no time zone"),
    ],
)
def test_what_is_no_date_or_zone_says_so(source: str, reason: str):
    with pytest.raises(TemplateError, match=re.escape(reason)):
        render(source, NAMESPACE)


def test_every_filter_that_is_offered_is_there_and_shows_what_it_does():
    examples = filter_examples()
    assert len({example.name for example in examples}) == len(examples)
    assert {"json", "slug", "date"} <= {example.name for example in examples}
    for example in examples:
        assert f"| {example.name}" in example.example
        assert example.result
