"""From text to known terms: tokens, a little Italian, light lemmatising, longest match."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from limner.providers.sketch.iconset import IconIndex
from limner.providers.sketch.lexicon import Lexicon, Term

LONGEST_TERM = 5
LONGEST_NUMBER = 4
WORDS_PER_MARK = 12
"""A text is Italian with one word in so many that only Italian has."""
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+[^\W\d_]*|[,.;:!?()\n]", re.UNICODE)
_ELISION = re.compile(r"\b(l|un|dell|nell|sull|all|d)['’](?=\w)")
_POSSESSIVES = ("'s", "’s")
_BREAKS = frozenset(",.;:!?()\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A term met in the text. `plural` tells a regular plural; `text` is what stood there."""

    term: Term
    text: str
    plural: bool = False


def tokens(text: str, lexicon: Lexicon, icons: IconIndex) -> list[str]:
    """Lower-case words, numbers and breaks, in English where the text is Italian."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _ELISION.sub(r"\1 ", plain)
    found = _TOKEN.findall(plain)
    marks = sum(token in lexicon.italian_marks for token in found)
    if marks * WORDS_PER_MARK < max(1, len(found)):
        return found
    known = {**icons.italian, **lexicon.italian}
    translated = (known.get(token, token) for token in found)
    return _adjectives_first([word for phrase in translated for word in phrase.split()], lexicon)


def _adjectives_first(words: list[str], lexicon: Lexicon) -> list[str]:
    """ "A cat black" becomes "a black cat"."""
    ordered: list[str] = []
    for word in words:
        if ordered and _is_adjective(word, lexicon) and _may_be_noun(ordered[-1], lexicon):
            ordered.insert(len(ordered) - 1, word)
        else:
            ordered.append(word)
    return ordered


def _is_adjective(word: str, lexicon: Lexicon) -> bool:
    term = lexicon.terms.get(word)
    return term is not None and term.kind in ("colours", "sizes", "materials")


def _may_be_noun(word: str, lexicon: Lexicon) -> bool:
    term = next((lexicon.terms[form] for form in _forms(word) if form in lexicon.terms), None)
    return word not in _BREAKS and (term is None or term.kind in ("noun", "places"))


def find_terms(text: str, lexicon: Lexicon, icons: IconIndex) -> Iterator[Found]:
    """The known terms of the text in order; a break or an unknown word is a term of that kind."""
    words = tokens(text, lexicon, icons)
    at = 0
    while at < len(words):
        if words[at] in _BREAKS:
            yield Found(Term("break", ""), words[at])
            at += 1
            continue
        found, length = _longest(words, at, lexicon, icons)
        yield found
        at += length


def _longest(
    words: Sequence[str], at: int, lexicon: Lexicon, icons: IconIndex
) -> tuple[Found, int]:
    if words[at].isdigit() and int(words[at][:LONGEST_NUMBER]) > 0:
        return Found(Term("counts", words[at][:LONGEST_NUMBER]), words[at]), 1
    for length in range(min(LONGEST_TERM, len(words) - at), 0, -1):
        phrase = words[at : at + length]
        if _BREAKS.intersection(phrase):
            continue
        found = _lookup(" ".join(phrase), lexicon, icons)
        if found:
            return found, length
    return Found(Term("unknown", words[at]), words[at]), 1


def _lookup(text: str, lexicon: Lexicon, icons: IconIndex) -> Found | None:
    for form in _forms(text):
        term = lexicon.terms.get(form)
        if term is None:
            icon = icons.named(form)
            term = Term("noun", icon) if icon else None
        if term is not None:
            plural = text != form or _is_listed_plural(text, lexicon, icons)
            return Found(term, text, plural and not text.endswith(_POSSESSIVES))
    return None


def _is_listed_plural(text: str, lexicon: Lexicon, icons: IconIndex) -> bool:
    """Whether a term that is known as it stands is another's plural: "birds", not "lotus"."""
    _, *singulars = _forms(text)
    return any(form in lexicon.terms or icons.named(form) for form in singulars)


def _forms(text: str) -> Iterator[str]:
    """The text itself, then what it may be the regular plural of."""
    yield text
    first, of, rest = text.partition(" of ")
    if of and first.endswith("s"):
        yield f"{first[:-1]} of {rest}"
    if text.endswith("ies"):
        yield text[:-3] + "y"
    if text.endswith("ves"):
        yield text[:-3] + "f"
    if text.endswith("s") and not text.endswith("ss"):
        yield text[:-1]
    if text.endswith("es"):
        yield text[:-2]
    if text.endswith("'s") or text.endswith("’s"):
        yield text[:-2]
