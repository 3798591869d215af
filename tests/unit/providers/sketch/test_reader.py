"""A prompt's words become the scene they describe."""

import pytest

from limner.providers.sketch.iconset import icon_index
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.reader import MOST_OF_ONE, MOST_SUBJECTS, read_prompt
from limner.providers.sketch.scene import Link, Scene


def read(prompt: str, negative: str = "") -> Scene:
    return read_prompt(prompt, negative, lexicon(), icon_index())


def icons(scene: Scene) -> list[str]:
    return [subject.icon for subject in scene.subjects]


def test_a_whole_sentence() -> None:
    scene = read("a fox in a snowy forest at dusk")
    assert (scene.place, scene.time, scene.weather, scene.season) == (
        "forest", "dusk", "snow", "winter",
    )  # fmt: skip
    assert icons(scene) == ["fox"]


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("a cat", 1),
        ("two cats", 2),
        ("three sailboats on the sea", 3),
        ("a pair of owls", 2),
        ("seven penguins", 7),
        ("a dozen balloons", 12),
        ("12 cats", 12),
        ("a flock of birds", 15),
        ("cats", 3),
        ("several dogs", 5),
        ("99999 cats", MOST_OF_ONE),
    ],
)
def test_count_words(prompt: str, count: int) -> None:
    assert [subject.count for subject in read(prompt).subjects] == [count]


@pytest.mark.parametrize(
    ("prompt", "link"),
    [
        ("a cat on a chair", Link("on", 0)),
        ("a dog under a tree", Link("under", 0)),
        ("a cat next to a dog", Link("beside", 0)),
        ("a cat and a dog", Link("beside", 0)),
        ("a cat behind a dog", Link("behind", 0)),
        ("a cat in front of a house", Link("front", 0)),
        ("a dragon above a castle", Link("above", 0)),
        ("roses in a vase", Link("inside", 0)),
        ("a bowl of oranges", Link("holds", 0)),
    ],
)
def test_prepositions(prompt: str, link: Link) -> None:
    assert read(prompt).subjects[1].link == link


def test_colours_go_with_the_noun_that_follows() -> None:
    car, vase = read("a red car and a blue vase").subjects
    assert car.colour == lexicon().terms["red"].value
    assert vase.colour == lexicon().terms["blue"].value


def test_a_colour_before_a_place_is_the_places() -> None:
    scene = read("a purple forest")
    assert scene.colour == lexicon().terms["purple"].value
    assert scene.subjects == ()


def test_a_comma_ends_what_an_adjective_is_about() -> None:
    assert read("red, a cat").subjects[0].colour is None


def test_sizes() -> None:
    assert [s.size for s in read("a tiny dog, a huge cat, a mouse").subjects] == [-2, 2, 0]


def test_material_of_the_table() -> None:
    assert read("a cup on a walnut table").material == lexicon().terms["walnut"].value


def test_what_a_negative_prompt_names_is_left_out() -> None:
    scene = read("a cat and a dog in the rain with a rainbow", "dog, rain, rainbow")
    assert icons(scene) == ["cat"]
    assert scene.weather == "clear"
    assert scene.features == frozenset()


def test_links_still_hold_after_a_removal() -> None:
    scene = read("a mouse, a cat on a chair", "mouse")
    assert icons(scene) == ["cat", "chair"]
    assert scene.subjects[1].link == Link("on", 0)


def test_without_and_no_leave_out_the_next_noun() -> None:
    assert icons(read("a house without a tree")) == ["house"]
    assert icons(read("a house, no people")) == ["house"]


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("a whale", "underwater"),
        ("a camel", "desert"),
        ("a slice of cake", "table"),
        ("a rocket", "space"),
        ("a lighthouse", "sea"),
        ("a sports car in a neon city", "street"),
        ("skyline of a city", "city"),
        ("a windmill in a tulip field", "garden"),
        ("product photo of a perfume bottle", "studio"),
        ("stars at night", "mountains"),
        ("abstract joy", "abstract"),
        ("flurgle snib", "abstract"),
    ],
)
def test_places(prompt: str, place: str) -> None:
    assert read(prompt).place == place


def test_an_animal_in_a_costume_is_one_subject() -> None:
    (cat,) = read("an astronaut cat").subjects
    assert (cat.icon, cat.costume) == ("cat", "astronaut")


def test_of_two_nouns_side_by_side_the_second_is_meant() -> None:
    assert icons(read("a mushroom house")) == ["house"]


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("a watercolor of a fox", "watercolor"),
        ("oil painting of a ship", "oil_painting"),
        ("an anime city", "anime"),
        ("a fox", "auto"),
    ],
)
def test_style_words(prompt: str, style: str) -> None:
    assert read(prompt).style == style


def test_words_about_the_picture_itself_are_no_subjects() -> None:
    scene = read("photo of a cat, film grain, dramatic light, shallow depth of field, 4k")
    assert icons(scene) == ["cat"]


@pytest.mark.parametrize(
    ("italian", "english"),
    [
        ("una volpe nel bosco", "a fox in the forest"),
        ("tre barche sul mare al tramonto", "three boats on the sea at sunset"),
        ("un gatto nero sotto un albero", "a black cat under a tree"),
        ("l'albero rosso", "the red tree"),
    ],
)
def test_italian(italian: str, english: str) -> None:
    one, other = read(italian), read(english)
    assert (one.place, one.time, one.subjects) == (other.place, other.time, other.subjects)


def test_no_more_subjects_than_a_picture_can_hold() -> None:
    crowd = "a cat, a dog, a horse, a cow, a pig, a duck, a swan, a goat, an owl"
    assert len(read(crowd).subjects) == MOST_SUBJECTS


@pytest.mark.parametrize(
    "prompt", ["", "   ", "،؟", "\x00\x07\u202e", "🦊🦊", "<svg/>", "a" * 4000]
)
def test_odd_text_is_a_scene_like_any_other(prompt: str) -> None:
    assert read(prompt).place == "abstract"


def test_clothes_colour_their_wearer() -> None:
    (woman,) = read("a woman in a blue dress").subjects
    assert (woman.icon, woman.colour) == ("woman", lexicon().terms["blue"].value)


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("a lotus", 1),
        ("a tiger's den", 1),
        ("bees", 3),
        ("an octopus", 1),
        ("two cups of tea", 2),
        ("tropical fish", 5),
    ],
)
def test_an_s_at_the_end_is_not_always_a_plural(prompt: str, count: int) -> None:
    assert [subject.count for subject in read(prompt).subjects] == [count]


def test_a_thing_named_twice_is_one_thing() -> None:
    assert icons(read("a cat, playful cat")) == ["cat"]


@pytest.mark.parametrize(
    "word",
    [
        "water", "sea", "light", "wall", "floor", "air", "picture", "photo", "shot", "background",
        "style", "scene", "lens", "bokeh", "4k", "masterpiece", "studio lighting", "close-up",
        "wide shot", "view", "horizon", "window", "steam", "drop", "fly", "bank", "sign", "eyes",
        "hands", "smoke", "brick", "action", "second", "cancer", "life", "golden hour", "super",
        "refreshing", "strong", "track", "opening", "transparent", "shallow",
    ],
)  # fmt: skip
def test_general_and_photographic_words_are_no_subjects(word: str) -> None:
    assert icons(read(f"a cat, {word}")) == ["cat"]


def test_only_names_lead_to_icons() -> None:
    names = icon_index().names
    assert names["toilet"] == "toilet"
    assert {"water", "wall", "bathroom", "action", "lucky"}.isdisjoint(names)


LIGHTHOUSE = (
    "a lighthouse on a cliff at sunset, two sailboats on the sea\n\n"
    "calm water, warm light, a few gulls"
)


def test_boats_on_the_sea_are_at_sea_though_a_cliff_is_named() -> None:
    scene = read(LIGHTHOUSE)
    assert (scene.place, scene.time, scene.mood) == ("sea", "sunset", "calm")
    assert scene.features == {"cliff"}
    assert [(s.icon, s.count) for s in scene.subjects] == [
        ("lighthouse", 1), ("sailboat", 2), ("flying-bird", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("a red boat on a lake\n\nmountains in the distance, a forest", "lake"),
        ("A cabin in the woods. The sea is far away.", "forest"),
        ("mountains with a lake", "lake"),
        ("hills by the sea, a sailboat", "sea"),
        ("a cat in the city. A street with cars", "street"),
        ("a castle on a cliff", "mountains"),
        ("a sailboat below a cliff", "sea"),
        ("a dog by the sea", "beach"),
        ("a gondola in a street of Venice", "city"),
        ("soup on a table in a kitchen", "table"),
        ("a cat by the window", "room"),
        ("an astronaut before a wall", "space"),
        ("a horse under a dramatic sky", "meadow"),
        ("a wood table with a cup", "table"),
        ("dramatic clouds in the sky", "air"),
        ("a northern cabin", "forest"),
        ("a cup of coffee on a window sill", "table"),
        ("a snowy village", "hills"),
    ],
)
def test_the_first_sentence_sets_the_place(prompt: str, place: str) -> None:
    assert read(prompt).place == place


def test_a_negative_prompt_takes_a_place_away() -> None:
    assert read("a cat in a forest by a lake", "lake").place == "forest"


@pytest.mark.parametrize(
    ("prompt", "icon"),
    [
        ("a serum bottle", "lotion-bottle"),
        ("lotus flowers", "lotus"),
        ("an armchair", "armchair"),
        ("a pair of glasses", "glasses"),
        ("a stack of pancakes", "pancakes"),
        ("a planet with rings", "ringed-planet"),
        ("an old fisherman", "old-man"),
    ],
)
def test_phrases_that_are_one_thing(prompt: str, icon: str) -> None:
    assert [(s.icon) for s in read(prompt).subjects] == [icon]


def test_people_with_clothes_wear_them_and_animals_keep_their_colour() -> None:
    assert icons(read("a man with a hat and sunglasses")) == ["man"]
    (dog,) = read("a dog wearing a red scarf").subjects
    assert (dog.icon, dog.colour) == ("dog", None)


def test_who_is_in_a_tree_or_a_building_is_seen_before_it() -> None:
    assert read("a squirrel in an oak tree").subjects[1].link == Link("front", 0)
    assert read("a man in a boat").subjects[1].link == Link("inside", 0)


def test_it_is_what_was_named_before() -> None:
    chair, cat = read("a chair with a cat sleeping on it").subjects
    assert (chair.icon, chair.link) == ("chair", Link("on", 1))
    assert (cat.icon, cat.link) == ("cat", None)


@pytest.mark.parametrize(("prompt", "count"), [("a family", 4), ("a couple", 2), ("a fish", 1)])
def test_some_are_many_though_one_is_named(prompt: str, count: int) -> None:
    assert [s.count for s in read(prompt).subjects] == [count]


def test_the_colour_of_a_wall_is_the_rooms() -> None:
    assert read("a cat before a blue wall").colour == lexicon().terms["blue"].value


@pytest.mark.parametrize(
    ("italian", "place", "subjects"),
    [
        ("due bambini che giocano sulla spiaggia", "beach", ["child"]),
        ("una poltrona vicino alla finestra", "room", ["armchair"]),
        ("un calamaro nel mare", "sea", ["squid"]),
        ("un faro sulla scogliera, gabbiani", "sea", ["lighthouse", "flying-bird"]),
    ],
)
def test_italian_scenes(italian: str, place: str, subjects: list[str]) -> None:
    scene = read(italian)
    assert (scene.place, icons(scene)) == (place, subjects)


def test_italian_names_are_not_heard_in_english() -> None:
    assert icons(read("a cat for sale, a pane, some mare")) == ["cat", "horse"]
