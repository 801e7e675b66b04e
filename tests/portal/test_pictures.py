"""Logo and photo: what is kept of an uploaded picture, what is refused, who sees it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.factories import World
from tests.registration.pictures import PLACE, bomb_file, picture_file, turned_file
from vimeet.audit.models import Entry
from vimeet.directory.services.indexing import refresh_stale
from vimeet.registration.models import Picture, PictureSize
from vimeet.registration.pictures import SIZES

PORTAL = "/portal/alpha/aero-days/"
ME = f"{PORTAL}me/"


def give(client: Client, kind: str, file: SimpleUploadedFile):
    return client.post(f"{ME}{kind}/", {f"{kind}-picture": file})


def address(picture: Picture, size: int = 96) -> str:
    return f"{PORTAL}pictures/{picture.pk}/{size}.webp"


def shown(client: Client, picture: Picture, size: int = 96) -> Image.Image:
    return Image.open(io.BytesIO(client.get(address(picture, size)).content))


@pytest.fixture
def brio(world: World) -> Client:
    """A browser of another delegation of the event."""
    client = Client()
    client.force_login(world.delegations[1].delegates.get().user)
    return client


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_logo_is_kept_in_our_sizes_without_metadata(world: World, as_participant: Client, kind):
    file = picture_file(size=(800, 400), kind=kind)
    assert PLACE.encode() in file.read()
    file.seek(0)
    answer = give(as_participant, "logo", file)
    assert answer.url == f"{ME}pictures/"
    picture = Picture.objects.get(delegation=world.delegations[0])
    sizes = [shown(as_participant, picture, size).size for size in SIZES]
    assert sizes == [(96, 48), (256, 128), (640, 320)]
    for size in SIZES:
        content = as_participant.get(address(picture, size)).content
        assert PLACE.encode() not in content
        kept = Image.open(io.BytesIO(content))
        assert kept.format == "WEBP"
        assert not kept.getexif()
        assert "icc_profile" not in kept.info
    assert Entry.objects.get().action == "logo.changed"


def test_a_photo_is_cut_square_and_stands_upright(world: World, as_participant: Client):
    give(as_participant, "photo", turned_file())
    picture = Picture.objects.get(delegate=world.delegates[0])
    # As big as it can be without being blown up.
    assert shown(as_participant, picture, 256).size == (200, 200)
    give(as_participant, "logo", turned_file())
    logo = Picture.objects.get(delegation=world.delegations[0])
    # It was 400 wide and 200 high before it was turned.
    assert shown(as_participant, logo, 256).size == (128, 256)


def test_transparency_stays(world: World, as_participant: Client):
    written = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(written, "PNG")
    file = SimpleUploadedFile("logo.png", written.getvalue(), "image/png")
    give(as_participant, "logo", file)
    assert shown(as_participant, Picture.objects.get()).getchannel("A").getextrema() == (0, 0)


def test_what_is_no_fit_picture_is_refused_with_the_reason(world: World, as_participant: Client):
    whole = picture_file().read()
    files = {
        "can be read": [
            SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            SimpleUploadedFile("logo.jpeg", whole[: len(whole) // 2]),
            SimpleUploadedFile("logo.png", picture_file(kind="TIFF").read()),
            SimpleUploadedFile("logo.png", picture_file(kind="GIF").read()),
        ],
        "too many pixels": [bomb_file(20_000), bomb_file(8_000)],
        "too small": [picture_file(size=(20, 400))],
        "too narrow": [picture_file(size=(10_000, 48)), picture_file(size=(48, 10_000))],
        "too big": [SimpleUploadedFile("logo.jpeg", whole + bytes(8 * 1024 * 1024))],
    }
    for reason, given in files.items():
        for file in given:
            answer = give(as_participant, "logo", file)
            assert answer.status_code == 422
            assert reason in answer.context["logo_form"].errors["picture"][0]
    assert not Picture.objects.exists()


def test_the_longest_picture_is_shown_in_each_size(world: World, as_participant: Client):
    give(as_participant, "logo", picture_file(size=(1200, 60)))
    picture = Picture.objects.get()
    sizes = [shown(as_participant, picture, size).size for size in SIZES]
    assert sizes == [(96, 5), (256, 13), (640, 32)]


def test_without_a_file_the_form_says_so(world: World, as_participant: Client):
    answer = as_participant.post(f"{ME}photo/", {})
    assert answer.status_code == 422
    assert answer.context["photo_form"].errors["picture"]


def test_a_new_logo_has_a_new_address_and_the_old_one_is_gone(world: World, as_participant: Client):
    give(as_participant, "logo", picture_file())
    old = Picture.objects.get()
    give(as_participant, "logo", picture_file(size=(100, 100)))
    new = Picture.objects.get()
    assert old.pk != new.pk
    assert as_participant.get(address(old)).status_code == 404
    assert PictureSize.objects.count() == len(SIZES)
    assert address(new, 256) in as_participant.get(f"{ME}pictures/").content.decode()


def test_a_removed_picture_is_gone(world: World, as_participant: Client, brio: Client):
    give(as_participant, "photo", picture_file())
    picture = Picture.objects.get()
    assert brio.get(address(picture)).status_code == 200
    # Nobody else's button removes it.
    brio.post(f"{ME}photo/remove/")
    assert Picture.objects.exists()
    assert as_participant.post(f"{ME}photo/remove/").url == f"{ME}pictures/"
    assert brio.get(address(picture)).status_code == 404
    assert not PictureSize.objects.exists()
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "photo.changed",
        "photo.removed",
    ]


def test_a_photo_goes_with_its_person(world: World, as_participant: Client):
    give(as_participant, "photo", picture_file())
    world.delegates[0].delete()
    assert not PictureSize.objects.exists()


def test_only_who_may_see_who_takes_part_sees_pictures(
    world: World, as_participant: Client, brio: Client, client: Client
):
    give(as_participant, "logo", picture_file())
    picture = Picture.objects.get()
    others = Client()
    others.force_login(world.delegations[3].delegates.get().user)
    rival = Client()
    rival.force_login(world.rival.delegates[0].user)
    assert others.get(address(picture)).status_code == 200
    assert rival.get(address(picture)).status_code == 404
    assert rival.get(address(picture).replace("alpha", "rival")).status_code == 404
    assert client.get(address(picture)).status_code == 302
    # Before the directory opens: oneself, and those with whom there is a request.
    world.event.directory_opens_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    assert as_participant.get(address(picture)).status_code == 200
    assert brio.get(address(picture)).status_code == 200
    assert others.get(address(picture)).status_code == 404


def test_logo_and_photo_stand_in_the_directory(world: World, as_participant: Client, brio: Client):
    give(as_participant, "logo", picture_file())
    give(as_participant, "photo", picture_file())
    logo, photo = Picture.objects.get(delegate=None), Picture.objects.get(delegation=None)
    refresh_stale()
    page = brio.get(f"{PORTAL}directory/{world.delegations[0].pk}/").content.decode()
    assert address(logo) in page
    assert address(photo) in page
    assert address(logo) in brio.get(f"{PORTAL}directory/").content.decode()


def test_the_organiser_sees_pictures(world: World, as_participant: Client, as_organiser: Client):
    give(as_participant, "logo", picture_file())
    picture = Picture.objects.get()
    page = as_organiser.get(f"/console/alpha/aero-days/delegations/{world.delegations[0].pk}/")
    console = address(picture).replace("/portal/", "/console/")
    assert console in page.content.decode()
    assert as_organiser.get(console)["Content-Type"] == "image/webp"
    assert as_organiser.get(console.replace("/96.", "/97.")).status_code == 404


def test_a_browser_keeps_a_picture_for_an_hour_and_no_shared_cache_does(
    world: World, as_participant: Client
):
    give(as_participant, "logo", picture_file())
    first = as_participant.get(address(Picture.objects.get()))
    assert first["Cache-Control"] == "private, max-age=3600"
    assert first["X-Content-Type-Options"] == "nosniff"
    again = as_participant.get(
        address(Picture.objects.get()), headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 304
    assert not again.content
