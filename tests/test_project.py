"""The project itself: versions pinned, no drift between models and migrations."""

from __future__ import annotations

from django.core.management import call_command

from tests.pins import installed, pinned


def test_every_installed_package_is_pinned_to_its_version():
    assert installed() == {
        name: version for name, version in pinned().items() if name in installed()
    }


def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
