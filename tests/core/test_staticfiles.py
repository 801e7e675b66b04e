"""What a real installation serves: every file that another names is there, named by its content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path: Path) -> Path:
    """Our own static files as ``collectstatic`` lays them out."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "vimeet.core.staticfiles.StaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_modules_and_fonts_are_asked_for_by_the_name_of_their_content(collected: Path):
    hashed = r"[\w-]+\.[0-9a-f]{12}\.\w+"
    (app,) = (collected / "js").glob("app.*.js")
    modules = re.findall(r"""import\s*["']\./([^"']+)["']""", app.read_text())
    (tokens,) = (collected / "css").glob("tokens.*.css")
    fonts = re.findall(r'url\("\.\./fonts/([^"]+)"\)', tokens.read_text())
    assert len(modules) == (Path(__file__).parents[2] / "static/js/app.js").read_text().count(
        "import "
    )
    assert len(fonts) == 2
    for folder, names in (("js", modules), ("fonts", fonts)):
        for name in names:
            assert re.fullmatch(hashed, name)
            assert (collected / folder / name).exists()
