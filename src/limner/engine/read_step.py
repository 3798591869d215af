"""What a step's data say as they are written: read once in a run, for however many items."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from limner import template
from limner.engine.plan import Step
from limner.nodes.contract import AnyNode, Handle


class ReadStep:
    """A step with its node. ``data`` are its data, templates as they stand in them.

    Making one raises pydantic's ValidationError where the data are none of the node's.
    """

    def __init__(self, node: AnyNode, step: Step) -> None:
        self.node = node
        self.data: Any = node.data_type.model_validate(step.data)
        self._step = step

    @cached_property
    def outputs(self) -> Mapping[str, Handle]:
        """The handles that others take from, by name."""
        return {handle.name: handle for handle in self.node.output_handles(self.data)}

    @cached_property
    def has_templates(self) -> bool:
        return any(template.is_template(text) for text in self._texts())

    @cached_property
    def names(self) -> tuple[template.Name, ...]:
        """The names that the templates read. Raises TemplateError."""
        found = [name for text in self._texts() for name in template.names(text)]
        return tuple(dict.fromkeys(found))

    def _texts(self) -> list[str]:
        fields = self.node.template_fields
        return [text for _, text in template.strings_in(self._step.data, fields)]
