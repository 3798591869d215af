"""Subjects stand where the prompt puts them."""

import random

import pytest

from limner.providers.sketch.iconset import icon_index
from limner.providers.sketch.layout import Frame, lay_out
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.reader import read_prompt
from limner.providers.sketch.stage import Floor, Placed

LAND = Floor("land", 500, 700, 860)
TABLE = Floor("table", 420, 700, 840, hero=0.6)


def placed(prompt: str, floor: Floor = LAND, width: float = 1000, seed: int = 1) -> list[Placed]:
    words = lexicon()
    frame = Frame(
        width,
        1000,
        light=0.3,
        aspect=lambda _: 1.0,
        tallness=words.tallness,
        elements=words.elements,
        tops=words.tops,
        carried=words.carried,
        narrow=words.narrow,
    )
    return lay_out(read_prompt(prompt, "", words, icon_index()), floor, frame, random.Random(seed))


def one_of_each(prompt: str, floor: Floor = LAND) -> tuple[Placed, Placed]:
    places = placed(prompt, floor)
    first = next(p for p in places if p.subject == 0)
    return first, next(p for p in places if p.subject == 1)


def top(place: Placed) -> float:
    return place.foot[1] - place.height


def test_every_one_is_placed() -> None:
    assert len(placed("five dogs and two cats")) == 7


def test_on_is_above_and_touching() -> None:
    cup, books = one_of_each("a cup on a book", TABLE)
    assert books.foot[1] > cup.foot[1] >= top(books)
    assert cup.order > books.order


def test_under_is_at_the_foot_and_before_it() -> None:
    dog, tree = one_of_each("a dog under a tree")
    assert top(dog) > top(tree)
    assert dog.height < tree.height / 2
    assert dog.order > tree.order


def test_beside_is_apart_on_the_same_ground() -> None:
    cat, dog = one_of_each("a cat next to a dog")
    assert cat.foot[1] == dog.foot[1]
    assert dog.foot[0] - cat.foot[0] >= (cat.height + dog.height) / 2


def test_right_of_is_to_the_right() -> None:
    cat, dog = one_of_each("a cat to the right of a dog")
    assert cat.foot[0] > dog.foot[0]


def test_behind_is_higher_up_and_painted_first() -> None:
    cat, house = one_of_each("a cat behind a house")
    assert cat.foot[1] < house.foot[1]
    assert cat.order < house.order


def test_in_front_is_lower_down_and_painted_last() -> None:
    cat, house = one_of_each("a cat in front of a house")
    assert cat.foot[1] > house.foot[1]
    assert cat.order > house.order


def test_above_clears_the_top() -> None:
    dragon, castle = one_of_each("a dragon above a castle")
    assert dragon.foot[1] <= top(castle)


def test_what_a_bowl_holds_looks_out_of_it() -> None:
    places = placed("a bowl of oranges", TABLE)
    bowl = next(p for p in places if p.subject == 0)
    oranges = [p for p in places if p.subject == 1]
    half = bowl.height / 2
    assert all(abs(orange.foot[0] - bowl.foot[0]) < half for orange in oranges)
    assert all(orange.order < bowl.order for orange in oranges)
    assert min(top(orange) for orange in oranges) < top(bowl)


def test_an_umbrella_is_held_overhead() -> None:
    person, umbrella = one_of_each("a person under an umbrella")
    assert top(umbrella) < top(person)


def test_what_flies_is_in_the_sky() -> None:
    assert all(place.foot[1] < LAND.horizon + 1 for place in placed("a flock of birds in a field"))


def test_taller_things_are_taller() -> None:
    mouse, horse = one_of_each("a mouse next to a horse")
    assert mouse.height < horse.height / 2


def test_size_words_change_the_size() -> None:
    (plain,), (tiny,) = placed("a dog"), placed("a tiny dog")
    assert tiny.height < plain.height * 0.7


@pytest.mark.parametrize("width", [120, 1000, 6000])
@pytest.mark.parametrize(
    "prompt", ["nine elephants", "a castle, a cat and two dogs", "a giant whale"]
)
def test_all_stay_inside(prompt: str, width: float) -> None:
    for place in placed(prompt, width=width):
        assert place.height / 2 <= place.foot[0] + 1e-6
        assert place.foot[0] + place.height / 2 <= width + 1e-6
        assert top(place) >= 0


def test_a_chain_of_relations_is_placed_from_the_ground_up() -> None:
    places = placed("a mouse on a cat on a horse")
    feet = [next(p.foot[1] for p in places if p.subject == i) for i in range(3)]
    assert feet == sorted(feet)
    assert len(set(feet)) == 3


def test_a_balloon_in_the_hand_is_above_the_head() -> None:
    girl, balloon = one_of_each("a girl with a red balloon")
    assert top(balloon) < top(girl)
    assert abs(balloon.foot[0] - girl.foot[0]) < girl.height


def test_a_flock_keeps_apart() -> None:
    feet = [place.foot for place in placed("six hot air balloons")]
    gaps = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(feet) for b in feet[:i]]
    assert min(gaps) > 60
