"""Manual trigger: a run is started by a person or a program, with any JSON object."""

from __future__ import annotations

from pydantic import Field

from limner.nodes._controls import shown_as
from limner.nodes._payload import PayloadNode
from limner.nodes.contract import Json, NodeData


class ManualData(NodeData):
    """An example of what a run is given."""

    payload: Json = Field(
        default_factory=dict,
        title="Payload",
        description="What a run started here is given; programs send their own.",
        json_schema_extra=shown_as("json", "both", row=1),
    )


class Manual(PayloadNode[ManualData]):
    type_id = "manual"
    title = "Manual Trigger"
    description = "Starts the workflow by hand, with any values."
    icon = "mouse-pointer-click"
    keywords = ("trigger", "start", "begin", "button")
    data_type = ManualData

    def payload(self, data: ManualData) -> Json:
        return data.payload


NODE = Manual()
