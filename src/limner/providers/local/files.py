"""Which files of a repository a pipeline needs. Pure.

A diffusers repository has `model_index.json`, which names the parts of the pipeline, and a folder
for each part. Weights may lie there several times over: as pickles, which are never loaded because
they may run code, and as safetensors in several precisions, told apart by a word before the ending
(`model.fp16.safetensors`; huggingface.co/docs/diffusers/using-diffusers/loading).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from limner.errors import ProviderBadRequest

INDEX = "model_index.json"
HALF = "fp16"
_WEIGHTS = ".safetensors"
_SETTINGS = frozenset({".json", ".txt", ".model", ".jinja"})
_PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth"})


@dataclass(frozen=True, slots=True)
class Needed:
    """The files to have, and the precision to load them in (None: the plain one)."""

    names: tuple[str, ...]
    variant: str | None


def needed_files(
    repository: str, index: Mapping[str, Any], names: Iterable[str], *, half: bool
) -> Needed:
    """What a repository's pipeline needs of the files it has.

    ``half`` takes weights of two bytes a number where there are some. Raises ProviderBadRequest
    where a part has no safetensors, or the pipeline is code that comes with the weights.
    """
    if not isinstance(index.get("_class_name"), str):
        raise ProviderBadRequest(
            f"{repository} brings code of its own, which is not run.",
            hint="Choose a model whose pipeline is part of diffusers.",
        )
    all_names = tuple(names)
    chosen, variant = [INDEX], None
    for part in _parts(index):
        inside = [name for name in all_names if name.startswith(f"{part}/")]
        _check_safe(repository, part, inside)
        weights, in_half = _weights(inside, half=half)
        variant = HALF if in_half else variant
        chosen += weights
        chosen += [name for name in inside if _suffix(name) in _SETTINGS]
    return Needed(tuple(sorted(chosen)), variant)


def download_command(repository: str, *, half: bool, cache: str | None) -> str:
    """What a person types to fetch a repository whose files are not known here."""
    included = [INDEX, *sorted(f"*/*{ending}" for ending in (*_SETTINGS, _WEIGHTS))]
    words = ["hf", "download", repository]
    words += [word for pattern in included for word in ("--include", pattern)]
    if not half:
        words += ["--exclude", f"*.{HALF}{_WEIGHTS}"]
    if cache:
        words += ["--cache-dir", cache]
    return shlex.join(words)


def _parts(index: Mapping[str, Any]) -> list[str]:
    """The parts that are there: those left out are `[null, null]`."""
    return [
        name
        for name, kind in index.items()
        if not name.startswith("_") and isinstance(kind, list) and kind and kind[0] is not None
    ]


def _check_safe(repository: str, part: str, names: Iterable[str]) -> None:
    endings = {_suffix(name) for name in names}
    if endings & _PICKLES and _WEIGHTS not in endings:
        raise ProviderBadRequest(
            f"{repository} has no safetensors of its {part}. Weights of other kinds can run code "
            "and are not loaded.",
            hint="Choose a model that is published as safetensors.",
        )


def _weights(names: Iterable[str], *, half: bool) -> tuple[list[str], bool]:
    """The weights of one part, and whether they are those of half precision."""
    weights = [name for name in names if _suffix(name) == _WEIGHTS]
    in_half = [name for name in weights if PurePosixPath(name).suffixes == [f".{HALF}", _WEIGHTS]]
    if half and in_half:
        return in_half, True
    return [name for name in weights if PurePosixPath(name).suffixes == [_WEIGHTS]], False


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix
