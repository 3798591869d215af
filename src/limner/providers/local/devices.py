"""What PyTorch finds on this machine. Runs in the worker."""

from __future__ import annotations

import gc

import psutil
import torch

from limner.providers.local.placement import Machine


def this_machine() -> Machine:
    """Memory is what the GPU has free now, and what the machine has in all."""
    memory = psutil.virtual_memory().total
    has_mps = torch.backends.mps.is_available()
    if not torch.cuda.is_available():
        return Machine(memory, has_mps=has_mps)
    free, _ = torch.cuda.mem_get_info()
    return Machine(
        memory,
        cuda_free=free,
        cuda_has_bfloat16=torch.cuda.is_bf16_supported(including_emulation=False),
        has_mps=has_mps,
    )


def give_memory_back() -> None:
    """Free what nothing refers to any more, on the GPU too."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
