"""Where the subjects stand: a Scene and a Floor in, places out. Pure."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from limner.providers.sketch.grouping import Group, in_a_bunch, in_a_flock, in_a_heap, in_ranks
from limner.providers.sketch.scene import Scene
from limner.providers.sketch.stage import Floor, Placed
from limner.providers.sketch.ties import UPPER_EDGE, Tie, find_ties, in_placing_order, spot_of

MIDDLE_STEP = 3
SIZE_FACTOR = 1.32
STEP_FACTOR = 1.26
MOST_OF_WIDTH = 0.86
MOST_OF_HEIGHT = 0.78
WEIGHTLESS = frozenset({"air", "void"})


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
    carried: Mapping[str, str]
    narrow: frozenset[str]


def lay_out(scene: Scene, floor: Floor, frame: Frame, rng: random.Random) -> list[Placed]:
    """Places for every one of every subject, from back to front."""
    return _Layout(scene, floor, frame, rng).places() if scene.subjects else []


class _Layout:
    def __init__(self, scene: Scene, floor: Floor, frame: Frame, rng: random.Random) -> None:
        self._subjects = scene.subjects
        self._floor = floor
        self._frame = frame
        self._rng = rng
        self._ties = in_placing_order(find_ties(scene.subjects, frame.carried))
        self._groups = self._sized_groups()
        self._placed: dict[int, list[Placed]] = {}

    def places(self) -> list[Placed]:
        movers = {tie.mover for tie in self._ties}
        roots = [i for i in range(len(self._subjects)) if i not in movers]
        flying = [i for i in roots if self._flies(i)]
        self._stand([i for i in self._row_order(roots) if i not in flying])
        for number, i in enumerate(flying):
            self._fly(i, (number + 1) / (len(flying) + 1))
        for tie in self._ties:
            self._attach(tie)
        return sorted((p for group in self._placed.values() for p in group), key=lambda p: p.order)

    def _sized_groups(self) -> list[Group]:
        """Each subject's group, as tall as it would be where perspective is one."""
        frame, movers = self._frame, {tie.mover for tie in self._ties}
        steps = [frame.tallness.get(s.icon, MIDDLE_STEP) for s in self._subjects]
        lead = max((step for i, step in enumerate(steps) if i not in movers), default=steps[0])
        hero = min(frame.width, frame.height) * self._floor.hero * (0.92 + 0.07 * lead)
        groups = []
        for i, subject in enumerate(self._subjects):
            crowd = 1.0 if subject.count == 1 else 1.15 / math.sqrt(subject.count) + 0.08
            below = any(tie.anchor == i and tie.bond == "above" for tie in self._ties)
            full = any(
                tie.anchor == i and (subject.icon in frame.narrow or tie.bond == "inside")
                for tie in self._ties
            )
            height = hero * STEP_FACTOR ** (steps[i] - lead) * crowd * SIZE_FACTOR**subject.size
            height *= 0.74 if below or full else 1.0
            aspect = frame.aspect(subject.icon)
            tallest = min(frame.width * 0.8 / aspect, frame.height * MOST_OF_HEIGHT)
            groups.append(Group(i, subject.count, aspect, min(height, tallest)))
        return groups

    def _flies(self, i: int) -> bool:
        element = self._frame.elements.get(self._subjects[i].icon)
        if self._floor.surface in WEIGHTLESS:
            return True
        if self._floor.surface == "seabed":
            return element == "water"
        return element == "air" and self._floor.surface != "table"

    def _row_order(self, roots: Sequence[int]) -> list[int]:
        order: list[int] = []
        for i in roots:
            link = self._subjects[i].link
            if link and link.relation == "beside_left" and link.target in order:
                order.insert(order.index(link.target), i)
            else:
                order.append(i)
        return order

    def _stand(self, row: Sequence[int]) -> None:
        """One row on the floor, fitted to the width, its middle off centre."""
        if not row:
            return
        gap = 0.1 * max(self._groups[i].width for i in row)
        total = sum(self._groups[i].width for i in row) + gap * (len(row) - 1)
        scale = min(1.0, self._frame.width * MOST_OF_WIDTH / total)
        x = self._row_middle(total * scale) - total * scale / 2
        for i in row:
            group = replace(self._groups[i], height=self._groups[i].height * scale)
            self._groups[i] = group
            foot = (x + group.width / 2, self._floor.base)
            self._placed[i] = in_ranks(group, foot, self._floor, self._rng)
            x += group.width + gap * scale

    def _row_middle(self, total: float) -> float:
        wide = self._frame.width
        margin = total / 2 + wide * 0.05
        if self._floor.surface == "table" or wide < self._frame.height * 0.8 or margin * 2 > wide:
            return wide / 2
        third = wide * (0.4 if self._frame.light > 0.5 else 0.6)
        return min(max(third, margin), wide - margin)

    def _fly(self, i: int, share: float) -> None:
        """In the open sky (or deep in water): one alone off centre, many as a loose flock."""
        frame, group, rng = self._frame, self._groups[i], self._rng
        if self._floor.surface in (*WEIGHTLESS, "seabed"):
            top, bottom = frame.height * 0.14, frame.height * 0.8
        else:
            top, bottom = frame.height * 0.1, min(self._floor.horizon, frame.height * 0.8)
            group = replace(
                group,
                height=min(
                    group.height, (bottom - top) * (0.8 if len(self._subjects) == 1 else 0.62)
                ),
            )
        y = (top + bottom) / 2 + group.height * 0.38
        x = frame.width * share
        if share == 0.5:
            x = frame.width * (0.44 if frame.light > 0.5 else 0.56)
        if group.count == 1:
            tilt = rng.uniform(-5, 5)
            alone = Placed(i, (x, y), group.height, 0.0, rng.random() < 0.5, tilt, order=-1)
            self._placed[i] = [alone]
        else:
            room = (frame.width * 0.8, bottom - top)
            middle = (frame.width * share, (top + bottom) / 2 + room[1] * 0.08)
            self._placed[i] = in_a_flock(group, middle, room, rng)

    def _attach(self, tie: Tie) -> None:
        """Places a group by the middle one of the group it is tied to."""
        members = self._placed[tie.anchor]
        anchor = members[len(members) // 2]
        icon = self._subjects[tie.anchor].icon
        size = (anchor.height * self._frame.aspect(icon), anchor.height)
        side = -1 if anchor.foot[0] > self._frame.width / 2 else 1
        group = self._groups[tie.mover]
        seat = self._frame.tops.get(icon, UPPER_EDGE)
        spot = spot_of(tie.bond, anchor, size, group.height, seat, side)
        headroom = max(self._frame.height * 0.04, spot.foot[1] - self._frame.height * 0.03)
        group = replace(group, height=min(group.height * spot.scale, headroom))
        if tie.bond in ("inside", "on") and group.width > size[0] * 0.86:
            group = replace(group, height=group.height * size[0] * 0.86 / group.width)
        self._groups[tie.mover] = group
        if tie.bond == "inside" and icon in self._frame.narrow:
            neck = (anchor.foot[0], anchor.foot[1] - size[1] * 0.7)
            places = in_a_bunch(group, neck, min(size[1] * 1.05, neck[1] * 0.94))
        elif tie.bond == "inside" and group.count > 1:
            rim = (anchor.foot[0], anchor.foot[1] - size[1] * 0.78)
            places = in_a_heap(group, rim, size[0] * 0.8)
        else:
            level = Floor(self._floor.surface, spot.foot[1] - 1, spot.foot[1] - 0.02, spot.foot[1])
            places = in_ranks(group, spot.foot, level, self._rng)
        floating = self._floor.surface == "water" and tie.bond == "on"
        touches = tie.bond not in ("inside", "over", "aloft", "above") and not floating
        self._placed[tie.mover] = [
            replace(place, distance=anchor.distance, order=spot.order + n * 0.001, grounded=touches)
            for n, place in enumerate(places)
        ]
