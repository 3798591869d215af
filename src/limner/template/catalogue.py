"""The filters that templates may use, each with an example that shows what it does."""

from __future__ import annotations

from dataclasses import dataclass

from limner.template.text import render

_EXAMPLES = {
    "append": "'fox' | append: '.png'",
    "capitalize": "'a red fox' | capitalize",
    "ceil": "4.2 | ceil",
    "compact": "list | compact | json",
    "date": "'2026-03-29T22:30:00Z' | date: '%d.%m.%Y %H:%M', 'Europe/Rome'",
    "default": "nothing | default: 'a fox'",
    "divided_by": "10 | divided_by: 4.0",
    "downcase": "'A Fox' | downcase",
    "escape": "'a < b' | escape",
    "first": "list | first",
    "floor": "4.8 | floor",
    "join": "list | join: ', '",
    "json": "list | json",
    "last": "list | last",
    "map": "items | map: 'name' | join: ', '",
    "minus": "7 | minus: 2",
    "modulo": "7 | modulo: 3",
    "plus": "7 | plus: 2",
    "prepend": "'fox' | prepend: 'red '",
    "remove": "'a-b-c' | remove: '-'",
    "replace": "'a-b-c' | replace: '-', '/'",
    "reverse": "list | reverse | join: ', '",
    "round": "3.14159 | round: 2",
    "size": "list | size",
    "slice": "'a red fox' | slice: 2, 3",
    "slug": "'Crème brûlée!' | slug",
    "sort": "list | sort | join: ', '",
    "split": "'a, b' | split: ', ' | json",
    "strip": "'  a fox ' | strip",
    "strip_html": "'<b>bold</b>' | strip_html",
    "times": "7 | times: 2",
    "truncate": "'a red fox in the snow' | truncate: 12",
    "truncatewords": "'a red fox in the snow' | truncatewords: 3",
    "uniq": "'a,b,a' | split: ',' | uniq | join: ', '",
    "upcase": "'a fox' | upcase",
    "url_encode": "'a & b' | url_encode",
    "where": "items | where: 'name', 'owl' | size",
}
_VALUES = {
    "list": ["owl", "fox"],
    "items": [{"name": "owl"}, {"name": "fox"}],
    "nothing": None,
}


@dataclass(frozen=True, slots=True)
class FilterExample:
    """A filter; what may stand between the braces, and what that renders to."""

    name: str
    example: str
    result: str


def filter_examples() -> list[FilterExample]:
    """Those filters that people use, by name."""
    return [
        FilterExample(name, example, render(f"{{{{ {example} }}}}", _VALUES))
        for name, example in _EXAMPLES.items()
    ]
