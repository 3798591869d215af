"""Writes `docs/reference` from the program, so that it can't say anything else.

A test of `tests/habits` compares the files with what stands here.
"""
