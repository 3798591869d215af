"""What came, held against what was asked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from limner.models.image_request import ImageRequest, RequestWarning
from limner.models.sizing import RESOLUTIONS

_RATIO_TOLERANCE = 0.05
"""Models round the sides of a ratio to their own steps, up to about this much."""

_LEAST_OF_RESOLUTION = 0.6
"""A picture with a smaller share of its resolution's pixels is of a lower one."""

_TRANSPARENT = "transparent"


@dataclass(frozen=True, slots=True)
class MadeImage:
    """What is known of an image that came, in pixels."""

    width: int
    height: int
    transparent: bool


def differences(request: ImageRequest, made: Sequence[MadeImage]) -> tuple[RequestWarning, ...]:
    """A warning for each way in which the images are not what the request asked for."""
    found = [*_count(request, made), *_sizes(request, made), *_transparency(request, made)]
    return tuple(dict.fromkeys(found))


def _count(request: ImageRequest, made: Sequence[MadeImage]) -> list[RequestWarning]:
    if len(made) <= request.count:
        return []
    extra = len(made) - request.count
    message = f"{len(made)} images came for {request.count} asked for; {extra} more in the library."
    return [RequestWarning("count_differs", message)]


def _sizes(request: ImageRequest, made: Sequence[MadeImage]) -> list[RequestWarning]:
    if request.width is None or request.height is None:
        return []
    asked = f"{request.width}x{request.height}"
    warnings = []
    for image in made:
        same = (image.width, image.height) == (request.width, request.height)
        if same or (not request.exact_size and _about(request, image)):
            continue
        about = "" if request.exact_size else "about "
        came = f"{image.width}x{image.height}"
        message = f"The image has {came} pixels; {about}{asked} was asked for."
        warnings.append(RequestWarning("size_differs", message))
    return warnings


def _about(request: ImageRequest, image: MadeImage) -> bool:
    assert request.width is not None
    assert request.height is not None
    wanted, came = request.width / request.height, image.width / image.height
    if abs(came / wanted - 1) > _RATIO_TOLERANCE:
        return False
    side = RESOLUTIONS.get(request.resolution or "")
    return side is None or image.width * image.height >= _LEAST_OF_RESOLUTION * side**2


def _transparency(request: ImageRequest, made: Sequence[MadeImage]) -> list[RequestWarning]:
    if _TRANSPARENT not in request.params.values() or all(image.transparent for image in made):
        return []
    reason = "JPEG has none" if request.format == "jpeg" else "the model made none"
    message = f"Transparency was asked for, and {reason}."
    return [RequestWarning("transparency_missing", message)]
