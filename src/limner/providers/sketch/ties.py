"""Who is placed by whom: "a cat on a chair" puts the chair first and the cat upon it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from limner.providers.sketch.scene import Relation, Subject
from limner.providers.sketch.stage import Placed
from limner.providers.sketch.svg import Point

Bond = Relation | Literal["over", "aloft"]
"""How a mover stands to its anchor; `over` is carried overhead, `aloft` held by a string."""

UPPER_EDGE = 0.94
"""Where one sits on a thing whose seat is not known, as a share of its height."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two subjects by their places among the subjects."""

    mover: int
    anchor: int
    bond: Bond


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mover goes: its foot, a factor for its height, when it is painted."""

    foot: Point
    scale: float
    order: float


def find_ties(subjects: Sequence[Subject], carried: Mapping[str, str]) -> list[Tie]:
    """The ties of the subjects, each mover tied once; `carried` tells how icons are held."""
    ties: list[Tie] = []
    for i, subject in enumerate(subjects):
        link = subject.link
        held = subject.icon in carried and subject.count == 1
        if link is None or (link.relation in ("beside", "beside_left") and not held):
            continue
        tie = Tie(link.target, i, link.relation)
        if link.relation == "holds":
            tie = Tie(i, link.target, "inside")
        elif held and link.relation in ("under", "beside", "beside_left"):
            tie = Tie(i, link.target, "aloft" if carried[subject.icon] == "aloft" else "over")
        if all(tie.mover != other.mover for other in ties):
            ties.append(tie)
    return ties


def in_placing_order(ties: Sequence[Tie]) -> list[Tie]:
    """Ties whose anchors are placed before their movers."""
    waiting, ordered = list(ties), list[Tie]()
    while waiting:
        movers = {tie.mover for tie in waiting}
        free = [tie for tie in waiting if tie.anchor not in movers]
        ordered += free
        waiting = [tie for tie in waiting if tie.anchor in movers]
        if not free:
            break
    return ordered


def spot_of(bond: Bond, anchor: Placed, size: Point, tall: float, seat: float, side: int) -> Spot:
    """Where a mover `tall` high goes by an anchor of that size (wide, high).

    `seat` is the share of the anchor's height at which one sits on it, `side` the freer side
    (-1 left, 1 right).
    """
    x, y = anchor.foot
    wide, high = size
    before, after = anchor.order + 0.5, anchor.order - 0.5
    spots: dict[Bond, Spot] = {
        "on": Spot((x, y - high * seat), 0.92, before),
        "under": Spot(
            (x + side * wide * 0.2, y + high * 0.03), min(0.9, 0.42 * high / tall), before
        ),
        "behind": Spot((x + side * wide * 0.42, y - high * 0.07), 0.92, after),
        "front": Spot((x + side * wide * 0.3, y + high * 0.07), 0.95, before),
        "over": Spot((x + side * wide * 0.12, y - high * 0.4), 1.05, after),
        "aloft": Spot((x + side * wide * 0.5, y - high * 0.55), 0.8, after),
        "above": Spot((x, y - high * 1.1 - tall * 0.1), 0.85, after),
    }
    return spots.get(bond, Spot((x, y - high * 0.62), 0.95, after))
