"""Where a scene is set: one place from all the prompt names, hints at, or takes for granted."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from limner.providers.sketch.iconset import IconIndex
from limner.providers.sketch.lexicon import Lexicon
from limner.providers.sketch.scene import Subject

CONTAINERS = frozenset({"bowl", "basket", "vase", "amphora", "bucket", "jar"})
PLACE_OF_GROUP = {1: "meadow", 3: "meadow", 4: "table", 5: "hills", 6: "studio", 7: "table"}
FOOD = 4
TALL = 7
"""From this step of the visual scale on, a thing may stand on a rock in the open sea."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place the prompt names, and the sentence it stands in."""

    place: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Clues:
    """All that tells where a scene is set. `landscape`: time, weather or season is named."""

    mentions: Sequence[Mention]
    hint: str
    subjects: Sequence[Subject]
    features: Set[str]
    landscape: bool


def setting_of(clues: Clues, lexicon: Lexicon, icons: IconIndex) -> str:
    """The place to draw."""
    place = _named(clues, lexicon, icons) or _home(clues, lexicon, icons)
    if place == "city" and any(lexicon.homes.get(s.icon) == "street" for s in clues.subjects):
        return "street"
    if place == "street" and any(lexicon.elements.get(s.icon) == "water" for s in clues.subjects):
        return "city"
    if place == "room" and clues.subjects and all(_is_food(s, icons) for s in clues.subjects):
        return "table"
    if place == "sea" and _stays_ashore(clues, lexicon):
        return "beach"
    return place


def _named(clues: Clues, lexicon: Lexicon, icons: IconIndex) -> str:
    """Of the first sentence that names a place; later ones only refine it."""
    if not clues.mentions:
        return ""
    first = clues.mentions[0].sentence
    named = [m.place for m in clues.mentions if m.sentence == first]
    if {"table", "room"} <= set(named) and any(_is_food(s, icons) for s in clues.subjects):
        return "table"
    chosen = named[0]
    for place in named[1:]:
        if chosen in lexicon.prevails.get(place, ()):
            chosen = place
    return chosen


def _home(clues: Clues, lexicon: Lexicon, icons: IconIndex) -> str:
    """Where the subjects belong when the prompt names no place."""
    subjects = clues.subjects
    homes = [lexicon.homes[s.icon] for s in subjects if s.icon in lexicon.homes]
    if "cliff" in clues.features:
        return "sea" if "sea" in homes else "mountains"
    if not subjects:
        landscape = clues.landscape or clues.features
        return clues.hint or ("mountains" if landscape else "abstract")
    if any(subject.icon in CONTAINERS for subject in subjects):
        return "table"
    hint = clues.hint
    if hint == "air" and any(lexicon.elements.get(s.icon) != "air" for s in subjects):
        hint = ""
    usual = PLACE_OF_GROUP.get(icons.groups.get(subjects[0].icon, 7), "meadow")
    return homes[0] if homes else hint or usual


def _is_food(subject: Subject, icons: IconIndex) -> bool:
    return subject.icon in CONTAINERS or icons.groups.get(subject.icon) == FOOD


def _stays_ashore(clues: Clues, lexicon: Lexicon) -> bool:
    """Whether all who are seen at sea can neither swim nor fly, nor stand on a rock in it."""
    return (
        bool(clues.subjects)
        and "cliff" not in clues.features
        and all(
            s.icon not in lexicon.elements
            and lexicon.homes.get(s.icon) != "underwater"
            and lexicon.tallness.get(s.icon, 0) < TALL
            for s in clues.subjects
        )
    )
