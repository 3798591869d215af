"""Diffusers pipelines with tiny random weights, saved as the real ones are. Needs PyTorch."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTokenizer,
    Qwen2TokenizerFast,
    Qwen3Config,
    Qwen3ForCausalLM,
)

STABLE_DIFFUSION = "tiny/stable-diffusion"
FLUX = "tiny/flux"
WIDE = "tiny/wide"

_CHAT = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}{% endfor %}"
_END = "<|endoftext|>"
_START = "<|startoftext|>"
_LAYERS = 27
"""The pipeline reads the 27th hidden state of its text encoder."""


def save_stable_diffusion(folder: Path, *, half: bool = False) -> None:
    """A pipeline of the kind of SD-Turbo; ``half`` adds its weights in half precision."""
    if half:
        _stable_diffusion().to(dtype=torch.float16).save_pretrained(folder, variant="fp16")
    _stable_diffusion().save_pretrained(folder)


def save_wide(folder: Path) -> None:
    """The same with a text encoder and a U-Net of about 235 million numbers each."""
    pipeline = _stable_diffusion(text_layers=28, text_width=1024, unet_channels=(384, 1024))
    pipeline.save_pretrained(folder)


def save_flux(folder: Path) -> None:
    """A pipeline of the kind of FLUX.2 klein, which takes a list of images."""
    torch.manual_seed(1)
    letters = sorted(ByteLevel.alphabet())
    words = {word: number for number, word in enumerate([_END, *letters])}
    tokenizer = Qwen2TokenizerFast(vocab=words, merges=[])
    tokenizer.chat_template = _CHAT
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            block_out_channels=(4, 4),
            layers_per_block=1,
            latent_channels=2,
            norm_num_groups=1,
            sample_size=32,
        ),
        text_encoder=Qwen3ForCausalLM(
            Qwen3Config(
                vocab_size=len(words),
                hidden_size=8,
                intermediate_size=8,
                num_hidden_layers=_LAYERS + 1,
                num_attention_heads=2,
                num_key_value_heads=2,
                head_dim=4,
                max_position_embeddings=512,
            )
        ),
        tokenizer=tokenizer,
        transformer=Flux2Transformer2DModel(
            in_channels=8,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=24,
            axes_dims_rope=(4, 4, 4, 4),
            guidance_embeds=False,
        ),
        is_distilled=True,
    ).save_pretrained(folder)


def _stable_diffusion(
    *, text_layers: int = 1, text_width: int = 8, unet_channels: tuple[int, int] = (4, 8)
) -> StableDiffusionPipeline:
    torch.manual_seed(1)
    letters = sorted(ByteLevel.alphabet())
    pieces = [_START, _END, *letters, *(f"{letter}</w>" for letter in letters)]
    words = {word: number for number, word in enumerate(pieces)}
    return StableDiffusionPipeline(
        vae=AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            block_out_channels=(4, 8),
            layers_per_block=1,
            latent_channels=4,
            norm_num_groups=2,
            sample_size=64,
        ),
        text_encoder=CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(words),
                hidden_size=text_width,
                intermediate_size=2 * text_width,
                num_hidden_layers=text_layers,
                num_attention_heads=2,
                bos_token_id=words[_START],
                eos_token_id=words[_END],
                pad_token_id=words[_END],
            )
        ),
        tokenizer=CLIPTokenizer(vocab=words, merges=[], model_max_length=77),
        unet=UNet2DConditionModel(
            sample_size=32,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            block_out_channels=unet_channels,
            layers_per_block=1,
            cross_attention_dim=text_width,
            attention_head_dim=2,
            norm_num_groups=2,
        ),
        scheduler=EulerDiscreteScheduler(timestep_spacing="trailing", steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
