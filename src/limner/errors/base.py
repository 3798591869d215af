"""The trunk of the tree of errors."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a document from running, and where it is."""

    code: str
    message: str
    node_id: str | None = None
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "nodeId": self.node_id,
            "field": self.field,
            "message": self.message,
        }


class LimnerError(Exception):
    """Something went wrong"""

    code: ClassVar[str] = "internal_error"

    def __init__(
        self,
        detail: str = "",
        *,
        hint: str | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail or self.title())
        self.detail = detail or self.title()
        self.hint = hint
        self.errors = tuple(errors)
        self.extra = dict(extra or {})

    @classmethod
    def title(cls) -> str:
        return inspect.cleandoc(cls.__doc__ or cls.__name__).splitlines()[0]

    @property
    def sentence(self) -> str:
        """What happened and what to do, in one line."""
        return f"{self.detail} {self.hint}" if self.hint else self.detail

    def as_json(self) -> dict[str, Any]:
        """The error as a value that can be kept in a run: no status, no traceback."""
        body: dict[str, Any] = {"code": self.code, "title": self.title(), "detail": self.detail}
        if self.hint:
            body["hint"] = self.hint
        if self.errors:
            body["errors"] = [dict(error) for error in self.errors]
        return body | self.extra
