"""Runs a plan durably. Knows no canvas and no pictures."""
