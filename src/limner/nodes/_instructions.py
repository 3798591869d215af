"""What text models are told by nodes, in the models' own language."""

from __future__ import annotations

SCHEMA_RULE = "Answer with nothing but a JSON object that fits the schema you are given."

OBJECTION = """\
That answer cannot be used. {reason} Answer again, with nothing but a JSON object that fits the \
schema."""

TEXT_WRITER = """\
You write one text for a workflow. Images that you are shown have numbers; you may be asked about \
them by these. Answer with the text alone: no heading, no introduction, no explanation."""


TOOL_TITLE = "Runs the workflow {title!r}."
TOOL_ANSWERS = "{said} Answers with: {answers}."
FILE_NAMED = "The id of a kept file (ast_…), or an address that begins with https://."

WEB_TOOL = "Asks a web address and gives its answer. Only these hosts: {hosts}."
WEB_ADDRESS = "An https address at {hosts}."
WEB_BODY = "What is sent, as JSON."

TOOL_FAILED = "Error: {error}"
TOOL_USED_UP = "Not called: all {most} calls are used up. Answer with what you have."
TOOL_CUT = "{text}… (cut after {longest:,} of {length:,} characters)"
NO_OBJECT = "The arguments are no JSON object."
NO_SUCH_TOOL = "There is no such tool. There are: {names}."
