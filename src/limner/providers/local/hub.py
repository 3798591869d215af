"""The weights of a model: found on this machine, or fetched from the Hugging Face Hub.

What is complete on this machine is used as it is, without asking the Hub. Runs in the worker.
"""

from __future__ import annotations

import errno
import json
import math
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, constants, get_cached_repo_tree, hf_hub_download
from huggingface_hub import snapshot_download as download
from huggingface_hub.errors import (
    CachedRepoTreeNotFoundError,
    GatedRepoError,
    HTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)
from safetensors import safe_open

from limner.errors import (
    LimnerError,
    ProviderBadRequest,
    ProviderUnauthorized,
    ProviderUnreachable,
    StorageFull,
)
from limner.providers.local.files import INDEX, Needed, download_command, needed_files
from limner.providers.local.reports import Report

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_TELL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder that holds all of a pipeline, and the precision to load it in (None: plain)."""

    folder: Path
    needed: Needed

    def numbers(self) -> dict[str, int]:
        """How many numbers each part of the pipeline consists of."""
        counts: dict[str, int] = {}
        for name in self.needed.names:
            if name.endswith(".safetensors"):
                part = name.partition("/")[0]
                counts[part] = counts.get(part, 0) + _numbers_in(self.folder / name)
        return counts


class Hub:
    """`models` is the folder of the weights, None for the cache of the Hugging Face libraries.

    It may also hold a model as a plain folder, `owner/name`, as it is copied by hand.
    """

    def __init__(self, models: Path | None) -> None:
        self._models = models
        self._cache = models or Path(constants.HF_HUB_CACHE)

    def weights(self, repository: str, *, half: bool, report: Report) -> Weights:
        """The weights of a repository, fetched if need be.

        Raises ProviderUnreachable where they are not here and cannot be fetched,
        ProviderUnauthorized where their licence has to be accepted first, ProviderBadRequest
        where there is no such pipeline, and StorageFull.
        """
        if not _REPOSITORY.fullmatch(repository):
            raise ProviderBadRequest(
                f"{repository!r:.80} is not the name of a model.", hint="It is owner/name."
            )
        try:
            found = self._plain_folder(repository, half) or self._cached(repository, half)
            return found or self._fetched(repository, half, report)
        # What hf-xet, which moves the large files, raises is a RuntimeError.
        except (HTTPError, OSError, RuntimeError) as fault:
            raise self._refusal(repository, half, fault) from fault

    def _plain_folder(self, repository: str, half: bool) -> Weights | None:
        folder = self._cache / repository
        if self._models is None or not (folder / INDEX).is_file():
            return None
        return _complete(repository, folder, _names_in(folder), half)

    def _cached(self, repository: str, half: bool) -> Weights | None:
        try:
            index = hf_hub_download(repository, INDEX, cache_dir=self._cache, local_files_only=True)
        except LocalEntryNotFoundError:
            return None
        folder = Path(index).parent
        try:
            tree = get_cached_repo_tree(repository, cache_dir=self._cache)
            names = [file.path for file in tree]
        except CachedRepoTreeNotFoundError:
            names = _names_in(folder)
        return _complete(repository, folder, names, half)

    def _fetched(self, repository: str, half: bool, report: Report) -> Weights:
        report.tell(f"Looking for {repository}")
        listed = HfApi().model_info(repository, files_metadata=True).siblings or []
        sizes = {file.rfilename: file.size or 0 for file in listed}
        if INDEX not in sizes:
            raise ProviderBadRequest(
                f"{repository} is not a diffusers pipeline: it has no {INDEX}.",
                hint="Choose a model that is published for diffusers.",
            )
        index = hf_hub_download(repository, INDEX, cache_dir=self._cache)
        needed = needed_files(repository, _read(Path(index)), sizes, half=half)
        total = sum(sizes[name] for name in needed.names)
        place = self._cache / f"models--{repository.replace('/', '--')}" / "blobs"
        self._check_space(repository, total - _size_of(place))
        report.check()
        with _telling(repository, place, total, report):
            folder = download(repository, cache_dir=self._cache, allow_patterns=list(needed.names))
        report.check()
        return Weights(Path(folder), needed)

    def _check_space(self, repository: str, missing: int) -> None:
        free = shutil.disk_usage(self._cache).free
        if missing > free:
            raise StorageFull(
                f"{repository} needs {_size_text(missing)} more on the disk of {self._cache}, "
                f"which has {_size_text(free)} free.",
                hint="Make room, or set LIMNER_LOCAL_MODELS to a folder on another disk.",
            )

    def _refusal(self, repository: str, half: bool, fault: Exception) -> LimnerError:
        if isinstance(fault, GatedRepoError):
            return ProviderUnauthorized(
                f"The licence of {repository} has to be accepted before it may be fetched.",
                hint=f"Accept it at {constants.ENDPOINT}/{repository} and set HF_TOKEN.",
            )
        if isinstance(fault, RepositoryNotFoundError):
            return ProviderBadRequest(
                f"There is no model {repository} at {constants.ENDPOINT}.",
                hint="Check its name; a private one needs HF_TOKEN.",
            )
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
            return StorageFull(f"The disk of {self._cache} is full.")
        cache = str(self._cache) if self._models else None
        command = download_command(repository, half=half, cache=cache)
        return ProviderUnreachable(
            f"The weights of {repository} are not on this machine, and {constants.ENDPOINT} "
            "could not give them.",
            hint=f"Check the network, or run on a machine that has one: {command}",
        )


def _complete(repository: str, folder: Path, names: list[str], half: bool) -> Weights | None:
    """The weights in a folder, rather in the precision that is wanted; None where some miss."""
    index = _read(folder / INDEX)
    for precision in (half, not half):
        needed = needed_files(repository, index, names, half=precision)
        if all((folder / name).is_file() for name in needed.names):
            return Weights(folder, needed)
    return None


def _read(index: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(index.read_text(encoding="utf-8"))
    return content


def _names_in(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def _numbers_in(file: Path) -> int:
    """From the header: the weights themselves are not read."""
    with safe_open(file, framework="pt") as tensors:
        names = tensors.keys()
        return sum(math.prod(tensors.get_slice(name).get_shape()) for name in names)


def _size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())


def _size_text(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


@contextmanager
def _telling(repository: str, place: Path, total: int, report: Report) -> Iterator[None]:
    """Report how much of a download has arrived, as long as the block runs."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_TELL_SECONDS):
            have = min(_size_of(place), total)
            report.tell(f"Downloading {repository}: {_size_text(have)} of {_size_text(total)}")

    thread = threading.Thread(target=watch, daemon=True)
    report.tell(f"Downloading {repository}: {_size_text(total)}")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
