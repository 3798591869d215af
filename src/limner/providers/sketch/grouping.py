"""How the members of one group arrange themselves: in ranks, in a heap, in a flock. Pure."""

import math
import random
from dataclasses import dataclass

from limner.providers.sketch.stage import Floor, Placed
from limner.providers.sketch.svg import Point

GOLDEN_ANGLE = 2.399963
WIDEST_RANK = 7
MEMBER_STEP = 0.86
LARGE_FLOCK = 5


@dataclass(frozen=True, slots=True)
class Group:
    """One subject as often as it counts: its place among the subjects, its members' shape."""

    subject: int
    count: int
    aspect: float
    height: float

    @property
    def width(self) -> float:
        """What the group takes up when it stands in ranks."""
        return self.height * self.aspect * (1 + MEMBER_STEP * (min(self.count, WIDEST_RANK) - 1))


def in_ranks(group: Group, foot: Point, floor: Floor, rng: random.Random) -> list[Placed]:
    """Side by side on the floor, the later ranks farther away; `foot` is the group's middle."""
    if group.count == 1:
        return [Placed(group.subject, foot, group.height, 0.0, rng.random() < 0.5, order=foot[1])]
    ranks = 1 if group.count <= 4 else (2 if group.count <= 12 else 3)
    room = group.width - group.height * group.aspect
    places = []
    for n in range(group.count):
        rank = n % ranks
        in_rank = (group.count - rank + ranks - 1) // ranks
        share = (n // ranks) / (in_rank - 1) if in_rank > 1 else 0.5
        spread = 0.55 if ranks == 1 and n % 2 else 0.15
        depth = (rank * 0.38 + rng.uniform(0, spread)) * (floor.base - floor.far)
        y = foot[1] - depth
        size = group.height * floor.perspective(y) * rng.uniform(0.92, 1.06)
        distance = depth / max(1.0, floor.base - floor.horizon)
        x = foot[0] + (share - 0.5) * room
        places.append(Placed(group.subject, (x, y), size, distance, order=y))
    return places


def in_a_heap(group: Group, foot: Point, wide: float) -> list[Placed]:
    """Piled in a container: rows that narrow upwards, the lowest partly hidden; top ones first."""
    across = max(3, math.ceil((math.sqrt(8 * group.count + 1) - 1) / 2))
    one = wide / (across + 0.1)
    height = one / group.aspect
    places: list[Placed] = []
    row = 0
    while len(places) < group.count:
        in_row = min(max(1, across - row), group.count - len(places))
        y = foot[1] + height * (0.3 - 0.72 * row)
        for n in range(in_row):
            x = foot[0] + (n - (in_row - 1) / 2) * one * 0.98
            places.append(Placed(group.subject, (x, y), height, mirrored=n % 2 == 1))
        row += 1
    return places[::-1]


def in_a_bunch(group: Group, foot: Point, tall: float) -> list[Placed]:
    """Stems that fan out of a narrow neck at `foot`, the outer ones first."""
    places = []
    for n in range(group.count):
        share = (n + 0.5) / group.count - 0.5
        reach = tall * (1.0 - 0.5 * abs(share))
        x = foot[0] + share * tall * 0.16
        places.append(Placed(group.subject, (x, foot[1]), reach, tilt=share * 78))
    return sorted(places, key=lambda place: -abs(place.tilt))


def in_a_flock(group: Group, middle: Point, room: Point, rng: random.Random) -> list[Placed]:
    """Scattered evenly about a point, within an ellipse that fits `room`."""
    mirrored, start = rng.random() < 0.5, rng.random() * math.tau
    large = group.count >= LARGE_FLOCK
    height = group.height * (0.62 if large else 1.0) / max(1.0, group.aspect * 0.62)
    places = []
    for n in range(group.count):
        reach = math.sqrt((n + 0.35) / group.count)
        angle = start + n * GOLDEN_ANGLE
        x = middle[0] + math.cos(angle) * reach * room[0] * 0.46
        y = middle[1] + math.sin(angle) * reach * room[1] * 0.36
        far = rng.random() * (1.0 if large else 0.4)
        tilt = rng.uniform(-9, 9)
        size = height * (1.15 - 0.6 * far)
        places.append(Placed(group.subject, (x, y), size, far * 0.5, mirrored, tilt, -1 - far))
    return places
