"""Which files of a repository are fetched and loaded."""

import pytest

from limner.errors import ProviderBadRequest
from limner.providers.local.files import download_command, needed_files

INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.42.1",
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
}
PLAIN = {
    "model_index.json",
    "scheduler/scheduler_config.json",
    "tokenizer/merges.txt",
    "tokenizer/vocab.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.safetensors",
}
NOT_NEEDED = {
    ".gitattributes",
    "README.md",
    "safety_checker/model.safetensors",
    "sd_turbo.safetensors",
    "unet/diffusion_flax_model.msgpack",
    "unet/diffusion_pytorch_model.bin",
    "unet/diffusion_pytorch_model.non_ema.safetensors",
    "unet_ema/diffusion_pytorch_model.safetensors",
}
HALF = "unet/diffusion_pytorch_model.fp16.safetensors"


def test_it_is_the_parts_of_the_index_and_nothing_else() -> None:
    needed = needed_files("own/model", INDEX, PLAIN | NOT_NEEDED | {HALF}, half=False)
    assert set(needed.names) == PLAIN
    assert needed.variant is None


def test_half_precision_takes_the_place_of_the_plain_one() -> None:
    needed = needed_files("own/model", INDEX, PLAIN | NOT_NEEDED | {HALF}, half=True)
    plain = "unet/diffusion_pytorch_model.safetensors"
    assert set(needed.names) == PLAIN - {plain} | {HALF}
    assert needed.variant == "fp16"


def test_without_half_precision_it_is_the_plain_one() -> None:
    needed = needed_files("own/model", INDEX, PLAIN, half=True)
    assert set(needed.names) == PLAIN
    assert needed.variant is None


def test_weights_in_several_files_are_taken_whole() -> None:
    shards = {f"unet/diffusion_pytorch_model-0000{n}-of-00002.safetensors" for n in (1, 2)}
    shards.add("unet/diffusion_pytorch_model.safetensors.index.json")
    needed = needed_files("own/model", INDEX, shards, half=False)
    assert shards < set(needed.names)


def test_weights_that_could_run_code_are_refused() -> None:
    names = {name.replace(".safetensors", ".bin") for name in PLAIN}
    with pytest.raises(ProviderBadRequest, match="no safetensors of its unet"):
        needed_files("own/model", INDEX, names, half=False)


def test_a_pipeline_with_code_of_its_own_is_refused() -> None:
    index = INDEX | {"_class_name": ["pipeline", "TheirPipeline"]}
    with pytest.raises(ProviderBadRequest, match="code of its own"):
        needed_files("own/model", index, PLAIN | {"pipeline.py"}, half=False)


def test_the_command_fetches_what_is_needed_and_little_more() -> None:
    command = download_command("own/model", half=False, cache="a folder")
    assert command.startswith("hf download own/model --include model_index.json")
    assert "--exclude '*.fp16.safetensors'" in command
    assert command.endswith("--cache-dir 'a folder'")
    assert "--exclude" not in download_command("own/model", half=True, cache=None)
