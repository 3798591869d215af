"""How the members of one group arrange themselves: in ranks, in a heap, in a flock. Pure."""

import math
import random
from dataclasses import dataclass

from limner.providers.sketch.stage import Floor, Placed
from limner.providers.sketch.svg import Point

CANDIDATES = 16
"""Places tried for each member of a flock; the one farthest from the others is taken."""

WIDEST_RANK = 7
MEMBER_STEP = 0.86
LARGE_FLOCK = 5
MOST_IN_VASE = 7


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
    shown = min(group.count, MOST_IN_VASE)
    stem = tall * (1.0 if shown == 1 else 0.72 / max(1.0, group.aspect))
    for n in range(shown):
        share = (n + 0.5) / shown - 0.5
        reach = stem * (1.0 - 0.3 * abs(share))
        x = foot[0] + share * tall * 0.3
        y = foot[1] - tall * 0.12 * (n % 2)
        places.append(Placed(group.subject, (x, y), reach, tilt=share * 92))
    return sorted(places, key=lambda place: -abs(place.tilt))


def in_a_flock(group: Group, middle: Point, room: Point, rng: random.Random) -> list[Placed]:
    """Scattered about a point within an ellipse that fits `room`, well apart."""
    mirrored, large = rng.random() < 0.5, group.count >= LARGE_FLOCK
    height = group.height * (0.62 if large else 1.0) / max(1.0, group.aspect * 0.62)
    places: list[Placed] = []
    for _ in range(group.count):
        far = rng.random() * (1.0 if large else 0.4)
        tries = [_in_ellipse(middle, room, rng) for _ in range(CANDIDATES)]
        x, y = max(tries, key=lambda spot: _nearest(spot, places, group.aspect))
        tilt, size = rng.uniform(-9, 9), height * (1.15 - 0.6 * far)
        foot = (x, max(y, middle[1] - room[1] / 2 + size))
        places.append(Placed(group.subject, foot, size, far * 0.5, mirrored, tilt, -1 - far))
    return places


def _in_ellipse(middle: Point, room: Point, rng: random.Random) -> Point:
    reach, angle = math.sqrt(rng.random()), rng.random() * math.tau
    return (
        middle[0] + math.cos(angle) * reach * room[0] * 0.46,
        middle[1] + math.sin(angle) * reach * room[1] * 0.4,
    )


def _nearest(spot: Point, places: list[Placed], aspect: float) -> float:
    """How far the nearest one is, in its own sizes."""
    return min(
        (
            math.hypot((spot[0] - p.foot[0]) / aspect, spot[1] - p.foot[1]) / p.height
            for p in places
        ),
        default=0.0,
    )
