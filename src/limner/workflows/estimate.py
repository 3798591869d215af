"""What a run may cost, node by node, as far as that is known before it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from limner.errors import RequestError
from limner.models.catalog import Catalog
from limner.models.price import FREE, Price
from limner.nodes.contract import Foreseen, Json
from limner.workflows.foresight import Outlook


@dataclass(frozen=True, slots=True)
class Estimate:
    """The price of each node of a run, None where it is unknown."""

    nodes: Mapping[str, Price | None]

    @property
    def total(self) -> Price | None:
        total = FREE
        for price in self.nodes.values():
            if price is None:
                return None
            total = total.plus(price)
        return total


def estimate(
    outlooks: Mapping[str, Outlook],
    inputs: Json,
    catalog: Catalog,
    *,
    reused: Collection[str],
    perhaps_reused: Collection[str],
) -> Estimate:
    """The prices of nodes by how they will run.

    Reused nodes cost nothing. Those of which results may turn out to stand have no lower bound.
    """
    prices: dict[str, Price | None] = {}
    for node_id, outlook in outlooks.items():
        price = FREE if node_id in reused else _price(outlook, inputs, catalog)
        if price is not None and node_id in perhaps_reused:
            price = Price(0, price.upper)
        prices[node_id] = price
    return Estimate(prices)


def _price(outlook: Outlook, inputs: Json, catalog: Catalog) -> Price | None:
    """What cannot be asked has no price, and what costs nothing costs that for any list."""
    if 0 in (outlook.items, outlook.times):
        return FREE
    some = 1 if outlook.in_list else None
    foreseen = Foreseen(outlook.items or some, inputs, outlook.arriving)
    try:
        price = outlook.node.price(outlook.data, foreseen, catalog)
    except RequestError:
        return None
    if price is None or price == FREE:
        return price
    known = not outlook.in_list or outlook.items is not None
    return price.times(outlook.times) if known and outlook.times is not None else None
