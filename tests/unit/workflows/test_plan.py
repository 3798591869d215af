from harness.sample_documents import document, read
from limner.engine.plan import Plan, Wire
from limner.workflows.plan import compile_plan


def plan(value: object, **options: object) -> Plan:
    return compile_plan(read(value), **options)  # type: ignore[arg-type]


VALUE = document(
    [
        ("answer", "answer", {}),
        (
            "picture",
            "paint",
            {"prompt": "{{ mood.output.text }} {{ trigger.output.x }}", "count": 3},
        ),
        ("aside", "words", {}),
        ("mood", "words", {"text": "calm"}),
        ("title", "words", {}),
        ("start", "start", {"fields": [{"name": "x"}]}),
    ],
    [
        "title.text-out > picture.prompt-in",
        "mood.text-out > picture.prompt-in",
        "picture.image-out > answer.image",
    ],
)


def test_each_step_stands_after_those_it_needs() -> None:
    made = plan(VALUE)
    assert [step.node_id for step in made.steps] == [
        "aside",
        "mood",
        "title",
        "start",
        "picture",
        "answer",
    ]
    assert made.trigger == "start"


def test_a_step_has_its_wires_in_order_and_needs_what_its_templates_name() -> None:
    step = plan(VALUE).steps[4]
    assert step.wires == (
        Wire("prompt-in", "title", "text-out"),
        Wire("prompt-in", "mood", "text-out"),
    )
    assert step.needs == ("title", "mood", "start")
    assert step.type_id == "paint"
    assert step.data["count"] == 3


def test_only_what_the_targets_need_is_planned() -> None:
    made = plan(VALUE, targets=["title", "aside"], always=["title"])
    assert [step.node_id for step in made.steps] == ["aside", "title"]
    assert made.trigger is None
    assert made.always == frozenset({"title"})


def test_files_a_node_made_are_needed_like_its_output() -> None:
    value = document(
        [("a", "words", {"text": "{{ run.attachments.b }}"}), ("b", "paint", {"prompt": "x"})]
    )
    assert plan(value).steps[1].needs == ("b",)


def test_lists_pair_up_as_the_node_says() -> None:
    value = document(
        [("a", "paint", {"prompt": "x", "pairing": "product"}), ("b", "paint", {"prompt": "x"})]
    )
    assert [step.pairing for step in plan(value).steps] == ["product", "zip"]


def test_positions_and_other_view_data_never_matter() -> None:
    value = document([("a", "paint", {"prompt": "x"})])
    before = plan(value)
    value["nodes"][0] |= {"position": {"x": 99, "y": 1}, "width": 10, "selected": True}
    value["viewport"] = {"zoom": 2}
    assert plan(value) == before
