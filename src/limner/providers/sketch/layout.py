"""Where the subjects stand: a Scene and a Floor in, places out. Pure."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from limner.providers.sketch.scene import Relation, Scene, Subject
from limner.providers.sketch.stage import Floor, Placed
from limner.providers.sketch.svg import Point

MIDDLE_STEP = 3
SIZE_FACTOR = 1.32
MOST_OF_WIDTH = 0.86
FLOCK = 5
"""From so many on, things in the air fly as a flock rather than in a row."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What layout needs to know of the picture and the icons."""

    width: float
    height: float
    light: float
    aspect: Callable[[str], float]
    tallness: Mapping[str, int]
    elements: Mapping[str, str]
    tops: Mapping[str, float]
    carried: frozenset[str]

    @property
    def short(self) -> float:
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class _Tie:
    mover: int
    anchor: int
    relation: Relation | Literal["over"]


def lay_out(scene: Scene, floor: Floor, frame: Frame, rng: random.Random) -> list[Placed]:
    """Places for every one of every subject, from back to front."""
    if not scene.subjects:
        return []
    ties = _ties(scene.subjects, frame)
    movers = {tie.mover for tie in ties}
    heights = _heights(scene.subjects, floor, frame, ties)
    roots = [i for i in range(len(scene.subjects)) if i not in movers]
    placed: dict[int, list[Placed]] = {}
    flying = [i for i in roots if _flies(scene.subjects[i], floor, frame)]
    standing = [i for i in roots if i not in flying]
    _stand(scene, floor, frame, rng, _row_order(scene.subjects, standing), heights, placed)
    for number, i in enumerate(flying):
        share = (number + 1) / (len(flying) + 1)
        placed[i] = _fly(scene.subjects[i], i, floor, frame, rng, heights[i], share)
    for tie in sorted(ties, key=lambda t: -t.anchor):
        _attach(scene, tie, floor, frame, rng, heights, placed)
    return sorted((p for group in placed.values() for p in group), key=lambda p: p.order)


def _ties(subjects: Sequence[Subject], frame: Frame) -> list[_Tie]:
    """Who is placed by whom: in "a cat on a chair" the chair comes first, though told last."""
    ties: list[_Tie] = []
    moving: set[int] = set()
    for i, subject in enumerate(subjects):
        link = subject.link
        if link is None or link.relation in ("beside", "beside_left"):
            continue
        mover, anchor = (i, link.target) if link.relation == "holds" else (link.target, i)
        relation: Relation | Literal["over"] = "inside" if link.relation == "holds" else link.relation
        if relation == "under" and subjects[anchor].icon in frame.carried:
            mover, anchor, relation = anchor, mover, "over"
        if mover not in moving and not any(t.mover == anchor and t.anchor == mover for t in ties):
            ties.append(_Tie(mover, anchor, relation))
            moving.add(mover)
    return ties


def _heights(
    subjects: Sequence[Subject], floor: Floor, frame: Frame, ties: Sequence[_Tie]
) -> list[float]:
    """How tall each subject is where the floor's perspective is one."""
    steps = [frame.tallness.get(s.icon, MIDDLE_STEP) for s in subjects]
    movers = {tie.mover for tie in ties}
    lead = max((step for i, step in enumerate(steps) if i not in movers), default=steps[0])
    heights = []
    for subject, step in zip(subjects, steps, strict=True):
        grown = 0.92 + 0.07 * lead
        relative = 1.26 ** max(-6, step - lead)
        crowd = 1.0 if subject.count == 1 else 1.15 / math.sqrt(subject.count) + 0.08
        height = frame.short * floor.hero * grown * relative * crowd * SIZE_FACTOR**subject.size
        widest = frame.width * 0.8 / frame.aspect(subject.icon)
        heights.append(min(height, widest, frame.height * 0.78))
    for tie in ties:
        if tie.relation == "above":
            heights[tie.anchor] *= 0.74
    return heights


def _flies(subject: Subject, floor: Floor, frame: Frame) -> bool:
    if floor.surface in ("air", "void"):
        return True
    element = frame.elements.get(subject.icon)
    if floor.surface == "seabed":
        return element == "water"
    return element == "air" and floor.surface != "table"


def _row_order(subjects: Sequence[Subject], standing: list[int]) -> list[int]:
    order: list[int] = []
    for i in standing:
        link = subjects[i].link
        if link and link.relation == "beside_left" and link.target in order:
            order.insert(order.index(link.target), i)
        else:
            order.append(i)
    return order


def _stand(
    scene: Scene,
    floor: Floor,
    frame: Frame,
    rng: random.Random,
    order: list[int],
    heights: list[float],
    placed: dict[int, list[Placed]],
) -> None:
    """One row on the floor, fitted to the width, its middle off centre."""
    if not order:
        return
    groups = {i: _group_width(scene.subjects[i], heights[i], frame) for i in order}
    gap = 0.1 * max(groups.values())
    total = sum(groups.values()) + gap * (len(order) - 1)
    scale = min(1.0, frame.width * MOST_OF_WIDTH / total)
    for i in order:
        heights[i] *= scale
    x = _row_middle(frame, floor, total * scale) - total * scale / 2
    for i in order:
        wide = groups[i] * scale
        placed[i] = _group(scene.subjects[i], i, (x + wide / 2, floor.base), wide, heights[i], floor, rng, frame)
        x += wide + gap * scale


def _row_middle(frame: Frame, floor: Floor, total: float) -> float:
    centred = floor.surface == "table" or frame.width < frame.height * 0.8
    if centred:
        return frame.width / 2
    thirds = frame.width * (0.4 if frame.light > 0.5 else 0.6)
    margin = total / 2 + frame.width * 0.05
    return min(max(thirds, margin), frame.width - margin) if margin < frame.width / 2 else frame.width / 2


def _group_width(subject: Subject, height: float, frame: Frame) -> float:
    one = height * frame.aspect(subject.icon)
    return one if subject.count == 1 else one * (1 + 0.86 * (min(subject.count, 7) - 1))


def _group(
    subject: Subject, i: int, foot: Point, wide: float, height: float, floor: Floor,
    rng: random.Random, frame: Frame,
) -> list[Placed]:  # fmt: skip
    """A subject as often as it counts, in up to two or three ranks."""
    ranks = 1 if subject.count <= 4 else (2 if subject.count <= 12 else 3)
    places = []
    one = height * frame.aspect(subject.icon)
    for n in range(subject.count):
        rank = n % ranks
        in_rank = (subject.count - rank + ranks - 1) // ranks
        share = (n // ranks) / (in_rank - 1) if in_rank > 1 else 0.5
        x = foot[0] + (share - 0.5) * max(0.0, wide - one)
        depth = 0.0
        if subject.count > 1:
            depth = (rank * 0.55 + rng.uniform(0, 0.22)) * (floor.base - floor.far) * 0.7
        y = foot[1] - depth
        size = height * floor.perspective(y) * (rng.uniform(0.92, 1.06) if subject.count > 1 else 1.0)
        distance = depth / max(1.0, floor.base - floor.horizon)
        places.append(Placed(i, (x, y), size, distance, _mirrored(subject, rng), order=y))
    return places


def _mirrored(subject: Subject, rng: random.Random) -> bool:
    return subject.count == 1 and rng.random() < 0.5


def _fly(
    subject: Subject, i: int, floor: Floor, frame: Frame, rng: random.Random,
    height: float, share: float,
) -> list[Placed]:  # fmt: skip
    """In the open sky (or deep in water): one alone off centre, many as a loose flock."""
    top, bottom = frame.height * 0.1, min(floor.horizon, frame.height * 0.8)
    if floor.surface in ("air", "void", "seabed"):
        top, bottom = frame.height * 0.14, frame.height * 0.8
        middle = (frame.width * share, (top + bottom) / 2 + height * 0.4)
    else:
        height = min(height, (bottom - top) * 0.62)
        middle = (frame.width * share, top + (bottom - top) * 0.5 + height * 0.35)
    if subject.count == 1:
        x = middle[0] if share != 0.5 else frame.width * (0.44 if frame.light > 0.5 else 0.56)
        return [Placed(i, (x, middle[1]), height, 0.0, rng.random() < 0.5, rng.uniform(-5, 5), order=-1)]
    tall = height * (0.62 if subject.count >= FLOCK else 1.0)
    return _flock(subject, i, middle, (frame.width * 0.8, bottom - top), tall, frame.aspect(subject.icon), rng)


def _flock(
    subject: Subject, i: int, middle: Point, room: Point, height: float, aspect: float,
    rng: random.Random,
) -> list[Placed]:  # fmt: skip
    places = []
    mirrored = rng.random() < 0.5
    start = rng.random() * math.tau
    for n in range(subject.count):
        reach = math.sqrt((n + 0.35) / subject.count)
        angle = start + n * 2.399963
        x = middle[0] + math.cos(angle) * reach * room[0] * 0.46
        y = middle[1] + math.sin(angle) * reach * room[1] * 0.36
        far = rng.random() if subject.count >= FLOCK else rng.random() * 0.4
        size = height * (1.15 - 0.6 * far) / max(1.0, aspect * 0.62)
        places.append(Placed(i, (x, y), size, far * 0.5, mirrored, rng.uniform(-9, 9), order=-1 - far))
    return places


def _attach(
    scene: Scene, tie: _Tie, floor: Floor, frame: Frame, rng: random.Random,
    heights: list[float], placed: dict[int, list[Placed]],
) -> None:  # fmt: skip
    """Places a group by the one it is tied to."""
    mover = scene.subjects[tie.mover]
    if tie.anchor not in placed:
        placed[tie.mover] = _group(
            mover, tie.mover, (frame.width / 2, floor.base),
            _group_width(mover, heights[tie.mover], frame), heights[tie.mover], floor, rng, frame,
        )  # fmt: skip
        return
    anchor = placed[tie.anchor][len(placed[tie.anchor]) // 2]
    size = (anchor.height * frame.aspect(scene.subjects[tie.anchor].icon), anchor.height)
    side = -1 if anchor.foot[0] > frame.width / 2 else 1
    top = frame.tops.get(scene.subjects[tie.anchor].icon, 0.94)
    foot, scale, order = _spot(tie.relation, anchor, size, (heights[tie.mover], top), side)
    tall = heights[tie.mover] * scale
    tall = min(tall, max(frame.height * 0.04, foot[1] - frame.height * 0.03))
    group = _group_width(mover, tall, frame)
    if tie.relation in ("inside", "on") and group > size[0] * 0.86:
        tall *= size[0] * 0.86 / group
        group = size[0] * 0.86
    if tie.relation == "inside" and mover.count > 1:
        places = _heap(mover, tie.mover, (anchor.foot[0], anchor.foot[1] - size[1] * 0.78), size[0] * 0.8, frame)
    else:
        places = _group(mover, tie.mover, foot, group, tall, _level(floor, foot[1]), rng, frame)
    placed[tie.mover] = [
        Placed(p.subject, p.foot, p.height, anchor.distance, p.mirrored, p.tilt, order + n * 0.001)
        for n, p in enumerate(places)
    ]


def _heap(subject: Subject, i: int, foot: Point, wide: float, frame: Frame) -> list[Placed]:
    """Things piled in a container: rows that narrow upwards, the lowest half hidden."""
    across = max(3, math.ceil((math.sqrt(8 * subject.count + 1) - 1) / 2))
    one = wide / (across + 0.1)
    height = one / frame.aspect(subject.icon)
    places: list[Placed] = []
    row = 0
    while len(places) < subject.count:
        in_row = min(max(1, across - row), subject.count - len(places))
        for n in range(in_row):
            x = foot[0] + (n - (in_row - 1) / 2) * one * 0.98
            y = foot[1] + height * (0.3 - 0.72 * row)
            places.append(Placed(i, (x, y), height, 0.0, n % 2 == 1))
        row += 1
    return places[::-1]


def _spot(
    relation: Relation | Literal["over"], anchor: Placed, size: Point, mover: Point, side: int
) -> tuple[Point, float, float]:
    """The foot, a factor for the height, and the painting order, relative to the anchor.

    `mover` is how tall the mover is and at which share of the anchor's height it would sit.
    """
    x, y = anchor.foot
    wide, high = size
    tall, top = mover
    if relation == "on":
        return (x, y - high * top), 0.92, anchor.order + 0.5
    if relation == "under":
        return (x + side * wide * 0.2, y + high * 0.03), min(0.9, 0.42 * high / tall), anchor.order + 0.5
    if relation == "behind":
        return (x + side * wide * 0.42, y - high * 0.07), 0.92, anchor.order - 0.5
    if relation == "front":
        return (x + side * wide * 0.3, y + high * 0.07), 0.95, anchor.order + 0.5
    if relation == "over":
        return (x + side * wide * 0.12, y - high * 0.4), 1.05, anchor.order - 0.2
    if relation == "above":
        return (x, y - high * 1.1 - tall * 0.1), 0.85, anchor.order - 0.2
    return (x, y - high * 0.62), 0.95, anchor.order - 0.5


def _level(floor: Floor, y: float) -> Floor:
    """A floor of no depth at that height, for groups that do not stand on the ground."""
    return Floor(floor.surface, y - 1, y - 0.02, y)
