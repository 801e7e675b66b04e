"""A participant's life on a phone, from the sign-in link to the agenda without network."""

from __future__ import annotations

import datetime as dt
import io
import re
import urllib.request
from zoneinfo import ZoneInfo

import icalendar
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, plan, release, visit

_PARTICIPANT = """
import django; django.setup()
from vimeet.demo.personas import persona
print(persona("participant").user.email)
"""
# Clocks change between the event and its last session, three weeks later.
_THREE_WEEKS_LATER = """
import datetime as dt
import django; django.setup()
from vimeet.accounts.models import User
from vimeet.events.models import Event
from vimeet.events.services.events import update_event
from vimeet.programme.services.releases import release_programme
from vimeet.programme.services.sessions import add_session
event = Event.objects.get(slug={event!r})
organiser = User.objects.get(email={email!r})
update_event(event=event, actor=organiser, ends_on=dt.date(2027, 3, 29))
start = dt.datetime(2027, 3, 29, 10, 30, tzinfo=event.zone)
session = add_session(
    event=event, actor=organiser, title_en="What came of it", title_fr="Ce qu’il en est advenu",
    languages=["en"], place=event.places.filter(kind="room").first(), starts_at=start,
    ends_at=start + dt.timedelta(hours=1), registration_open=True,
)
release_programme(event=event, actor=organiser)
print(session.pk)
"""
PARIS = ZoneInfo("Europe/Paris")


def picture() -> bytes:
    """A picture as a phone takes it, but plain."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#1f6f8b").save(out, "JPEG")
    return out.getvalue()


def complete_profile(page: Page, portal: str) -> None:
    """Follow each hint of what the profile still lacks, until nothing is missing."""
    for hint, part in (
        ("Add your company’s logo", re.compile("^Logo of")),
        ("Add a photo of you", "Photo of you"),
    ):
        page.goto(f"{portal}me/")
        page.get_by_role("link", name=hint).click()
        section = page.get_by_role("region", name=part)
        section.locator("input[type=file]").set_input_files(
            {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        section.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The picture is saved.")).to_be_visible()
    page.goto(f"{portal}me/")
    profile = page.get_by_role("region", name=re.compile("^Profile of"))
    expect(profile).to_contain_text("complete")
    expect(profile.get_by_role("meter")).to_have_count(0)


def find_with_a_typo(page: Page, portal: str) -> None:
    """Find a company by a name typed without accents and with two letters exchanged."""
    page.goto(f"{portal}directory/")
    page.get_by_role("searchbox").press_sequentially("aeroclari")
    expect(page.get_by_role("heading", name="Aéroclair Équipements")).to_be_visible()
    expect(page).to_have_url(re.compile("q=aeroclari"))


def ask_three(page: Page, portal: str) -> list[str]:
    """Ask three companies of the directory for a meeting; their names."""
    asked = []
    for _time in range(3):
        page.goto(f"{portal}directory/?can=ask")
        page.locator("#results").get_by_role("link", name=re.compile("^Ask")).first.click()
        asked.append(page.get_by_role("heading", level=1).inner_text())
        page.get_by_role("button", name="Send the request").click()
        page.wait_for_url(lambda url: "/new/" not in url)
    page.goto(f"{portal}requests/?tab=sent")
    for name in asked:
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    return asked


def accept_two(page: Page, portal: str) -> None:
    """Accept two of those who ask."""
    page.goto(f"{portal}requests/")
    waiting = page.get_by_role("button", name=re.compile("^Accept"))
    before = waiting.count()
    for accepted in (1, 2):
        waiting.first.click()
        expect(waiting).to_have_count(before - accepted)


def join_a_session(page: Page, portal: str) -> str:
    """Take a place in the first session of the programme that has one; its title."""
    page.goto(f"{portal}programme/")
    addresses = page.locator(f'a[href*="{portal}programme/"]').evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    for address in dict.fromkeys(addresses):
        if not re.search(r"/programme/\d+/$", address):
            continue
        page.goto(address)
        button = page.get_by_role("button", name=re.compile("^Register"))
        if button.count():
            title = page.get_by_role("heading", level=1).inner_text()
            button.click()
            expect(page.get_by_text("You have a place. Plans made from now on")).to_be_visible()
            return title
    raise AssertionError("no session of the programme takes registrations")


def block_an_hour(page: Page, portal: str) -> None:
    """Take no meeting in the first hour of the second day."""
    page.goto(f"{portal}me/")
    block = page.locator("#times")
    block.get_by_label("Day").select_option(index=1)
    block.get_by_label("From").fill("09:00")
    block.get_by_label("To", exact=True).fill("10:00")
    block.get_by_role("button", name=re.compile("Block")).click()
    expect(page.get_by_text("9:00").first).to_be_visible()


def times_of(page: Page, portal: str) -> set[tuple[str, str]]:
    """Time and counterpart of each meeting in the agenda, as the list shows them."""
    page.goto(f"{portal}agenda/?view=list")
    rows = page.locator("ol.agenda > li:not(.cancelled)").filter(
        has=page.locator('a[href*="/agenda/meetings/"]')
    )
    return {
        (row.locator("time").inner_text(), row.locator("strong").inner_text()) for row in rows.all()
    }


def open_feed(page: Page, portal: str) -> str:
    """Get the address of a feed."""
    page.goto(f"{portal}agenda/calendar/")
    page.get_by_role("button", name="Get my address").click()
    return page.locator("#feed-address").input_value()


def read_feed(address: str) -> icalendar.Calendar:
    """Read a feed as a calendar program does: signed in nowhere."""
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        return icalendar.Calendar.from_ical(answer.read())


def cancelled(address: str) -> list[icalendar.Event]:
    """The entries of a feed that are crossed out."""
    return [one for one in read_feed(address).events if one["STATUS"] == "CANCELLED"]


def check_local_times(calendar: icalendar.Calendar, shown: set[tuple[str, str]]) -> None:
    """The feed says of each meeting what the agenda does, on both sides of the change of clocks."""
    # A program that knows no zone by its name works by the rules in the file.
    (rules,) = calendar.timezones
    told, offsets = set(), set()
    for entry in calendar.events:
        assert entry["DTSTART"].params["TZID"] == "Europe/Paris"
        wall = entry.start.replace(tzinfo=None)
        by_rules = wall.replace(tzinfo=rules.to_tz()).astimezone(dt.UTC)
        assert by_rules == wall.replace(tzinfo=PARIS) == entry.start
        told.add((f"{wall.hour}:{wall.minute:02}", str(entry["SUMMARY"]).partition(" · ")[0]))
        offsets.add(entry.start.utcoffset())
    assert shown <= told
    assert ("10:30", "What came of it") in told or ("10:30", "Ce qu’il en est advenu") in told
    assert offsets == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def find_the_place(page: Page) -> None:
    """The meeting's page shows on the floor plan where to go."""
    where = page.get_by_role("region", name="Where to go")
    expect(where.get_by_role("img")).to_have_accessible_name(re.compile("is .* % from the left"))
    assert where.get_by_role("img").evaluate("picture => picture.decode().then(() => true)")
    expect(where.locator(".floor-mark")).to_have_count(1)


def test_a_participants_life(browser: Browser, embedded: Installation):
    event = f"{embedded.organiser}/{embedded.event}"
    portal, console = f"/portal/{event}/", f"/console/{event}/"
    email = embedded.run(_PARTICIPANT).strip()
    last = embedded.run(
        _THREE_WEEKS_LATER.format(event=embedded.event, email=embedded.organiser_email)
    ).strip()
    with (
        visit(browser, embedded, email, PHONE) as phone,
        visit(browser, embedded, embedded.organiser_email, DESK) as desk,
    ):
        complete_profile(phone, portal)
        find_with_a_typo(phone, portal)
        ask_three(phone, portal)
        accept_two(phone, portal)
        session = join_a_session(phone, portal)
        phone.goto(f"{portal}programme/{last}/")
        phone.get_by_role("button", name="Register").click()
        expect(phone.get_by_text("You have a place. Plans made from now on")).to_be_visible()
        block_an_hour(phone, portal)

        phone.goto(f"{portal}agenda/?view=list")
        plan(desk, console)
        release(desk)
        expect(phone.locator('#agenda a[href*="/agenda/meetings/"]').first).to_be_visible()
        expect(phone.get_by_text(session)).to_be_visible()
        meetings = times_of(phone, portal)
        phone.goto(f"{portal}agenda/?day=2027-03-10")
        hours = phone.locator('#agenda li:not(.cancelled):has(a[href*="/agenda/meetings/"]) time')
        early = [text for text in hours.all_inner_texts() if int(text.split(":")[0]) < 10]
        assert not early

        feed = open_feed(phone, portal)
        check_local_times(read_feed(feed), meetings)

        # A meeting goes while the agenda is open: asked for by phone, granted at the desk.
        # (Others may have gone before, in other stories at the same event.)
        before = {one["UID"] for one in cancelled(feed)}
        sequences = {one["UID"]: one["SEQUENCE"] for one in read_feed(feed).events}
        name = sorted(meetings)[0][1]
        phone.goto(f"{portal}agenda/?view=list")
        phone.get_by_role("link", name=name).click()
        find_the_place(phone)
        phone.locator("summary", has_text=re.compile("cancel", re.I)).click()
        phone.get_by_role("button", name=re.compile("Ask the organiser")).last.click()
        phone.goto(f"{portal}agenda/?view=list")
        phone.evaluate("window.neverReloaded = true")
        desk.goto(f"{console}agendas/")
        desk.get_by_role("button", name="Cancel it and tell them").click()
        expect(phone.locator("#agenda li").filter(has_text=name)).to_contain_text("cancelled")
        assert phone.evaluate("window.neverReloaded") is True
        (gone,) = [one for one in cancelled(feed) if one["UID"] not in before]
        assert str(gone["SUMMARY"]).startswith(name)
        assert gone["SEQUENCE"] > sequences[gone["UID"]]

        phone.goto(f"{portal}agenda/?view=list")
        phone.wait_for_function("navigator.serviceWorker.controller !== null")
        phone.reload()
        phone.context.set_offline(True)
        phone.reload()
        expect(phone.locator('#agenda a[href*="/agenda/meetings/"]').first).to_be_visible()
        expect(phone.get_by_text(re.compile("^As of .* offline"))).to_be_visible()
        phone.context.set_offline(False)
