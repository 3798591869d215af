"""Contracts of image models, their prices and what may be asked of them: pure data."""
