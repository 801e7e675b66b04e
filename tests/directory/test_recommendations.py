"""Recommendations: who fits whom, in which order, and why; as computed for hand-made profiles."""

from __future__ import annotations

import pytest
from django.utils import translation

from vimeet.directory.recommendations.matching import matches
from vimeet.directory.recommendations.ranking import Found, Profile, rank
from vimeet.directory.recommendations.reasons import reasons_of
from vimeet.registration.models import Term, TermPair
from vimeet.registration.selectors.terms import TermTree

# Machining: milling (five axes), turning. Composites: repair. Light structures.
NAMES = ("machining", "milling", "axes", "turning", "composites", "repair", "light")
PARENTS = {
    "milling": "machining",
    "axes": "milling",
    "turning": "machining",
    "repair": "composites",
}
PK = {name: number for number, name in enumerate(NAMES, 1)}
TREE = TermTree(
    Term(pk=PK[name], parent_id=PK.get(PARENTS.get(name, "")), name_en=name, name_fr=f"{name}-fr")
    for name in NAMES
)
FITS, CLASHES = TermPair.Kind.FITS, TermPair.Kind.CLASHES


def pair(need: str, offer: str, kind: str = FITS) -> TermPair:
    return TermPair(need_id=PK[need], offer_id=PK[offer], kind=kind)


def company(pk: int, needs: str = "", offers: str = "", **texts: str) -> Profile:
    """A company that looks for and offers the named terms; ``wants`` and ``has`` are its texts."""
    return Profile(
        pk,
        kind=1,
        needs=frozenset(PK[name] for name in needs.split()),
        offers=frozenset(PK[name] for name in offers.split()),
        needs_text=(("en", texts.get("wants", "")),),
        offers_text=(("en", texts.get("has", "")),),
    )


def recommended(me: Profile, *others: Profile, pairs: tuple[TermPair, ...] = ()) -> list[Found]:
    return dict(rank([me, *others], matches(TREE, pairs), {1: {1}}))[me.pk]


def order(me: Profile, *others: Profile, pairs: tuple[TermPair, ...] = ()) -> list[int]:
    return [found.to for found in recommended(me, *others, pairs=pairs)]


def why(me: Profile, other: Profile, pairs: tuple[TermPair, ...] = ()) -> list[str]:
    (found,) = recommended(me, other, pairs=pairs)
    with translation.override("en"):
        return reasons_of(found.to_json(), TREE)


def test_the_same_comes_before_a_part_before_the_whole_before_nothing():
    me = company(1, needs="milling")
    the_same = company(2, offers="milling")
    a_part = company(3, offers="axes")
    the_whole = company(4, offers="machining")
    another_part = company(5, offers="turning")
    assert order(me, another_part, the_whole, a_part, the_same) == [2, 3, 4]


def test_more_matches_come_before_fewer():
    me = company(1, needs="milling repair light")
    assert order(me, company(2, offers="milling"), company(3, offers="milling repair")) == [3, 2]


def test_those_who_look_for_what_i_offer_are_recommended_too():
    assert order(company(1, offers="turning"), company(2, needs="turning")) == [2]


def test_mutual_interest_comes_first():
    me = company(1, needs="milling repair light", offers="turning")
    much = company(2, offers="milling repair light")
    mutual = company(3, needs="turning", offers="machining")
    assert order(me, much, mutual) == [3, 2]
    assert [found.mutual for found in recommended(me, much, mutual)] == [True, False]


def test_a_pair_that_fits_counts_and_for_what_stands_under_it():
    me = company(1, needs="light")
    composites, repair = company(2, offers="composites"), company(3, offers="repair")
    assert order(me, composites, repair) == []
    assert order(me, repair, composites, pairs=(pair("light", "composites"),)) == [2, 3]


def test_a_pair_that_clashes_outweighs_the_tree():
    me = company(1, needs="machining")
    milling, turning = company(2, offers="milling"), company(3, offers="turning")
    assert set(order(me, milling, turning)) == {2, 3}
    # Milling clashes and so does what is under it, turning does not.
    clash = pair("machining", "milling", CLASHES)
    assert order(me, milling, turning, pairs=(clash,)) == [3]
    assert order(me, company(4, offers="axes"), turning, pairs=(clash,)) == [3]


def test_the_nearer_of_two_pairs_counts():
    me = company(1, needs="light")
    repair = company(2, offers="repair")
    general, special = pair("light", "composites", CLASHES), pair("light", "repair")
    assert order(me, repair, pairs=(general,)) == []
    assert order(me, repair, pairs=(general, special)) == [2]


def test_the_same_term_fits_though_a_pair_above_clashes():
    me = company(1, needs="axes")
    pairs = (pair("machining", "machining", CLASHES),)
    assert order(me, company(2, offers="axes"), pairs=pairs) == [2]


def test_a_clash_lowers_who_also_fits_and_is_told():
    me = company(1, needs="milling light")
    both = company(2, offers="milling repair")
    plain = company(3, offers="machining")
    clash = pair("light", "repair", CLASHES)
    assert order(me, both, plain) == [2, 3]
    milling = company(4, offers="milling turning repair", needs="")
    me = company(1, needs="milling light turning")
    assert order(me, milling, company(5, offers="milling turning"), pairs=(clash,)) == [5, 4]
    assert why(me, milling, pairs=(clash,))[-1] == (
        "But you look for light and they offer repair: that does not go together."
    )


def test_whom_one_may_not_ask_is_not_recommended():
    buyer = company(1, needs="milling")
    seller = Profile(2, kind=2, offers=frozenset({PK["milling"]}))
    other = Profile(3, kind=3, offers=frozenset({PK["milling"]}))
    found = dict(rank([buyer, seller, other], matches(TREE, ()), {1: {2}, 2: set()}))
    assert [one.to for one in found[1]] == [2]
    assert found[2] == []


def test_texts_that_are_alike_count_after_accents_and_endings():
    me = company(1, wants="Titanium castings for landing gears")
    alike = company(2, has="We cast titanium: a casting for each landing gear")
    unlike = company(3, has="Seats, textiles and foams for cabins")
    assert order(me, unlike, alike) == [2]
    (found,) = recommended(me, unlike, alike)
    assert {"en": "landing"} in found.my_words
    french = Profile(4, 1, needs_text=(("fr", "Recherche de pièces usinées en métal léger"),))
    offer = Profile(5, 1, offers_text=(("fr", "Usinage de pieces en metaux et métal leger"),))
    assert order(french, offer) == [5]


def test_words_that_everybody_uses_tell_nothing():
    others = [
        company(pk, has=f"Precision aerospace parts, speciality {name} in {name}land")
        for pk, name in enumerate(["alpha", "bravo", "charlie", "delta", "echo", "golf"] * 5, 2)
    ]
    me = company(1, wants="Precision aerospace parts, speciality golf in Golfland")
    assert order(me, *others)
    assert all({"en": "golf"} in found.my_words for found in recommended(me, *others))


@pytest.mark.parametrize(
    ("me", "other", "text"),
    [
        (
            company(1, needs="milling"),
            company(2, offers="milling"),
            "You look for milling: they offer it.",
        ),
        (
            company(1, needs="machining"),
            company(2, offers="axes"),
            "You look for machining: they offer axes.",
        ),
        (
            company(1, needs="axes"),
            company(2, offers="machining"),
            "You look for axes: they offer machining, which it is a part of.",
        ),
        (
            company(1, offers="turning"),
            company(2, needs="turning"),
            "They look for turning: you offer it.",
        ),
        (
            company(1, wants="titanium bolts"),
            company(2, has="titanium bolts"),
            "What you look for and what they offer have words in common: bolts and titanium.",
        ),
        (
            company(1, has="titanium bolts"),
            company(2, wants="titanium bolts"),
            "What they look for and what you offer have words in common: bolts and titanium.",
        ),
    ],
)
def test_each_comes_with_its_reason_in_words(me, other, text):
    assert why(me, other) == [text]


def test_words_are_named_as_the_readers_language_has_them():
    """Two in common, but one of them only in the other language: it is a word, not words."""
    wants = Profile(1, 1, needs_text=(("en", "bolts titanium"), ("fr", "titane")))
    has = Profile(2, 1, offers_text=(("en", "bolts titanium"), ("fr", "titane")))
    (found,) = recommended(wants, has)
    with translation.override("fr"):
        assert reasons_of(found.to_json(), TREE) == [
            "Ce que vous recherchez et ce qu’ils proposent ont un mot en commun\u00a0: titane."
        ]


def test_a_reason_whose_term_is_gone_is_none():
    (found,) = recommended(company(1, needs="milling"), company(2, offers="milling"))
    assert reasons_of(found.to_json(), TermTree([])) == []


def test_many_profiles_are_ranked_as_few_are():
    """More than one piece of the square matrix: each row is the one it would be alone."""
    crowd = [
        company(
            pk,
            needs=NAMES[pk % 7],
            offers=NAMES[(pk * 3) % 7],
            has=f"word{'abcdefg'[pk % 7]} titanium",
        )
        for pk in range(1, 1101)
    ]
    found = dict(rank(crowd, matches(TREE, ()), {1: {1}}))
    last = crowd[-1]
    for one in found[last.pk][:5]:
        other = crowd[one.to - 1]
        assert recommended(last, other)[0].mine == one.mine
        assert recommended(last, other)[0].mutual == one.mutual
    assert not any(one.to == last.pk for one in found[last.pk])


def test_nobody_is_no_fault():
    assert dict(rank([], matches(TREE, ()), {})) == {}
    assert order(company(1)) == []
