"""Registering on a phone: paid by bank transfer, and with questions the organiser asks."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, visit
from tests.shop.statements import Movement, camt

# An organiser of its own with an event to register for; "{package}": whether it sells one.
_EVENT = """
import django; django.setup()
import datetime as dt
from decimal import Decimal
from django.utils import timezone
from vimeet.events.models import ParticipantType
from vimeet.events.services.events import create_event, update_event
from vimeet.events.services.organisers import create_organiser
from vimeet.shop.models import Product
from vimeet.shop.services.catalogue import add_product
from vimeet.shop.services.sellers import set_seller
member = create_organiser(name={name!r}, email={email!r})
actor, day = member.user, timezone.localdate() + dt.timedelta(days=90)
event = create_event(
    organiser=member.organiser, actor=actor, name="Maritime Days", city="Brest",
    starts_on=day, ends_on=day, language="en",
)
update_event(
    event=event, actor=actor, registration_opens_at=timezone.now(), confirms_address=False
)
# One type to register as: the other one is invited.
event.participant_types.filter(name_en="Buyer").update(is_public=False)
kind = event.participant_types.get(name_en="Supplier")
if {sells}:
    set_seller(
        event=event, actor=actor, name="Ponant Events SAS", legal_form="", street="1 quai Malbert",
        postal_code="29200", city="Brest", siret="73282932000074", vat_number="FR44732829320",
        email="compta@ponant.example", iban="FR1420041010050500013M02606", bic="PSSTFRPPTOU",
        payment_days=30,
    )
    add_product(
        event=event, kind=Product.Kind.PACKAGE, actor=actor, participant_types=[kind],
        name_en="Deck", name_fr="Pont", price=Decimal("1000.00"), credits=12, delegates=2,
    )
print(event.organiser.slug, event.slug, kind.pk)
"""
_DELEGATION = """
import django; django.setup()
from vimeet.registration.models import Delegation
found = Delegation.objects.get(name={name!r})
people = ",".join(found.delegates.order_by("pk").values_list("email", flat=True))
print(found.max_meetings, people)
"""


@contextmanager
def visitor(browser: Browser, site: Installation) -> Iterator[Page]:
    """A phone of somebody unknown who reads English."""
    context = browser.new_context(viewport=PHONE, base_url=site.url)
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def open_event(site: Installation, name: str, email: str, *, sells: bool) -> tuple[str, str]:
    """Make the event; its part of each address, and the number of its type."""
    made = site.run(_EVENT.format(name=name, email=email, sells=sells)).split()
    return f"{made[0]}/{made[1]}", made[2]


def register(page: Page, event: str, company: str, *people: tuple[str, str, str]) -> None:
    """From the event's page to the end of the step of company and people."""
    page.goto(f"/e/{event}/")
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Your e-mail address").fill(people[0][2])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/company/"))
    page.get_by_role("textbox", name="Company").fill(company)
    page.get_by_label("Country").select_option("FR")
    for i, (first, last, email) in enumerate(people):
        if i:
            page.get_by_role("button", name="Add a person").click()
        person = page.locator(f"#person-{i}")
        person.get_by_label("First name").fill(first)
        person.get_by_label("Last name").fill(last)
        person.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue").last.click()


def test_a_visitor_pays_by_transfer_and_the_statement_makes_them_take_part(
    browser: Browser, services: Installation, tmp_path: Path
):
    event, _kind = open_event(services, "Ponant Events", "paule@ponant.example", sells=True)
    people = (
        ("Ida", "Kerjean", "ida@voiles.example"),
        ("Yann", "Le Bris", "yann@voiles.example"),
    )
    with visitor(browser, services) as page:
        register(page, event, "Voiles du Large", *people)
        page.get_by_role("button", name="Send the registration").click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Street").fill("3 rue du Port")
        page.get_by_label("Postal code").fill("29900")
        page.get_by_label("City").fill("Concarneau")
        page.get_by_label("E-mail address").fill("accounts@voiles.example")
        page.get_by_role("button", name="Order with obligation to pay").click()
        page.wait_for_url(re.compile("/order/"))
        expect(page.get_by_role("heading", name="Pay by bank transfer")).to_be_visible()
        reference = (
            page.url
            and re.search(r"Order (\w{8})", page.get_by_role("heading", level=1).inner_text())[1]
        )
        with page.expect_download() as download:
            page.get_by_role("link", name="Pro-forma invoice").click()
        proforma = PdfReader(download.value.path()).pages[0].extract_text()
        assert reference in proforma
        assert "1 200,00" in proforma.replace("\u202f", " ").replace("\xa0", " ") or (
            "1,200.00" in proforma
        )

        file = tmp_path / "statement.xml"
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        spaced = f"{reference[:4]} {reference[4:]}".lower()
        file.write_bytes(
            camt(
                Movement("1200.00", f"Facture {spaced}", name="VOILES DU LARGE", day=today),
                Movement("89.90", "Loyer", direction="DBIT", day=today),
            )
        )
        with visit(browser, services, "paule@ponant.example", PHONE) as accountant:
            accountant.goto(f"/console/{event}/bank/")
            accountant.get_by_label("Bank statement").set_input_files(file)
            accountant.get_by_role("button", name="Read the file").click()
            expect(accountant.get_by_text("pays it exactly")).to_be_visible()
            expect(accountant.get_by_text("1 line is money that went out")).to_be_visible()
            accountant.get_by_role("button", name="Book what is ticked").click()
            expect(accountant.get_by_text("1 line is booked.")).to_be_visible()

        page.reload()
        expect(page.get_by_text("Paid: thank you.")).to_be_visible()

        def invoices() -> list[str]:
            return [
                part.get_filename()
                for mail in services.mails
                if "accounts@voiles.example" in mail["To"]
                for part in mail.iter_attachments()
            ]

        for _attempt in range(120):
            if invoices():
                break
            page.wait_for_timeout(500)
        year = dt.datetime.now(tz=dt.UTC).year
        assert invoices() == [f"{year}-00001.pdf"]
    (mail,) = [
        m
        for m in services.mails
        if "accounts@voiles.example" in m["To"] and any(True for _part in m.iter_attachments())
    ]
    (attachment,) = mail.iter_attachments()
    pdf = PdfReader(io.BytesIO(attachment.get_content()))
    assert "factur-x.xml" in pdf.attachments
    assert services.run(_DELEGATION.format(name="Voiles du Large")).split() == [
        "12",
        "ida@voiles.example,yann@voiles.example",
    ]


def add_question(page: Page, kind: str, english: str, french: str, **fields: str) -> None:
    """Add a field to the form's only section."""
    page.get_by_label("Kind of field").select_option(label=kind)
    page.get_by_role("button", name="Add a field").click()
    page.get_by_label("Question in English").fill(english)
    page.get_by_label("Question in French").fill(french)
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Purpose in English").fill("To cook for everybody")
    page.get_by_label("Purpose in French").fill("Cuisiner pour chacun")


def order_fields(page: Page) -> None:
    """On a wide screen the last field is dragged to the top; by keyboard down and up again."""
    phone = page.viewport_size
    page.set_viewport_size(DESK)
    # Dragging and the focus are the script's, which runs once the whole page is there.
    page.wait_for_load_state()
    fields = page.locator("[data-field]")
    first, last = fields.first, fields.last
    last.locator("[data-handle]").drag_to(first, target_position={"x": 40, "y": 3})
    expect(page.get_by_text("The field is moved.")).to_be_visible()
    expect(fields.first).to_contain_text("How many are you?")
    page.wait_for_load_state()
    for direction, place in (("down", 1), ("up", 0)):
        page.get_by_role("button", name=f"Move How many are you? {direction}").press("Enter")
        expect(fields.nth(place)).to_contain_text("How many are you?")
        expect(
            page.get_by_role("button", name=f"Move How many are you? {direction}")
        ).to_be_focused()
    page.set_viewport_size(phone)


def test_an_organiser_asks_a_question_that_depends_on_another(
    browser: Browser, embedded: Installation
):
    event, kind = open_event(embedded, "Iroise Events", "nolwenn@iroise.example", sells=False)
    with visit(browser, embedded, "nolwenn@iroise.example", PHONE) as page:
        page.goto(f"/console/{event}/registration/")
        page.get_by_role("link", name="Form Supplier").click()
        page.get_by_role("link", name="Add a section").click()
        page.get_by_label("Title in English").fill("Dinner")
        page.get_by_label("Title in French").fill("Dîner")
        page.get_by_role("button", name="Save").click()
        add_question(
            page,
            "One of several choices",
            "Do you come to dinner?",
            "Venez-vous dîner ?",
            Choices="Yes | Oui\nNo | Non",
        )
        page.get_by_label("An answer is needed").check()
        page.get_by_role("button", name="Save").click()
        add_question(page, "Short text", "What don’t you eat?", "Que ne mangez-vous pas ?")
        page.get_by_label("Yes").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("only sometimes")).to_be_visible()
        add_question(page, "Number", "How many are you?", "Combien êtes-vous ?")
        page.get_by_role("button", name="Save").click()
        fields = page.locator("[data-field] a")
        expect(fields.last).to_have_text("How many are you?")
        order_fields(page)
        expect(fields).to_have_text(
            ["How many are you?", "Do you come to dinner?", "What don’t you eat?"]
        )
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Version 1 is asked.")).to_be_visible()

        with visitor(browser, embedded) as phone:
            register(phone, event, "Goémon", ("Maël", "Riou", "mael@goemon.example"))
            phone.wait_for_url(re.compile("/questions/"))
            depends = phone.get_by_label("What don’t you eat?")
            expect(depends).to_be_hidden()
            phone.get_by_label("No", exact=True).check()
            expect(depends).to_be_hidden()
            phone.get_by_label("Yes", exact=True).check()
            depends.fill("Oysters")
            phone.get_by_role("button", name="Continue").click()
            phone.get_by_role("button", name="Send the registration").click()
            expect(phone.get_by_text("You take part.")).to_be_visible()

        page.goto(f"/console/{event}/registration/forms/{kind}/answers/")
        row = page.get_by_role("row", name=re.compile("Goémon"))
        expect(row).to_contain_text("Yes")
        expect(row).to_contain_text("Oysters")
