"""A node's access to what can be done to kept images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from limner.engine.kept_files import Facts, FileKeeper
from limner.media.assets import Assets, Edit, image_only
from limner.media.files import file_of
from limner.media.names import extension_of
from limner.media.outputs import EDIT, image_output
from limner.nodes.contract import Edited, Json
from limner.storage.queries.assets import AssetRow

Options = TypeVar("Options")


@dataclass(frozen=True, slots=True)
class RunEdits:
    """The edits of one execution of a node (``nodes.contract.Edits``).

    ``settings`` are kept with each image.
    """

    keeper: FileKeeper
    assets: Assets
    settings: Json

    async def make(
        self, edit: Edit[Options], asset_ids: Sequence[str], options: Options, *, kind: str
    ) -> Edited:
        parents = [image_only(row) for row in await self.assets.find_many(asset_ids)]
        image, notes = await self.assets.keep_edited(edit, [row.digest for row in parents], options)
        name = f"{kind}.{extension_of(image.mime_type)}"
        row = await self.keeper.keep(file_of(image), self._facts(name, parents))
        return Edited(image_output(row), notes)

    def _facts(self, name: str, parents: Sequence[AssetRow]) -> Facts:
        """What was made from one image alone still shows what that was asked for."""
        first = parents[0] if len(parents) == 1 else None
        return Facts(
            name,
            EDIT,
            tuple(row.id for row in parents),
            prompt=first.prompt if first else None,
            model=first.model if first else None,
            settings=self.settings,
        )
