"""The writers of a running studio, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from limner.errors import NotConfigured
from limner.text.contract import TextWriter


class Writers:
    """Writers of texts by name (``models.usable.WriterFacts``)."""

    def __init__(self, writers: Iterable[TextWriter]) -> None:
        self._writers = {writer.name: writer for writer in writers}

    def __iter__(self) -> Iterator[TextWriter]:
        return iter(self._writers.values())

    def writer(self, name: str) -> TextWriter:
        """Raises NotConfigured where there is no such writer."""
        writer = self._writers.get(name)
        if writer is None:
            raise NotConfigured(f"There is no provider {name!r:.80} of text models.")
        return writer

    def title(self, name: str) -> str:
        return self._writers[name].title if name in self._writers else name

    def own_address(self, name: str) -> bool:
        return name not in self._writers or self._writers[name].own_address

    def unavailable_reason(self, name: str) -> str | None:
        """Why the writer cannot be asked now and what to do, or None."""
        if name not in self._writers:
            return f"There is no provider {name!r:.80} of text models."
        return self._writers[name].unavailable_reason()

    async def close(self) -> None:
        for writer in self:
            await writer.close()
