"""Where a pipeline runs, in which numbers, and what of it waits in main memory. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from limner.errors import NotConfigured

Device = Literal["cuda", "mps", "cpu"]
Dtype = Literal["bfloat16", "float16", "float32"]
DeviceWish = Literal["auto", "cuda", "mps", "cpu"]
DtypeWish = Literal["auto", "bfloat16", "float16", "float32"]
Offload = Literal["nothing", "models", "layers"]
"""`models`: each part of the pipeline is on the GPU only while it works; `layers`: each layer."""

GIB = 1024**3
_BYTES: dict[Dtype, int] = {"bfloat16": 2, "float16": 2, "float32": 4}
_ROOM_FOR_WORK = 3 * GIB
"""What a picture of a megapixel takes on the GPU besides the weights, with a reserve."""
_SHARE_FOR_FLOAT32 = 0.7
"""The part of main memory that weights may fill before smaller numbers are the better choice."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is, memory in bytes. ``cuda_free`` is None where there is no such GPU."""

    memory: int
    cuda_free: int | None = None
    cuda_has_bfloat16: bool = False
    has_mps: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings ask for."""

    device: DeviceWish = "auto"
    dtype: DtypeWish = "auto"


@dataclass(frozen=True, slots=True)
class Placement:
    """The decision."""

    device: Device
    dtype: Dtype
    offload: Offload = "nothing"


def choose_device(machine: Machine, wishes: Wishes) -> Device:
    """Raises NotConfigured where the device that is asked for is not there."""
    present: list[Device] = ["cpu"]
    if machine.has_mps:
        present.insert(0, "mps")
    if machine.cuda_free is not None:
        present.insert(0, "cuda")
    if wishes.device == "auto":
        return present[0]
    if wishes.device not in present:
        raise NotConfigured(
            f"LIMNER_LOCAL_DEVICE asks for {wishes.device}, but PyTorch finds no such device.",
            hint=f"It finds: {', '.join(present)}. A GPU needs its driver and a PyTorch made "
            "for it.",
        )
    return wishes.device


def wants_half(machine: Machine, wishes: Wishes) -> bool:
    """Whether weights of two bytes a number do, where a model is offered in both."""
    if wishes.dtype == "auto":
        return choose_device(machine, wishes) != "cpu"
    return _BYTES[wishes.dtype] == 2


def place(machine: Machine, wishes: Wishes, numbers: Mapping[str, int]) -> Placement:
    """``numbers`` tells how many numbers each part of the pipeline consists of.

    Raises NotConfigured where the device is not there or the memory cannot hold the weights.
    """
    device = choose_device(machine, wishes)
    dtype = wishes.dtype if wishes.dtype != "auto" else _dtype_for(device, machine, numbers)
    needed = sum(numbers.values()) * _BYTES[dtype]
    if needed > machine.memory:
        raise NotConfigured(
            f"The model needs {_gigabytes(needed)} of memory as {dtype}; this machine has "
            f"{_gigabytes(machine.memory)}.",
            hint="Choose a smaller model"
            + ("." if _BYTES[dtype] == 2 else ", or set LIMNER_LOCAL_DTYPE=bfloat16."),
        )
    if device != "cuda" or machine.cuda_free is None:
        return Placement(device, dtype)
    largest = max(numbers.values(), default=0) * _BYTES[dtype]
    return Placement(device, dtype, _offload(machine.cuda_free, needed, largest))


def _dtype_for(device: Device, machine: Machine, numbers: Mapping[str, int]) -> Dtype:
    if device == "cuda":
        return "bfloat16" if machine.cuda_has_bfloat16 else "float16"
    if device == "mps":
        return "bfloat16"
    fits = sum(numbers.values()) * _BYTES["float32"] <= _SHARE_FOR_FLOAT32 * machine.memory
    return "float32" if fits else "bfloat16"


def _offload(free: int, needed: int, largest: int) -> Offload:
    if needed + _ROOM_FOR_WORK <= free:
        return "nothing"
    return "models" if largest + _ROOM_FOR_WORK <= free else "layers"


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
