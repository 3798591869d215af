"""Audio Generation: a sound from a prompt, or for a film."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from limner.nodes._controls import shown_as
from limner.nodes._film import FilmData, FilmNode, film_fields, hide
from limner.nodes._image_data import IMAGE_INPUTS, VIDEO_IN
from limner.nodes.contract import Handle

_MADE = "audios"
_TAKES = ("prompt-in", "image-in", "params-in")


def _hide(schema: dict[str, Any]) -> None:
    hide(schema, "quality", "format", "aspectRatio", "style", "references")


class AudioData(FilmData):
    """What is to be heard, how long, and by which model."""

    prompt: str = Field(
        "",
        title="Prompt",
        description="Describe the sound you want to generate.",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True),
    )

    model_config = ConfigDict(json_schema_extra=_hide)

    tasks = ("audio",)


class AudioGeneration(FilmNode[AudioData]):
    type_id = "audio"
    title = "Audio Generation"
    description = "Makes a sound from a prompt, or the sound of a video."
    icon = "volume-2"
    keywords = ("AI audio", "sound", "music", "text to audio", "soundtrack", "effects")
    inputs = (*(handle for handle in IMAGE_INPUTS if handle.name in _TAKES), VIDEO_IN)
    outputs = (Handle("audio-out", "Audio", "audio", field=_MADE),)
    output_schema = film_fields(_MADE)
    data_type = AudioData


NODE = AudioGeneration()
