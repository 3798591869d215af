"""What text models are told by nodes, in the models' own language."""

from __future__ import annotations

SCHEMA_RULE = "Answer with nothing but a JSON object that fits the schema you are given."

OBJECTION = """\
That answer cannot be used. {reason} Answer again, with nothing but a JSON object that fits the \
schema."""

TEXT_WRITER = """\
You write one text for a workflow. Images that you are shown have numbers; you may be asked about \
them by these. Answer with the text alone: no heading, no introduction, no explanation."""
