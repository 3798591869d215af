"""Style presets: words added to the prompt, the same way for every model. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """A preset: what the picker says of it and what it adds to the prompt."""

    id: str
    title: str
    description: str
    words: str


STYLES: tuple[Style, ...] = (
    Style("auto", "Auto", "The prompt as it is.", ""),
    Style(
        "photorealistic",
        "Photorealistic",
        "Natural light, real materials, a true lens.",
        "photorealistic, natural light, true-to-life materials, sharp focus",
    ),
    Style(
        "digital_art",
        "Digital art",
        "Vivid colour, painterly light, crisp shapes.",
        "digital art, vivid colours, painterly light, crisp shapes",
    ),
    Style(
        "oil_painting",
        "Oil painting",
        "Thick brush strokes on canvas, deep colour.",
        "oil painting, visible brush strokes, canvas texture, deep colours",
    ),
    Style(
        "watercolor",
        "Watercolor",
        "Soft edges, paper texture.",
        "watercolor painting, soft bleeding edges, paper texture",
    ),
    Style(
        "sketch",
        "Sketch",
        "Pencil lines and hatching on paper.",
        "pencil sketch, hand-drawn lines, hatching, paper",
    ),
    Style(
        "anime",
        "Anime",
        "Clean outlines, flat shading, bright skies.",
        "anime style, clean outlines, cel shading, bright sky",
    ),
    Style(
        "3d_render",
        "3D render",
        "Soft studio light on rounded forms.",
        "3D render, soft studio light, smooth rounded forms, ambient occlusion",
    ),
    Style(
        "minimalist",
        "Minimalist",
        "Few shapes, few colours, much space.",
        "minimalist, few flat shapes, limited palette, generous empty space",
    ),
    Style(
        "cinematic",
        "Cinematic",
        "Dramatic light, film grain.",
        "cinematic, dramatic light, film grain, shallow depth of field",
    ),
)

_ENDS = (".", ",", ";", ":", "!", "?", "…")
"""What a prompt may end with that needs no comma after it."""

_BY_ID = {style.id: style for style in STYLES}


def styled(prompt: str, style: str) -> str:
    """The prompt with the words of a preset; unknown presets add nothing."""
    preset = _BY_ID.get(style)
    if preset is None or not preset.words:
        return prompt
    begun = prompt.rstrip()
    joint = " " if begun.endswith(_ENDS) else ", "
    return f"{begun}{joint}{preset.words}"


def is_preset(style: str) -> bool:
    return style in _BY_ID
