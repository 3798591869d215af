"""What templates may use, and what one renders to, over HTTP."""

from __future__ import annotations

from harness.api import Api

VALUES = {"agent": {"output": {"structured": {"subject": "a fox"}}}}


async def test_filters_come_with_an_example_of_each(api: Api) -> None:
    listed = (await api.get("/api/variables/filters")).json["items"]
    by_name = {item["name"]: item for item in listed}
    assert by_name["slug"]["result"] == "creme-brulee"
    assert by_name["date"]["result"] == "30.03.2026 00:30"


async def test_a_template_is_rendered_with_the_values_it_is_given(api: Api) -> None:
    body = {"template": "{{ agent.output.structured.subject | upcase }}", "values": VALUES}
    answer = await api.post("/api/variables/preview", body)
    assert (answer.status, answer.json) == (200, {"text": "A FOX"})


async def test_a_name_the_values_do_not_have_says_what_there_is(api: Api) -> None:
    body = {"template": "{{ agent.output.structured.subjct }}", "values": VALUES}
    answer = await api.post("/api/variables/preview", body)
    assert (answer.status, answer.json["code"]) == (422, "unknown_reference")
    assert "there is subject" in answer.json["detail"]


async def test_the_names_of_a_structured_answer_stand_under_a_key_of_the_data(api: Api) -> None:
    types = {item["type"]: item for item in (await api.get("/api/nodes")).json["items"]}
    fields = {field["name"]: field for field in types["assistant"]["outputFields"]}
    assert fields["structured"]["schemaKey"] == "outputSchema"
    assert fields["text"]["schemaKey"] is None
    assert "outputSchema" in types["assistant"]["dataSchema"]["properties"]
