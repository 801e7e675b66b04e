"""Changing the event's taxonomy of needs and offers: a tree, and pairs of its terms.

Whoever changes the tree holds the event's row, so that two moves at once make no circle. Each
change counts as one of every profile: what fits whom hangs on the whole tree. The profiles come
first, before what is told of a changed term: a change of one profile takes its rows in that order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.models import Event
from vimeet.registration.models import Delegation, Term, TermPair
from vimeet.registration.selectors.terms import TermTree, term_tree
from vimeet.registration.services.term_lists import Line

if TYPE_CHECKING:
    from vimeet.accounts.models import User

FIELDS = ("name_en", "name_fr", "parent")
# Deeper ones could not be read on a phone.
MOST_LEVELS = 5
MOST_TERMS = 2000


def _locked_tree(event: Event) -> tuple[Event, TermTree]:
    """The event's row, locked, and its terms as they are then."""
    # Not its key: who makes the directory again adds rows of the event and holds entries meanwhile,
    # for which a change of a term waits.
    rows = Event.objects.select_for_update(of=("self",), no_key=True).select_related("organiser")
    locked: Event = rows.get(pk=event.pk)
    return locked, term_tree(locked)


def _touch_profiles(event: Event) -> None:
    Delegation.objects.of_event(event).update(profile_changed_at=timezone.now())


def _check_place(tree: TermTree, parent: Term | None, branch_levels: int = 1) -> None:
    """Raise ValidationError where a branch of so many levels does not go under ``parent``."""
    if parent is not None and parent.pk not in tree.by_pk:
        raise ValidationError({"parent": _("This need or offer is no longer there.")})
    depth = 0 if parent is None else tree.by_pk[parent.pk].depth + 1
    if depth + branch_levels > MOST_LEVELS:
        raise ValidationError({"parent": _too_deep()})


def _too_deep() -> ValidationError:
    return ValidationError(_("The list has at most %(n)d levels."), params={"n": MOST_LEVELS})


def _check_name(tree: TermTree, parent: Term | None, name: str, but: Term | None = None) -> None:
    """Raise ValidationError if there is such a one under ``parent`` already."""
    for other in tree.children(parent.pk if parent else None):
        if other != but and other.name_en.casefold() == name.casefold():
            raise ValidationError({"name_en": _("This is in the list already.")})


@transaction.atomic
def add_term(
    *, event: Event, actor: User | None, name_en: str, name_fr: str, parent: Term | None = None
) -> Term:
    """Add a need or offer, last of those under ``parent``.

    Raises ValidationError if one of this name is there, or the list gets too deep or too long.
    """
    event, tree = _locked_tree(event)
    _check_place(tree, parent)
    _check_name(tree, parent, name_en)
    _check_length(tree, 1)
    term = _add(event, tree, Line(name_en, name_fr), parent)
    record(action="term.added", obj=term, actor=actor, event=event, changes=created(term, FIELDS))
    return term


def _check_length(tree: TermTree, more: int) -> None:
    if len(tree.by_pk) + more > MOST_TERMS:
        raise ValidationError(
            _("The list has at most %(n)d needs and offers."), params={"n": MOST_TERMS}
        )


def _add(event: Event, tree: TermTree, line: Line, parent: Term | None) -> Term:
    siblings = tree.children(parent.pk if parent else None)
    term: Term = Term.objects.create(
        event=event,
        parent=parent,
        position=max((one.position for one in siblings), default=-1) + 1,
        name_en=line.name_en,
        name_fr=line.name_fr,
    )
    return term


@transaction.atomic
def change_term(
    *, term: Term, actor: User | None, name_en: str, name_fr: str, parent: Term | None = None
) -> Term:
    """Rename a need or offer, or put it under another one; who chose it has it still.

    Raises ValidationError if it would stand under itself, a name is taken or the list too deep.
    """
    event, tree = _locked_tree(term.event)
    if term.pk not in tree.by_pk:
        raise ValidationError(_("This need or offer is no longer there."))
    branch = tree.branch(term.pk)
    if parent is not None and parent.pk in branch:
        raise ValidationError(
            {"parent": _("It can’t stand under itself, nor under one that stands under it.")}
        )
    own_depth = tree.by_pk[term.pk].depth
    _check_place(tree, parent, max(tree.by_pk[pk].depth for pk in branch) - own_depth + 1)
    _check_name(tree, parent, name_en, but=term)
    current = tree.by_pk[term.pk].term
    changes = assign(current, {"name_en": name_en, "name_fr": name_fr, "parent": parent})
    if changes:
        _touch_profiles(event)
        columns = list(changes)
        if "parent" in changes:
            siblings = tree.children(parent.pk if parent else None)
            current.position = max((one.position for one in siblings), default=-1) + 1
            columns.append("position")
        current.save(update_fields=columns)
        record(action="term.changed", obj=current, actor=actor, event=event, changes=changes)
    return current


@transaction.atomic
def step_term(*, term: Term, actor: User | None, by: int) -> None:
    """Put a need or offer ``by`` places later among those beside it (earlier where negative)."""
    event, tree = _locked_tree(term.event)
    if term.pk not in tree.by_pk:
        raise ValidationError(_("This need or offer is no longer there."))
    current = tree.by_pk[term.pk].term
    siblings = tree.children(current.parent_id)
    at = next(i for i, one in enumerate(siblings) if one.pk == current.pk)
    to = max(0, min(len(siblings) - 1, at + by))
    if to == at:
        return
    siblings.insert(to, siblings.pop(at))
    for position, one in enumerate(siblings):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    record(
        action="term.moved",
        obj=current,
        actor=actor,
        event=event,
        changes={"position": [at + 1, to + 1]},
    )


@transaction.atomic
def delete_term(*, term: Term, actor: User | None) -> int:
    """Delete a need or offer with all that stand under it; profiles and answers lose them.

    Returns how many went.
    """
    event, tree = _locked_tree(term.event)
    if term.pk not in tree.by_pk:
        return 0
    branch = tree.branch(term.pk)
    _touch_profiles(event)
    changes = deleted(term, FIELDS)
    if branch[1:]:
        changes["below"] = [[tree.by_pk[pk].term.name_en for pk in branch[1:]], None]
    record(action="term.deleted", obj=term, actor=actor, event=event, changes=changes)
    Term.objects.filter(pk__in=branch).delete()
    return len(branch)


@transaction.atomic
def import_terms(*, event: Event, actor: User | None, lines: list[Line]) -> int:
    """Add what ``lines`` name and is not there yet, each at its level; returns how many.

    Raises ValidationError if the list would get too deep or too long.
    """
    event, tree = _locked_tree(event)
    above: list[Term] = []
    added: list[str] = []
    for line in lines:
        parent = above[line.level - 1] if line.level else None
        known = {
            one.name_en.casefold(): one for one in tree.children(parent.pk if parent else None)
        }
        term = known.get(line.name_en.casefold())
        if term is None:
            if line.level >= MOST_LEVELS:
                raise _too_deep()
            _check_length(tree, 1)
            term = _add(event, tree, line, parent)
            tree.add(term)
            added.append(term.name_en)
        above[line.level :] = [term]
    if added:
        record(
            action="terms.imported",
            obj=event,
            actor=actor,
            event=event,
            changes={"added": [None, added]},
        )
    return len(added)


@transaction.atomic
def set_pair(*, need: Term, offer: Term, kind: str, actor: User | None) -> TermPair:
    """Say that who looks for ``need`` and who offers ``offer`` fit or clash; once per two terms.

    Raises ValidationError if they are one and the same, or not of one event.
    """
    if need.event_id != offer.event_id:
        raise ValidationError(_("This need or offer is not one of the event's."))
    if need.pk == offer.pk and kind == TermPair.Kind.FITS:
        raise ValidationError(_("Who looks for it and who offers it fit already."))
    event, _tree = _locked_tree(need.event)
    pair, new = TermPair.objects.get_or_create(
        need=need, offer=offer, defaults={"event": event, "kind": kind}
    )
    changes = created(pair, ("kind",)) if new else assign(pair, {"kind": kind})
    if changes:
        pair.save()
        record(action="term_pair.set", obj=pair, actor=actor, event=event, changes=changes)
        _touch_profiles(event)
    return pair


@transaction.atomic
def delete_pair(*, pair: TermPair, actor: User | None) -> None:
    """Forget what was said of two terms."""
    event, _tree = _locked_tree(pair.event)
    record(
        action="term_pair.deleted",
        obj=pair,
        actor=actor,
        event=event,
        changes=deleted(pair, ("kind",)),
    )
    pair.delete()
    _touch_profiles(event)
