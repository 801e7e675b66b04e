"""Requests from a file: every line or none, each refusal with its line."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import World, make_delegation
from vimeet.audit.models import Entry
from vimeet.meetings.models import Pair, Request
from vimeet.messaging.models import Message

HEAD = "Who asks,Who is asked,State,Priority of who asks,Weight,Must be placed,Message\n"


@pytest.fixture(autouse=True)
def clean(world: World) -> None:
    """No request yet; the organiser reads English."""
    Request.objects.of_event(world.event).delete()
    world.organiser_user.language = "en"
    world.organiser_user.save()


def send(client: Client, url, content: bytes | str, **data: str):
    content = content.encode() if isinstance(content, str) else content
    return client.post(
        url("requests_import"), {"file": SimpleUploadedFile("requests.csv", content), **data}
    )


def errors(page) -> list[tuple[int, str]]:
    assert page.status_code == 422
    return page.context["errors"]


def xlsx(rows: list[list[str | int]]) -> bytes:
    """The smallest workbook with these cells."""

    def cell(value: str | int) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Requests" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_each_line_becomes_a_request(world: World, as_organiser: Client, url):
    table = HEAD + (
        "Acme,brio,Accepted,Must,,,\n"
        "Acme,Cobalt,,,40,yes,About alloys\n"
        ",,,,,,\n"
        "Dynamo,Brio,proposed,could,,no,\n"
    )
    answer = send(as_organiser, url, table)
    assert answer["Location"] == url("requests")
    made = {
        (r.asker.name, r.asked.name): (r.state, r.asker_priority, r.weight, r.must, r.message)
        for r in Request.objects.of_event(world.event)
    }
    assert made == {
        ("Acme", "Brio"): ("accepted", "must", 5, False, ""),
        ("Acme", "Cobalt"): ("proposed", "want", 40, True, "About alloys"),
        ("Dynamo", "Brio"): ("proposed", "could", 2, False, ""),
    }
    assert Entry.objects.get(action="requests.imported").changes == {"requests": [None, 3]}
    # Nobody is written to unless one says so.
    assert not Message.objects.exists()


def test_people_are_told_if_one_says_so(world: World, as_organiser: Client, url):
    send(as_organiser, url, HEAD + "Cobalt,Dynamo,accepted,,,,\n", tell="on")
    assert Message.objects.count() == 2


def test_one_bad_line_leaves_nothing_behind(world: World, as_organiser: Client, url):
    Pair.objects.create(
        event=world.event,
        first=world.delegations[1],
        second=world.delegations[3],
        kind=Pair.Kind.FORBIDDEN,
    )
    table = HEAD + (
        "Acme,Brio,,,,,\n"
        "Acme,Nobody,,often,900,perhaps,\n"
        "Brio,Acme,,,,,\n"
        "Acme,Dynamo,,,,,\n"
        "Brio,Cobalt,declined,,,,\n"
        "Dynamo,Brio,,,,,\n"
        "Acme,,,,,,\n"
    )
    assert errors(send(as_organiser, url, table, tell="on")) == [
        (3, "There is no delegation “Nobody”."),
        (3, "“often” is no “Priority of who asks”."),
        (3, "“900” is no “Weight”."),
        (3, "“perhaps” is no “Must be placed”."),
        (4, "They asked you already: answer their request."),
        (5, "You can't ask this participant for a meeting."),
        (6, "“declined” is no “State”."),
        (7, "You have said that these two never meet."),
        (8, "“Who is asked” is empty."),
    ]
    assert not Request.objects.of_event(world.event).exists()
    assert not Message.objects.exists()
    assert not Entry.objects.exists()


def test_delegations_of_other_events_are_unknown(world: World, as_organiser: Client, url):
    make_delegation(world.rival.event, world.rival.types[1], "Zulu")
    found = errors(send(as_organiser, url, HEAD + "Acme,Zulu,,,,,\n"))
    assert found == [(2, "There is no delegation “Zulu”.")]


def test_the_other_languages_columns_and_semicolons_are_read(world, as_organiser, url):
    world.organiser_user.language = "fr"
    world.organiser_user.save()
    template = as_organiser.get(url("requests_template")).content.decode("utf-8-sig").strip()
    heads = next(csv.reader([template], delimiter=";"))
    world.organiser_user.language = "en"
    world.organiser_user.save()
    row = {"asker": "Acme", "asked": "Brio"}
    line = ";".join([row["asker"], row["asked"]] + [""] * (len(heads) - 2))
    send(as_organiser, url, f"{template}\n{line}\n".encode("cp1252"))
    assert Request.objects.of_event(world.event).count() == 1


def test_a_spreadsheet_is_read(world: World, as_organiser: Client, url):
    rows: list[list[str | int]] = [
        ["Who asks", "Who is asked", "Weight"],
        ["Acme", "Brio", 12],
        ["Acme", "Nobody", 3],
    ]
    found = errors(send(as_organiser, url, xlsx(rows)))
    assert found == [(3, "There is no delegation “Nobody”.")]
    send(as_organiser, url, xlsx(rows[:2]))
    assert Request.objects.of_event(world.event).get().weight == 12


def test_what_was_exported_can_be_imported(world: World, as_organiser: Client, url):
    send(as_organiser, url, HEAD + "Acme,Brio,accepted,must,,,=SUM(1)\n")
    exported = as_organiser.get(url("requests_csv")).content
    Request.objects.of_event(world.event).delete()
    send(as_organiser, url, exported)
    again = Request.objects.of_event(world.event).get()
    assert (again.state, again.asker_priority, again.message) == ("accepted", "must", "=SUM(1)")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Company,Message\nAcme,Hello\n", "Missing: Who asks, Who is asked."),
        (HEAD.encode(), "no request below"),
        (b"PK\x03\x04 no workbook", "be read"),
        (b"\x00\x01\x02", "no table"),
        (HEAD.encode() + b"Acme,Brio,,,,,\n" * 2001, "2000 lines at most"),
        (HEAD.encode() + b"x" * (2 * 1024 * 1024), "larger than 2 MB"),
    ],
)
def test_what_is_no_table_of_requests_is_refused(world, as_organiser, url, content, reason):
    page = send(as_organiser, url, content)
    assert page.status_code == 422
    assert reason in str(page.context["form"].errors["file"])
    assert not Request.objects.of_event(world.event).exists()
