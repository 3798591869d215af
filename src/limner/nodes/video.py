"""Video Generation: a film from a prompt, or from the images it begins and ends with."""

from __future__ import annotations

from pydantic import Field

from limner.nodes._controls import shown_as
from limner.nodes._film import FilmData, FilmNode, film_fields
from limner.nodes._image_data import IMAGE_INPUTS
from limner.nodes.contract import Handle

_MADE = "videos"
_TAKES = ("prompt-in", "image-in", "start-image-in", "end-image-in", "params-in")


class VideoData(FilmData):
    """What is to be seen, how long, and by which model."""

    prompt: str = Field(
        "",
        title="Prompt",
        description="Describe the video you want to generate.",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True),
    )

    tasks = ("video",)


class VideoGeneration(FilmNode[VideoData]):
    type_id = "video"
    title = "Video Generation"
    description = "Makes a video from a prompt and, if wired, its first and its last image."
    icon = "video"
    keywords = ("AI video", "film", "animate", "text to video", "image to video", "clip")
    inputs = tuple(handle for handle in IMAGE_INPUTS if handle.name in _TAKES)
    outputs = (Handle("video-out", "Video", "video", field=_MADE),)
    output_schema = film_fields(_MADE)
    data_type = VideoData


NODE = VideoGeneration()
