"""What a prompt says, once understood: the input of composition. Plain data."""

from dataclasses import dataclass
from typing import Literal

from limner.providers.sketch.colour import Colour

Relation = Literal[
    "on", "under", "beside", "beside_left", "behind", "front", "above", "inside", "holds"
]


@dataclass(frozen=True, slots=True)
class Link:
    """How a subject stands to an earlier one; `target` is that one's place in the scene.

    "a cat on a chair" gives the chair a link `under` the cat, told from the later noun:
    (subject chair, relation "on", target 0) reads "subject 0 is on this one".
    """

    relation: Relation
    target: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing to show: an icon's name, how many, and how it is described."""

    icon: str
    count: int = 1
    colour: Colour | None = None
    size: int = 0
    costume: str | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A place in its time and weather, and what is to be seen there."""

    place: str
    time: str
    weather: str = "clear"
    season: str = "summer"
    mood: str = ""
    subjects: tuple[Subject, ...] = ()
    features: frozenset[str] = frozenset()
    colour: Colour | None = None
    material: Colour | None = None
    style: str = "auto"
