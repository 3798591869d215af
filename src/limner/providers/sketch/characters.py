"""Figures put together from parts: sitting animals, and anyone in a costume."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from limner.providers.sketch.colour import Colour, shift
from limner.providers.sketch.iconset import SIDE, icon_body, with_prefix
from limner.providers.sketch.lexicon import Seated, Standing, lexicon

PLAIN_FACE = "person"

_SHIRT = '<path d="M48 50Q64 43 80 50L78 88H50Z" fill="{cloth}"/>'
_DRESS = '<path d="M49 50Q64 43 79 50L76 68L88 102Q64 110 40 102L52 68Z" fill="{cloth}"/>'
_TAILS = {
    "bushy": '<path d="M84 118C114 126 130 100 116 70C112 62 104 66 104 76C104 92 96 102 80 106Z" '
    'fill="{fur}"/><path d="M116 70C112 62 104 66 104 76C104 81 103 86 101 90C108 92 116 88 120 '
    '84C120 79 118 74 116 70Z" fill="{chest}"/>',
    "thin": '<path d="M88 118C110 120 116 102 110 84" stroke="{fur}" stroke-width="7" fill="none" '
    'stroke-linecap="round"/>',
    "stub": '<circle cx="101" cy="110" r="7" fill="{fur}"/>',
    "tuft": '<path d="M88 118C108 120 116 104 110 86" stroke="{fur}" stroke-width="5" fill="none" '
    'stroke-linecap="round"/><path d="M110 92C102 86 104 76 111 70C118 76 119 86 110 92Z" '
    'fill="{paw}"/>',
    "ringed": '<path d="M88 116C112 120 118 100 110 80" stroke="{fur}" stroke-width="11" '
    'fill="none" stroke-linecap="round"/><path d="M88 116C112 120 118 100 110 80" '
    'stroke="{paw}" stroke-width="11" fill="none" stroke-dasharray="5 7"/>',
}


@lru_cache(maxsize=64)
def figure_body(icon: str, costume: str | None = None, cloth: Colour | None = None) -> str:
    """The SVG body of a subject on the icons' square. Raises KeyError for an unknown icon.

    `cloth` is the colour of the clothes of those who wear any.
    """
    words = lexicon()
    if costume == "astronaut" or icon == "astronaut":
        return _suited(icon)
    if icon in words.standing and not costume:
        return _standing(icon, words.standing[icon], cloth)
    seated = words.seated.get(icon) or (words.dressed.get(icon) if costume else None)
    if seated is None:
        return icon_body(icon)
    hat = {"mage": "wizard-hat", "person-with-crown": "crown"}.get(costume or "")
    return _seated(seated, hat)


def _seated(look: Seated, hat: str | None) -> str:
    tail = _TAILS[look.tail]
    body = _template("seated").replace("{tail}", tail)
    for part, colour in look.colours().items():
        body = body.replace(f"{{{part}}}", colour)
    if hat is None:
        return body + _part(look.head, (64, 44), 76)
    dressed = body + _part(look.head, (64, 48), 76) + _part(hat, (64, 4), 46)
    return f'<g transform="translate(8.3 16) scale(0.87)">{dressed}</g>'


def _standing(icon: str, look: Standing, cloth: Colour | None) -> str:
    if cloth:
        look = replace(look, top=cloth, shade=shift(cloth, -0.08))
    body = _template("standing").replace("{top}", _DRESS if look.dress else _SHIRT)
    for part in ("top", "shade", "legs", "skin"):
        body = body.replace(f"{{{part}}}", getattr(look, part))
    return body.replace("{cloth}", look.top) + _part(icon, (64, 25), 50)


def _suited(icon: str) -> str:
    words = lexicon()
    look = words.seated.get(icon) or words.dressed.get(icon)
    face = look.head if look else (PLAIN_FACE if icon == "astronaut" else icon)
    return _template("suit").replace("{head}", _part(face, (64, 35), 47))


def _part(icon: str, centre: tuple[float, float], side: float) -> str:
    """An icon scaled to that side about that point."""
    x, y = centre[0] - side / 2, centre[1] - side / 2
    body = with_prefix(icon_body(icon), "part-")
    return f'<g transform="translate({x:g} {y:g}) scale({side / SIDE:g})">{body}</g>'


def _template(name: str) -> str:
    text = (files(__package__) / "drawings" / f"{name}.svg").read_text(encoding="utf-8")
    return text[text.index(">") + 1 : text.rindex("</svg>")]
