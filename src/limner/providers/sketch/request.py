"""What Sketch is asked for."""

from dataclasses import dataclass

from limner.models.parts import Role as Role


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture given with the prompt; `data` is any format Pillow decodes."""

    role: Role
    data: bytes


@dataclass(frozen=True, slots=True)
class SketchRequest:
    """One picture: the same request gives the same bytes.

    `style` is a preset's name (`auto` takes the style from the prompt's words). `width` and
    `height` are pixels, 16 to 4096. `strength` (0..1) is how far a start image gives way to the
    new picture. `guidance` (1..20) is how boldly the colours are laid on, 7 being plain.
    """

    prompt: str
    style: str = "auto"
    width: int = 1024
    height: int = 1024
    seed: int = 0
    negative_prompt: str = ""
    references: tuple[Reference, ...] = ()
    strength: float = 0.5
    guidance: float = 7.0
