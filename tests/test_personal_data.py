"""Every field of every model says whether it is about a person."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from vimeet.core.personal_data import declarations, undeclared_fields

MODELS = [model for model in apps.get_models() if model._meta.app_config.name.startswith("vimeet.")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_declared(model):
    undeclared = [f"{model._meta.label}.{name}" for name in undeclared_fields(model)]
    assert not undeclared, f"say in personal_data.py what these are: {', '.join(undeclared)}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_is_declared_that_is_not_there(model):
    declaration = declarations()[model]
    names = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    assert declaration.personal.keys() | declaration.not_personal <= names
    assert not declaration.personal.keys() & declaration.not_personal


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_path_to_the_person_exists(model):
    path = declarations()[model].person_path
    if not path:
        return
    step = model
    for name in path.split("__"):
        try:
            step = step._meta.get_field(name).related_model
        except FieldDoesNotExist:
            pytest.fail(f"{model._meta.label}: {path} leads nowhere at {name}")
    assert step._meta.label == "accounts.User"
