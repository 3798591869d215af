"""The table that every benchmark prints.

A measure alone says as much about the machine as about Limner. So each is taken together with a
floor, in the same run: the least that the work could cost, or what a peer needs for it. What is
held is their ratio.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured value beside its floor; of both, less is better."""

    name: str
    value: float
    floor: float
    unit: str
    at_most: float | None = None
    """The ratio to hold, where there is one."""

    @property
    def ratio(self) -> float:
        return self.value / self.floor

    @property
    def holds(self) -> bool:
        return self.at_most is None or self.ratio <= self.at_most


def report(title: str, measures: list[Measure]) -> None:
    """Print the table.

    Raises:
        SystemExit: a ratio is above what is to be held.
    """
    width = max(len(measure.name) for measure in measures)
    print(f"\n{title}\n{'':{width}}  {'value':>12}  {'floor':>12}  {'ratio':>8}  {'at most':>8}")
    for measure in measures:
        limit = "" if measure.at_most is None else f"{measure.at_most:g}"
        print(
            f"{measure.name:{width}}  {_figure(measure.value, measure.unit)}"
            f"  {_figure(measure.floor, measure.unit)}  {measure.ratio:8.2f}  {limit:>8}"
            f"{'' if measure.holds else '  MISSED'}"
        )
    missed = [measure.name for measure in measures if not measure.holds]
    if missed:
        raise SystemExit(f"{title}: missed by {', '.join(missed)}")


def _figure(value: float, unit: str) -> str:
    return f"{f'{value:.4g} {unit}':>12}"
