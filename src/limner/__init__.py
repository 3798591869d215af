"""Limner: a self-hosted studio for AI image generation."""

__version__ = "0.1.0"
