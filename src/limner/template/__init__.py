"""Templates: Liquid, strict about names, with limits for templates written by strangers.

`{{ image_gen.output.url }}` reads a value of another node. Lists and objects render as
JSON. A text without `{{` or `{%` is returned as it is, whatever its length.
"""

from limner.template.fields import render_data, strings_in
from limner.template.source import is_template, literal
from limner.template.text import LIQUID_WORDS, Name, Segment, names, render, value_of

__all__ = [
    "LIQUID_WORDS",
    "Name",
    "Segment",
    "is_template",
    "literal",
    "names",
    "render",
    "render_data",
    "strings_in",
    "value_of",
]
