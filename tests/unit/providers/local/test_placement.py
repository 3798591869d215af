"""Where a pipeline runs, and in which numbers."""

import pytest

from limner.errors import NotConfigured
from limner.providers.local.placement import (
    GIB,
    Machine,
    Placement,
    Wishes,
    choose_device,
    place,
    wants_half,
)

BILLION = 1_000_000_000
SMALL = {"unet": BILLION, "vae": BILLION // 10}
LARGE = {"transformer": 4 * BILLION, "text_encoder": 4 * BILLION, "vae": BILLION // 10}

LAPTOP = Machine(memory=16 * GIB)
WORKSTATION = Machine(memory=64 * GIB, cuda_free=24 * GIB, cuda_has_bfloat16=True)
OLD_GPU = Machine(memory=32 * GIB, cuda_free=8 * GIB)
APPLE = Machine(memory=32 * GIB, has_mps=True)


@pytest.mark.parametrize(
    ("machine", "numbers", "expected"),
    [
        (WORKSTATION, LARGE, Placement("cuda", "bfloat16")),
        (OLD_GPU, SMALL, Placement("cuda", "float16")),
        (APPLE, LARGE, Placement("mps", "bfloat16")),
        (LAPTOP, SMALL, Placement("cpu", "float32")),
        (Machine(memory=32 * GIB), LARGE, Placement("cpu", "bfloat16")),
    ],
    ids=["new GPU", "old GPU", "Apple", "no GPU", "no GPU and large weights"],
)
def test_without_wishes_it_is_what_suits_the_machine(
    machine: Machine, numbers: dict[str, int], expected: Placement
) -> None:
    assert place(machine, Wishes(), numbers) == expected


@pytest.mark.parametrize(
    ("free", "offload"), [(24, "nothing"), (18, "models"), (12, "models"), (8, "layers")]
)
def test_what_does_not_fit_the_gpu_waits_in_main_memory(free: int, offload: str) -> None:
    machine = Machine(memory=64 * GIB, cuda_free=free * GIB, cuda_has_bfloat16=True)
    assert place(machine, Wishes(), LARGE).offload == offload


def test_wishes_are_heeded() -> None:
    wishes = Wishes("cpu", "bfloat16")
    assert place(WORKSTATION, wishes, SMALL) == Placement("cpu", "bfloat16")


@pytest.mark.parametrize("wish", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused(wish: str) -> None:
    with pytest.raises(NotConfigured, match=wish) as refused:
        choose_device(LAPTOP, Wishes(wish))  # type: ignore[arg-type]
    assert "cpu" in (refused.value.hint or "")


def test_weights_beyond_the_memory_are_refused_with_what_would_do() -> None:
    with pytest.raises(NotConfigured, match=r"32\.4 GB .* 17\.2 GB") as refused:
        place(LAPTOP, Wishes(dtype="float32"), LARGE)
    assert "LIMNER_LOCAL_DTYPE=bfloat16" in (refused.value.hint or "")
    with pytest.raises(NotConfigured) as refused:
        place(Machine(memory=8 * GIB), Wishes(), LARGE)
    assert refused.value.hint == "Choose a smaller model."


@pytest.mark.parametrize(
    ("machine", "wishes", "half"),
    [
        (WORKSTATION, Wishes(), True),
        (APPLE, Wishes(), True),
        (LAPTOP, Wishes(), False),
        (WORKSTATION, Wishes("cpu"), False),
        (LAPTOP, Wishes(dtype="bfloat16"), True),
        (WORKSTATION, Wishes(dtype="float32"), False),
    ],
)
def test_half_the_bytes_are_fetched_where_they_do(
    machine: Machine, wishes: Wishes, half: bool
) -> None:
    assert wants_half(machine, wishes) is half
