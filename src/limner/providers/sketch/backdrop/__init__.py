"""The places a scene can be in, each a function from an empty stage to its floor."""

from collections.abc import Callable, Mapping

from limner.providers.sketch.backdrop.abstract import abstract
from limner.providers.sketch.backdrop.cosmos import air, moon, space
from limner.providers.sketch.backdrop.indoors import room, studio, table
from limner.providers.sketch.backdrop.land import desert, forest, garden, hills, meadow, mountains
from limner.providers.sketch.backdrop.town import city, street
from limner.providers.sketch.backdrop.water import beach, lake, sea, underwater
from limner.providers.sketch.stage import Floor, Stage

Backdrop = Callable[[Stage], Floor]

BACKDROPS: Mapping[str, Backdrop] = {
    place.__name__: place
    for place in (
        abstract, air, beach, city, desert, forest, garden, hills, lake, meadow, moon, mountains,
        room, sea, space, street, studio, table, underwater,
    )
}  # fmt: skip
