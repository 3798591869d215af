"""The settings of local models."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from limner.providers.local.placement import DeviceWish, DtypeWish
from limner.settings import Section

PASSED_ON = (
    *("HF_", "HUGGING_FACE_HUB_", "TRANSFORMERS_", "DIFFUSERS_", "SAFETENSORS_"),
    *("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"),
    *("CUDA_", "NVIDIA_", "HIP_", "HSA_", "ROCR_", "PYTORCH_", "TORCH_", "OMP_", "MKL_"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
)
"""The variables that PyTorch and the Hugging Face libraries are set up by, or how they begin."""


class LocalSettings(Section):
    """Where and how local models run."""

    device: DeviceWish = Field(
        "auto",
        validation_alias="LIMNER_LOCAL_DEVICE",
        description="`cuda`, `mps` or `cpu`; `auto` takes the first of them that is there.",
    )
    dtype: DtypeWish = Field(
        "auto",
        validation_alias="LIMNER_LOCAL_DTYPE",
        description="`bfloat16`, `float16` or `float32`; `auto` takes what fits the device.",
    )
    models: Path | None = Field(
        None,
        validation_alias="LIMNER_LOCAL_MODELS",
        description="Folder of the weights; by default the cache of Hugging Face (`HF_HOME`).",
    )
    idle_seconds: float = Field(
        600.0,
        ge=0,
        validation_alias="LIMNER_LOCAL_IDLE_SECONDS",
        description="How long a model stays in memory after its last image.",
    )
    model: str | None = Field(
        None,
        validation_alias="LIMNER_LOCAL_MODEL",
        description="The model used where only the provider is named.",
    )
