from typing import Any

import pytest

from harness.sample_documents import document, problems, read, told
from limner.workflows.check import MAX_PROBLEMS, check
from limner.workflows.reading import MAX_BAD_FIELDS

GIVEN = {"fields": [{"name": "prompt"}, {"name": "photo", "type": "image"}]}
WORKING = document(
    [
        ("request", "start", GIVEN),
        ("image_gen", "paint", {"prompt": "{{ trigger.output.prompt }} in oil", "count": 2}),
        (
            "response",
            "answer",
            {"outputs": [{"name": "link", "value": "{{ image_gen.output.url }}"}]},
        ),
    ],
    [
        "request.prompt > image_gen.prompt-in",
        "request.photo > image_gen.image-in",
        "image_gen.image-out > response.image",
    ],
)


def test_a_workflow_that_works_has_no_problems() -> None:
    assert problems(WORKING) == []


def test_an_unknown_node_type() -> None:
    assert told(document([("a", "teleport", {})])) == [("unknown_node_type", "a", "type")]


def test_ids_of_drafts_that_cannot_run() -> None:
    value = document([("Loud", "words", {}), ("loop", "words", {})])
    assert told(value) == [("bad_field", "Loud", "id"), ("bad_field", "loop", "id")]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"count": 99}, "count"),
        ({"count": "many"}, "count"),
        ({"prompt": 3}, "prompt"),
        ({"colour": "red"}, "colour"),
        ({"aspect_ratio": "1:1"}, "aspect_ratio"),
        ({"params": []}, "params"),
    ],
)
def test_a_wrong_field_is_told_with_its_name(data: dict[str, Any], field: str) -> None:
    value = document([("a", "paint", {"prompt": "a fox"} | data)])
    assert told(value) == [("bad_field", "a", field)]


def test_a_wrong_field_inside_a_list_is_told_with_its_path() -> None:
    value = document([("a", "start", {"fields": [{"name": "x"}, {"name": "y", "type": "odd"}]})])
    assert told(value) == [("bad_field", "a", "fields.1.type")]


def test_a_node_with_wrong_data_still_gets_its_other_checks() -> None:
    value = document(
        [("film", "film", {}), ("a", "paint", {"count": 99, "prompt": "{{ nobody.output.x }}"})],
        ["film.video-out > a.image-in"],
    )
    assert told(value) == [
        ("bad_field", "a", "count"),
        ("type_mismatch", "a", "image-in"),
        ("unknown_reference", "a", "prompt"),
    ]


def test_handles_that_wrong_data_would_make_are_not_called_unknown() -> None:
    value = document(
        [("a", "start", {"fields": "none"}), ("b", "words", {"text": "{{ a.output.title }}"})],
        ["a.title > b.text-in"],
    )
    assert told(value) == [("bad_field", "a", "fields")]


def test_what_the_node_itself_finds() -> None:
    assert told(document([("a", "paint", {})])) == [("missing_input", "a", "prompt")]


def test_an_error_the_node_raises_while_checking_is_a_problem() -> None:
    value = document([("a", "paint", {"prompt": "x", "model": "nobody/knows"})])
    assert told(value) == [("unknown_model", "a", None)]


def test_a_wire_from_nowhere() -> None:
    value = document([("a", "words", {})], ["gone.text-out > a.text-in"])
    assert told(value) == [("dangling_edge", "a", "text-in")]


def test_a_wire_to_nowhere() -> None:
    value = document([("a", "words", {})], ["a.text-out > gone.text-in", "lost.x > gone.y"])
    assert told(value) == [("dangling_edge", "a", "text-out"), ("dangling_edge", None, "x")]


def test_handles_that_are_not_there() -> None:
    value = document(
        [("a", "words", {}), ("b", "words", {})], ["a.nose > b.text-in", "a.text-out > b.ear"]
    )
    assert told(value) == [("unknown_handle", "a", "nose"), ("unknown_handle", "b", "ear")]


def test_a_wire_without_handles() -> None:
    value = document([("a", "words", {}), ("b", "words", {})], ["a.text-out > b.text-in"])
    value["edges"][0] |= {"sourceHandle": None, "targetHandle": None}
    assert told(value) == [("unknown_handle", "b", None)]
    value["edges"][0]["targetHandle"] = "text-in"
    assert told(value) == [("unknown_handle", "a", None)]


def test_a_handle_that_the_model_takes_away() -> None:
    value = document(
        [("a", "paint", {"prompt": "x"}), ("b", "paint", {"prompt": "x", "model": "bare"})],
        ["a.image-out > b.image-in"],
    )
    (problem,) = problems(value)
    assert (problem.code, problem.node_id, problem.field) == ("unknown_handle", "b", "image-in")
    assert "model" in problem.message


def test_types_that_do_not_fit() -> None:
    value = document(
        [("a", "film", {}), ("b", "paint", {"prompt": "x"})], ["a.video-out > b.image-in"]
    )
    (problem,) = problems(value)
    assert (problem.code, problem.node_id, problem.field) == ("type_mismatch", "b", "image-in")
    assert "no image model takes video" in problem.message


def test_two_wires_into_a_handle_for_one() -> None:
    value = document(
        [("a", "words", {}), ("b", "words", {}), ("c", "words", {})],
        ["a.text-out > c.text-in", "b.text-out > c.text-in"],
    )
    assert told(value) == [("bad_field", "c", "text-in")]


def test_several_wires_into_a_handle_for_several() -> None:
    value = document(
        [("a", "words", {}), ("b", "words", {}), ("c", "paint", {})],
        ["a.text-out > c.prompt-in", "b.text-out > c.prompt-in"],
    )
    assert problems(value) == []


def test_a_cycle_of_wires_and_templates_names_its_nodes() -> None:
    value = document(
        [
            ("a", "words", {"text": "{{ b.output.text }}"}),
            ("b", "words", {"text": "{{ c.output.text }}"}),
            ("c", "words", {}),
        ],
        ["a.text-out > c.text-in"],
    )
    (problem,) = problems(value)
    assert (problem.code, problem.node_id) == ("cycle", "a")
    assert "a → c → b → a" in problem.message


def test_a_node_that_reads_itself() -> None:
    value = document([("a", "words", {"text": "{{ a.output.text }}"})])
    assert told(value) == [("cycle", "a", None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ nobody.output.text }}", "no node 'nobody'; there is start, words, me"),
        ("{{ words.output.length }}", "words.output has no 'length'; it has text"),
        ("{{ words.output.text.first }}", "is a text"),
        ("{{ words.text }}", "write words.output"),
        ("{{ words }}", "write words.output"),
        ("{{ start.output.title }}", "it has prompt, photo"),
        ("{{ trigger.output.title }}", "it has prompt, photo"),
        ("{{ trigger.prompt }}", "write trigger.output"),
        ("{{ loop.currentItem }}", "no loop"),
        ("{{ run.attachments.nobody }}", "no node 'nobody'"),
        ("{{ run.attachments }}", "run.attachments.<node>"),
        ("{{ run.name }}", "there is run.id, run.startedAt and run.attachments.<node>"),
    ],
)
def test_names_that_mean_nothing(text: str, words: str) -> None:
    value = document(
        [("start", "start", GIVEN), ("words", "words", {}), ("me", "words", {"text": text})]
    )
    (problem,) = problems(value)
    assert (problem.code, problem.node_id, problem.field) == ("unknown_reference", "me", "text")
    assert words in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "{{ words.output.text }}",
        "{{ words.output.text.size }}",
        "{{ words.output }}",
        "{{ start.output.photo.url }}",
        "{{ trigger.output }}",
        "{{ picture.output.images[0].url }}",
        "{{ run.attachments.picture[0].url }}",
        "{% assign x = words.output.text %}{{ x }}",
    ],
)
def test_names_that_mean_something(text: str) -> None:
    value = document(
        [
            ("start", "start", GIVEN),
            ("words", "words", {}),
            ("picture", "paint", {"prompt": "x"}),
            ("me", "words", {"text": text}),
        ]
    )
    assert problems(value) == []


def test_without_a_trigger_there_is_no_trigger_to_name() -> None:
    value = document([("a", "words", {"text": "{{ trigger.output.prompt }}"})])
    assert told(value) == [("unknown_reference", "a", "text")]


def test_templates_in_params_and_lists_are_read() -> None:
    value = document(
        [
            ("a", "paint", {"prompt": "x", "params": {"negative": "{{ no.output.x }}"}}),
            ("b", "many", {"items": ["x", "{{ nor.output.x }}"]}),
            ("c", "answer", {"outputs": [{"name": "x", "value": "{{ nothing.output.x }}"}]}),
        ]
    )
    assert told(value) == [
        ("unknown_reference", "a", "params.negative"),
        ("unknown_reference", "b", "items.1"),
        ("unknown_reference", "c", "outputs.0.value"),
    ]


def test_a_template_with_bad_syntax() -> None:
    value = document([("a", "words", {"text": "{{ x | "})])
    assert told(value) == [("bad_field", "a", "text")]


def test_a_node_that_ran_per_item_has_items_in_templates() -> None:
    def using(name: str) -> dict[str, Any]:
        return document(
            [
                ("list", "many", {"items": ["a", "b"]}),
                ("picture", "paint", {}),
                ("me", "words", {"text": "{{ picture.output." + name + " }}"}),
            ],
            ["list.list-out > picture.prompt-in"],
        )

    assert problems(using("items")) == problems(using("images")) == []
    assert told(using("url")) == [("unknown_reference", "me", "text")]


def test_only_what_the_targets_need_is_judged() -> None:
    value = document(
        [
            ("good", "words", {"text": "a fox"}),
            ("named", "words", {}),
            ("picture", "paint", {"prompt": "{{ named.output.text }}"}),
            ("broken", "paint", {"count": 99}),
        ],
        ["good.text-out > picture.prompt-in", "picture.image-out > broken.image-in"],
    )
    assert problems(value, ["picture"]) == []
    assert told(value, ["broken"]) == [
        ("bad_field", "broken", "count"),
        ("missing_input", "broken", "prompt"),
    ]
    assert told(value) == told(value, ["broken"])


def test_what_a_target_needs_by_template_is_judged() -> None:
    value = document(
        [("picture", "paint", {"prompt": "{{ bad.output.url }}"}), ("bad", "paint", {"count": 0})]
    )
    assert ("bad_field", "bad", "count") in told(value, ["picture"])


def test_a_target_that_is_not_there() -> None:
    assert told(document([("a", "words", {})]), ["b"]) == [("bad_field", None, "nodes")]


def test_a_workflow_without_nodes_cannot_run() -> None:
    assert told(document([])) == [("bad_field", None, "nodes")]


def test_two_triggers() -> None:
    value = document([("a", "start", {}), ("b", "start", {})])
    assert told(value) == [("bad_field", "b", "type")]
    assert problems(value, ["b"]) == []


def test_inputs_that_a_trigger_cannot_ask_for() -> None:
    fields = [{"name": "x"}, {"name": "x"}, {"name": "n", "type": "number", "default": "many"}]
    assert told(document([("a", "start", {"fields": fields})])) == [
        ("bad_field", "a", "fields.1.name"),
        ("bad_field", "a", "fields.2.default"),
    ]


def test_outputs_that_cannot_be() -> None:
    value = document(
        [
            ("a", "words", {}),
            ("b", "answer", {"outputs": [{"name": "title"}]}),
            ("c", "answer", {"outputs": [{"name": "runId"}]}),
        ],
        ["a.text-out > b.runId", "a.text-out > c.title", "a.text-out > c.two words"],
    )
    assert told(value) == [
        ("bad_field", "b", "runId"),
        ("bad_field", "c", "title"),
        ("bad_field", "c", "two words"),
        ("bad_field", "c", "runId"),
    ]


def test_a_parent_that_is_not_there() -> None:
    value = document([("a", "words", {})])
    value["nodes"][0]["parentId"] = "gone"
    assert told(value) == [("bad_field", "a", "parentId")]


def test_every_problem_is_told_at_once() -> None:
    value = document(
        [
            ("a", "nothing", {}),
            ("b", "paint", {"count": 0}),
            ("c", "words", {"text": "{{ c.output.text }}{{ x.output }}"}),
            ("d", "film", {}),
        ],
        ["d.video-out > b.image-in", "gone.x > b.mask-in", "b.image-out > c.mouth"],
    )
    assert {code for code, _, _ in told(value)} == {
        "unknown_node_type",
        "bad_field",
        "missing_input",
        "type_mismatch",
        "dangling_edge",
        "unknown_handle",
        "unknown_reference",
        "cycle",
    }


def test_positions_and_other_view_data_change_nothing() -> None:
    moved = document([("a", "paint", {"prompt": "x"})])
    moved["nodes"][0] |= {"position": {"x": 5, "y": -3}, "selected": True, "zIndex": 4}
    assert problems(moved) == []


def test_a_long_chain_is_checked() -> None:
    nodes = [("n0", "words", {"text": "x"})]
    nodes += [
        (f"n{i}", "words", {"text": f"{{{{ n{i - 1}.output.text }}}}"}) for i in range(1, 5000)
    ]
    readings = read(document(nodes))
    assert check(readings) == []
    assert check(readings, ["n4999"]) == []


def test_so_many_problems_are_told_and_no_more() -> None:
    crowd = {f"extra{index}": 1 for index in range(50_000)}
    assert len(problems(document([("a", "words", crowd)]))) == MAX_BAD_FIELDS
    many = [(f"n{index}", "paint", {"x": 1}) for index in range(MAX_PROBLEMS)]
    assert len(problems(document(many))) == MAX_PROBLEMS
