"""From a prompt to a Scene: who is there, where, when, how many and how they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from limner.providers.sketch.colour import Colour
from limner.providers.sketch.iconset import IconIndex, has_icon
from limner.providers.sketch.lexicon import Lexicon
from limner.providers.sketch.scene import Link, Relation, Scene, Subject
from limner.providers.sketch.setting import CONTAINERS, Clues, Mention, setting_of
from limner.providers.sketch.words import Found, find_terms

MOST_SUBJECTS = 6
MOST_OF_ONE = 40
PLURAL_MEANS = 3
HEAP_MEANS = 9
BUILDING = 6
"""From this step of the visual scale on, things hide whoever is in them."""

SIZE_STEPS = {"tiny": -2, "small": -1, "large": 1, "huge": 2}
SENTENCE_ENDS = frozenset(".;!?\n")
RELATIONS: Mapping[str, Relation] = {name: name for name in get_args(Relation)}
WEAK = frozenset({"holds", "inside", "beside"})
SURROUNDINGS = frozenset({"places", "hints", "times", "weather", "seasons", "features"})


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and the adjectives waiting for their noun."""

    subjects: list[Subject] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    sentence: int = 0
    scene_colour: Colour | None = None
    material: Colour | None = None
    count: int | None = None
    colour: Colour | None = None
    size: int = 0
    relation: Relation | None = None
    negated: bool = False
    adjacent: bool = False
    """Whether the last term was a noun, so that another one makes a compound with it."""

    def forget_adjectives(self) -> None:
        self.count, self.colour, self.size, self.relation = None, None, 0, None
        self.negated = False


def read_prompt(prompt: str, negative: str, lexicon: Lexicon, icons: IconIndex) -> Scene:
    """The scene of a prompt, without what the negative prompt names."""
    reading = _Reading()
    for found in find_terms(prompt, lexicon, icons):
        _take(reading, found, lexicon)
    unwanted = {found.term for found in find_terms(negative, lexicon, icons)}
    values = {term.value for term in unwanted if term.kind != "ignored"}
    subjects = _without(reading.subjects, values)
    kept = {kind: value for kind, value in reading.found.items() if value not in values}
    clues = Clues(
        [mention for mention in reading.mentions if mention.place not in values],
        kept.get("hints", ""),
        subjects,
        reading.features - values,
        landscape=bool(kept.keys() & {"times", "weather", "seasons"}),
    )
    time = kept.get("times") or (
        "night" if reading.features & {"stars", "moon", "aurora", "fireworks"} else ""
    )
    return Scene(
        place=setting_of(clues, lexicon, icons),
        time=time or "day",
        weather=kept.get("weather", "clear"),
        season=kept.get("seasons", "winter" if kept.get("weather") == "snow" else "summer"),
        mood=kept.get("moods", ""),
        subjects=subjects,
        features=frozenset(reading.features - values),
        colour=reading.scene_colour,
        material=reading.material,
        style=kept.get("styles", "auto"),
    )


def _take(reading: _Reading, found: Found, lexicon: Lexicon) -> None:
    kind, value = found.term.kind, found.term.value
    if kind == "noun":
        _take_noun(reading, found, lexicon)
        return
    if kind in SURROUNDINGS:
        if kind == "places" and reading.adjacent and reading.subjects[-1].icon in lexicon.growing:
            reading.subjects.pop()
            value = "garden" if value == "meadow" else value
        _take_surroundings(reading, kind, value)
    elif kind in ("moods", "styles"):
        reading.found.setdefault(kind, value)
    elif kind == "pronoun":
        _link_back(reading)
    elif kind == "relations":
        reading.relation = _stronger(reading.relation, RELATIONS[value])
    else:
        reading.sentence += kind == "break" and found.text in SENTENCE_ENDS
        _take_adjective(reading, kind, value)
    reading.adjacent = False


def _link_back(reading: _Reading) -> None:
    """Of "a chair, a cat on it" the chair is what the cat is on."""
    if reading.relation and len(reading.subjects) > 1:
        last = len(reading.subjects) - 1
        own = replace(reading.subjects[last], link=None)
        anchor = replace(reading.subjects[last - 1], link=Link(reading.relation, last))
        reading.subjects[last - 1 :] = [anchor, own]
    reading.forget_adjectives()


def _stronger(before: Relation | None, now: Relation) -> Relation:
    """Of "on the side of" the "on" is meant: a weak word does not replace a telling one."""
    return before if before and before not in WEAK and now in WEAK else now


def _take_adjective(reading: _Reading, kind: str, value: str) -> None:
    if kind == "counts":
        reading.count = min(MOST_OF_ONE, int(value))
    elif kind == "colours":
        reading.colour = value
    elif kind == "materials":
        reading.material = value
    elif kind == "sizes":
        reading.size = SIZE_STEPS[value]
    elif kind == "negation":
        reading.negated = True
    elif kind == "break":
        reading.forget_adjectives()


def _take_surroundings(reading: _Reading, kind: str, value: str) -> None:
    if not reading.negated:
        if kind == "features":
            reading.features.add(value)
        elif kind == "places":
            reading.mentions.append(Mention(value, reading.sentence))
        else:
            reading.found.setdefault(kind, value)
        if reading.colour and (kind == "places" or value == "room"):
            reading.scene_colour = reading.colour
    if kind in ("places", "hints", "features"):
        reading.forget_adjectives()


def _take_noun(reading: _Reading, found: Found, lexicon: Lexicon) -> None:
    icon = found.term.value
    if icon in lexicon.clothes and _worn(reading, lexicon):
        wearer = reading.subjects[-1]
        if reading.colour and wearer.icon in lexicon.standing:
            reading.subjects[-1] = replace(wearer, colour=reading.colour)
        reading.forget_adjectives()
        return
    if reading.negated or not has_icon(icon):
        reading.forget_adjectives()
        return
    if reading.adjacent and reading.subjects and reading.count is None:
        _make_compound(reading, icon, found, lexicon)
        return
    count = _count(reading, found, lexicon)
    link = _link(reading, icon, lexicon)
    if link and link.relation == "holds" and found.plural and reading.count is None:
        count = HEAP_MEANS
    said_before = reading.count is None and any(s.icon == icon for s in reading.subjects)
    if len(reading.subjects) < MOST_SUBJECTS and not said_before:
        reading.subjects.append(Subject(icon, count, reading.colour, reading.size, link=link))
    reading.forget_adjectives()
    reading.adjacent = True


def _count(reading: _Reading, found: Found, lexicon: Lexicon) -> int:
    one_of_many = reading.count == 1 and found.text in lexicon.gatherings
    if found.text in lexicon.collective and (reading.count is None or one_of_many):
        return lexicon.collective[found.text]
    if found.plural and reading.count in (None, 1):
        return PLURAL_MEANS
    return reading.count if reading.count is not None else 1


def _worn(reading: _Reading, lexicon: Lexicon) -> bool:
    """Whether clothes named now are worn by the last subject: "in" by any, "with" by people."""
    if not reading.subjects:
        return False
    person = reading.subjects[-1].icon in lexicon.standing
    return reading.relation == "inside" or (person and reading.relation == "beside")


def _link(reading: _Reading, icon: str, lexicon: Lexicon) -> Link | None:
    if not reading.relation or not reading.subjects:
        return None
    relation = reading.relation
    if relation == "holds" and reading.subjects[-1].icon not in CONTAINERS:
        relation = "beside"
    if relation == "inside" and _hides_all(icon, lexicon):
        relation = "front"
    return Link(relation, len(reading.subjects) - 1)


def _hides_all(icon: str, lexicon: Lexicon) -> bool:
    """Whether one in it would not be seen: a tree or a building, but no boat."""
    return lexicon.tallness.get(icon, 0) >= BUILDING and icon not in lexicon.elements


def _make_compound(reading: _Reading, icon: str, found: Found, lexicon: Lexicon) -> None:
    """Of two nouns side by side the second is meant, unless one is what the other wears."""
    before = reading.subjects[-1]
    count = PLURAL_MEANS if found.plural and before.count == 1 else before.count
    if found.text in lexicon.kinds:
        reading.subjects[-1] = replace(before, count=count)
        return
    if icon in lexicon.costumes:
        reading.subjects[-1] = replace(before, count=count, costume=icon)
        return
    costume = before.icon if before.icon in lexicon.costumes else None
    reading.subjects[-1] = replace(before, icon=icon, count=count, costume=costume)


def _without(subjects: list[Subject], unwanted: set[str]) -> tuple[Subject, ...]:
    """The subjects left, with links that still point at what they mean."""
    kept = [i for i, subject in enumerate(subjects) if subject.icon not in unwanted]
    places = {old: new for new, old in enumerate(kept)}
    left = []
    for i in kept:
        link = subjects[i].link
        if link:
            link = Link(link.relation, places[link.target]) if link.target in places else None
        left.append(replace(subjects[i], link=link))
    return tuple(left)
