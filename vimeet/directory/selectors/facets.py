"""The filters beside a search: their choices, and how many fit each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vimeet.directory.selectors.names import Names
from vimeet.directory.selectors.query import Search
from vimeet.registration.selectors.terms import Node, TermTree

# So many choices are shown at once; the others on demand.
_SHOWN = 8


@dataclass(frozen=True)
class Option:
    """One choice of a filter. ``depth``: under how many others it stands."""

    value: str
    label: str
    count: int
    on: bool
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A filter with the choices that fit somebody, and those that are on."""

    key: str
    label: str
    options: list[Option]

    @property
    def shown(self) -> list[Option]:
        """The choices to show at once: the first ones, and all that are on."""
        last_on = max((at for at, option in enumerate(self.options, 1) if option.on), default=0)
        # One more is shown rather than hidden behind a button of the same height.
        few = _SHOWN if len(self.options) > _SHOWN + 1 else _SHOWN + 1
        return self.options[: max(last_on, few)]

    @property
    def others(self) -> list[Option]:
        """Those shown on demand."""
        return self.options[len(self.shown) :]

    @property
    def chosen(self) -> int:
        """How many of its choices are on."""
        return sum(option.on for option in self.options)


def facets_of(names: Names, search: Search, counts: Mapping[str, int]) -> list[Facet]:
    """The filters, with the counts of a search (``Found.counts``); none where none is of use."""
    facets = [
        _facet(names, search, counts, "type", list(names.types)),
        _terms(names, search, counts, "need"),
        _terms(names, search, counts, "offer"),
        *(
            _facet(names, search, counts, key, list(choices))
            for key, (_label, choices) in names.questions.items()
        ),
        _countries(names, search, counts),
    ]
    # A filter of one choice that everybody has narrows nothing.
    return [facet for facet in facets if len(facet.options) > 1 or facet.chosen]


def _facet(
    names: Names, search: Search, counts: Mapping[str, int], key: str, values: list[str]
) -> Facet:
    on = set(search.values(key))
    options = [
        Option(value, names.value(key, value), counts.get(f"{key}:{value}", 0), value in on)
        for value in values
    ]
    return Facet(key, names.facet(key), [o for o in options if o.label and (o.count or o.on)])


def _countries(names: Names, search: Search, counts: Mapping[str, int]) -> Facet:
    there = {code.partition(":")[2] for code in counts if code.startswith("country:")}
    facet = _facet(names, search, counts, "country", [*there.union(search.values("country"))])
    facet.options.sort(key=lambda option: (-option.count, option.label))
    return facet


def _terms(names: Names, search: Search, counts: Mapping[str, int], key: str) -> Facet:
    on = set(search.values(key))
    options = [
        Option(str(n.term.pk), n.term.name, counts.get(f"{key}:{n.term.pk}", 0), opened, n.depth)
        for n, opened in _opened(names.tree, on)
    ]
    return Facet(key, names.facet(key), [option for option in options if option.count or option.on])


def _opened(tree: TermTree, on: set[str]) -> Iterator[tuple[Node, bool]]:
    """The branches, and what stands under those that are on; each with whether it is on."""
    # Above what is on everything is open.
    open_pks = {term.pk for node in tree.nodes if str(node.term.pk) in on for term in node.above}
    open_pks |= {int(value) for value in on if value.isdecimal()}
    for node in tree.nodes:
        if not node.above or node.above[-1].pk in open_pks:
            yield node, node.term.pk in open_pks
