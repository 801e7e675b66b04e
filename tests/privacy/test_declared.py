"""Each declared field is erased once its time is over, and not a day before.

The cases are the declarations: a new field joins by being declared, and fails as long as nothing
erases it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World, today
from tests.privacy.rows import ROWS, fill, is_gone
from vimeet.accounts.models import Membership
from vimeet.core.personal_data import Personal, Retention, declarations
from vimeet.registration.questions.definition import Question

FIELDS = [
    pytest.param(model, name, id=f"{model._meta.label}.{name}")
    for model, declaration in declarations().items()
    for name in declaration.personal
]
# Of what the form says of each field.
FORM_DAYS = Question.__dataclass_fields__["keep_days"].default


def count_from(row: models.Model, retention: Retention, world: World, *, over: bool) -> None:
    """Set the date that the retention counts from: its time is over since a moment, or ends in a
    day."""
    paths = [path.format(event=getattr(row, "event_path", "")) for path in _paths(row, retention)]
    days = retention.days if retention.since.paths else FORM_DAYS
    for at, path in enumerate(paths):
        *way, name = path.split("__")
        target: Any = row
        for step in way:
            target = getattr(target, step)
        if isinstance(target, models.Manager):
            target = target.get()
        moment = isinstance(target._meta.get_field(name), models.DateTimeField)
        if retention.years:
            year = timezone.now().year - retention.years
            value: Any = dt.date(year - 1, 12, 30) if over else dt.date(year, 1, 2)
            value = dt.datetime.combine(value, dt.time(), dt.UTC) if moment else value
        elif moment:
            spare = dt.timedelta(hours=-1) if over else dt.timedelta(days=1)
            # Of several dates the first that is there counts.
            value = timezone.now() - dt.timedelta(days=days) + (spare if not at else -spare * 100)
        else:
            value = today() - dt.timedelta(days=days + over)
        type(target)._base_manager.filter(pk=target.pk).update(
            **{name: value} | ({"starts_on": value} if name == "ends_on" else {})
        )


def _paths(row: models.Model, retention: Retention) -> tuple[str, ...]:
    return retention.since.paths or ("{event}__ends_on",)


def make(model: type[models.Model], world: World, *, over: bool) -> tuple[Any, dict[str, Any]]:
    """A row of ``model`` with something in each field; an invoice is as it was issued."""
    if model._meta.label == "shop.Invoice":
        year = timezone.now().year - 10 - over
        world.event.ends_on = dt.date(year, 12, 31) if over else dt.date(year, 1, 1)
        return ROWS[model](world), {}
    row = ROWS[model](world)
    return row, fill(row, declarations()[model].personal, world)


def in_time(model: type[models.Model], name: str, world: World, *, over: bool) -> bool:
    """Whether the field is erased in the night when its time is (not) over."""
    personal: Personal = declarations()[model].personal[name]
    row, written = make(model, world, over=over)
    if model._meta.label != "shop.Invoice":
        count_from(row, personal.retention, world, over=over)
    call_command("expire")
    return is_gone(row, name, personal, written)


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_field_is_erased_once_its_time_is_over(world: World, model, name, capsys):
    personal = declarations()[model].personal[name]
    if model is Membership:
        assert ends_with_its_act(world)
        return
    assert personal.retention.since.paths or personal.eraser, "nothing says when its time is over"
    assert in_time(model, name, world, over=True)


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_field_is_kept_until_the_last_day(world: World, model, name, capsys):
    if model is Membership:
        row = ROWS[model](world)
        call_command("expire")
        assert Membership.objects.filter(pk=row.pk).exists()
        return
    assert not in_time(model, name, world, over=False)


def ends_with_its_act(world: World) -> bool:
    """Who is taken out of the team has no row there from then on."""
    row = ROWS[Membership](world)
    client = Client()
    client.force_login(world.organiser_user)
    address = reverse("console:member_remove", kwargs=world.event.url_kwargs | {"pk": row.pk})
    assert client.post(address).status_code == 302
    return not Membership.objects.filter(pk=row.pk).exists()
