"""From the event's public page to a paid and invoiced delegation, on a phone, on both set-ups."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, visit

_STANDING = """
import django; django.setup()
import json
from vimeet.messaging.models import Message
from vimeet.shop.models import Order
order = Order.objects.get(company={company!r})
delegation = order.delegation
print(json.dumps({{
    "state": order.state,
    "payments": [[p.method, str(p.amount)] for p in order.payments.all()],
    "sessions": [s.state for s in order.checkout_sessions.all()],
    "invoices": [i.number for i in order.invoices.all()],
    "total": str(order.total),
    "mails": list(Message.objects.filter(address=order.email).values_list("subject", flat=True)),
    "people": delegation and [d.email for d in delegation.delegates.order_by("pk")],
    "credits": delegation and delegation.max_meetings,
    "stand": delegation and str(delegation.stand or ""),
}}))
"""


def standing(site: Installation, company: str) -> dict[str, Any]:
    """How the company's order stands in the database."""
    found: dict[str, Any] = json.loads(site.run(_STANDING.format(company=company)))
    return found


@contextmanager
def visitor(browser: Browser, site: Installation) -> Iterator[Page]:
    """Somebody nobody knows, with a phone, reading English."""
    context = browser.new_context(viewport=PHONE, base_url=site.url)
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def register(page: Page, site: Installation, company: str, people: list[str]) -> None:
    """Register as a supplier with these people; ends where the package is chosen."""
    page.goto(f"/e/{site.organiser}/{site.event}/")
    page.get_by_role("link", name="Register as Supplier").click()
    host = f"{company.lower()}.example"
    page.get_by_label("Your e-mail address").fill(f"{people[0].lower()}@{host}")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/company/"))
    page.get_by_role("textbox", name="Company").fill(company)
    page.get_by_role("combobox", name="Country").select_option("FR")
    for number, name in enumerate(people):
        if number:
            page.get_by_role("button", name="Add a person").click()
            page.wait_for_url(re.compile(f"#person-{number}"))
        page.locator(f"[name=people-{number}-first_name]").fill(name)
        page.locator(f"[name=people-{number}-last_name]").fill(company)
        page.locator(f"[name=people-{number}-email]").fill(f"{name.lower()}@{host}")
    page.get_by_role("button", name="Continue").click()
    answer_the_form(page)
    page.get_by_role("button", name="Send the registration").click()
    page.wait_for_url(re.compile("/packages/"))


def choose(page: Page, question: str, term: str) -> None:
    """Find one of the event's needs and offers by typing, and tick it."""
    group = page.get_by_role("group", name=re.compile(f"^{question}"))
    group.get_by_role("searchbox").fill(term)
    group.get_by_label(term).check()


def answer_the_form(page: Page) -> None:
    """Answer what the event asks, with a choice that is full, and one that makes a field appear."""
    page.wait_for_url(re.compile("/questions/"))
    expect(page.get_by_role("radio", name="In the morning (full)")).to_be_visible()
    page.get_by_label("What you do, in one sentence").fill("Sails for drones.")
    choose(page, "What you offer", "Sensors")
    choose(page, "What you look for", "Drone programmes")
    page.get_by_label("Your brochure").set_input_files(
        {"name": "sails.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 sails"}
    )
    size = page.get_by_label("Its size and weight")
    expect(size).to_be_hidden()
    page.get_by_role("radio", name="A machine or a large part").check()
    size.fill("2 m, 40 kg")
    page.get_by_role("radio", name=re.compile("^In the afternoon")).check()
    page.get_by_role("checkbox", name=re.compile("^We agree to appear")).check()
    page.get_by_role("button", name="Continue").click()


def fill_address(page: Page, **other: str) -> None:
    """Say who buys."""
    page.get_by_role("textbox", name="Street").fill("9 quai Lombard")
    page.get_by_role("textbox", name="Postal code").fill("31000")
    page.get_by_role("textbox", name="City").fill("Toulouse")
    page.get_by_role("combobox", name="Country").select_option(other.get("country", "FR"))
    page.get_by_role("textbox", name="VAT number").fill(other.get("vat_number", ""))


def mail_with_invoice(site: Installation, page: Page, address: str) -> EmailMessage:
    """The mail that brought the invoice by SMTP."""
    for _second in range(120):
        for mail in site.mails:
            if address in str(mail["To"]) and list(mail.iter_attachments()):
                return mail
        page.wait_for_timeout(1000)
    raise AssertionError(f"no invoice reached {address}")


def check_invoice_came(site: Installation, page: Page, found: dict[str, Any], to: str) -> None:
    """The invoice is on its way, and where mail goes out for real it has arrived."""
    (number,) = found["invoices"]
    assert [s for s in found["mails"] if number in s]
    if site.mailbox is None:
        return
    mail = mail_with_invoice(site, page, to)
    (document,) = mail.iter_attachments()
    assert document.get_filename() == f"{number}.pdf"
    text = PdfReader(io.BytesIO(document.get_content())).pages[0].extract_text()
    assert number in text


def test_three_delegates_a_voucher_a_card_and_the_company_takes_part(
    browser: Browser, site: Installation
):
    with visitor(browser, site) as page:
        register(page, site, "Novalis", ["Eve", "Max", "Lou"])
        page.get_by_role("radio", name=re.compile("^Exhibitor")).check()
        page.get_by_role("textbox", name="Voucher").fill("aero10")
        page.get_by_role("button", name="Continue").click()
        # Two come with it, three are named.
        expect(page.get_by_text("names 3 people")).to_be_visible()
        page.get_by_role("spinbutton", name="Extra delegates").fill("1")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile("/checkout/"))
        # (2450 + 290) less ten per cent, with VAT.
        total = page.locator(".totals dd").last
        expect(total).to_have_text("€2,959.20")
        page.get_by_role("combobox", name="Country").select_option("CH")
        expect(total).to_have_text("€2,466.00")

        fill_address(page, country="DE", vat_number="DE136695975")
        page.get_by_role("button", name="Order with obligation to pay").click()
        expect(page.locator(".error", has_text="VAT number")).to_be_visible()
        expect(page.get_by_role("textbox", name="Street")).to_have_value("9 quai Lombard")
        fill_address(page)
        expect(total).to_have_text("€2,959.20")
        page.get_by_role("radio", name=re.compile("^By card")).check()
        page.get_by_role("button", name="Order with obligation to pay").dblclick()
        page.get_by_role("button", name=re.compile("^Pay")).wait_for()
        checkout = page.url

        # Back from there: the order waits, and leads to the same page again.
        page.get_by_role("link", name="Back").click()
        page.wait_for_url(re.compile("/order/"))
        order = page.url
        page.get_by_role("button", name="Pay by card").click()
        page.get_by_role("button", name=re.compile("^Pay")).click()
        expect(page.get_by_text("Paid: thank you.")).to_be_visible()

        # The steps before, and the page at Stripe's, can't be paid again.
        page.goto(checkout)
        expect(page.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)
        page.goto(order)
        expect(page.get_by_role("button", name="Pay by card")).to_have_count(0)

        found = standing(site, "Novalis")
        assert found["state"] == "paid"
        assert found["payments"] == [["card", "2959.20"]]
        assert found["sessions"] == ["paid"]
        if site.stripe is not None:
            assert len(site.stripe.stand_in.sessions) == 1
        check_invoice_came(site, page, found, "eve@novalis.example")
        assert found["people"] == [f"{n}@novalis.example" for n in ("eve", "max", "lou")]
        assert found["credits"] == 14
        assert found["stand"]

    # The others find the company in the directory; its own people are in.
    directory = f"/portal/{site.organiser}/{site.event}/directory/?q=Novalis"
    with visit(browser, site, site.participant_email, PHONE) as other:
        other.goto(directory)
        expect(other.get_by_role("link", name="Novalis", exact=True)).to_be_visible()
    with visit(browser, site, "max@novalis.example", PHONE) as delegate:
        assert urlsplit(delegate.url).path.startswith("/portal/")
    with visit(browser, site, site.organiser_email, DESK) as console:
        console.goto(f"/console/{site.organiser}/{site.event}/delegations/?q=Novalis")
        console.get_by_role("link", name="Novalis", exact=True).click()
        expect(console.get_by_text("14", exact=True).first).to_be_visible()
        console.goto(f"/console/{site.organiser}/{site.event}/registrations/")
        console.get_by_role("link", name="Answers: Supplier").click()
        row = console.get_by_role("row", name=re.compile("Novalis"))
        for answer in ("Sails for drones.", "Sensors", "sails.pdf", "2 m, 40 kg", "given on"):
            expect(row).to_contain_text(answer)


def test_the_same_by_bank_transfer(browser: Browser, site: Installation):
    with visitor(browser, site) as page:
        register(page, site, "Ferrand", ["Ida"])
        page.get_by_role("radio", name=re.compile("^Meetings")).check()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile("/checkout/"))
        fill_address(page)
        page.get_by_role("radio", name=re.compile("^By bank transfer")).check()
        page.get_by_role("button", name="Order with obligation to pay").click()
        expect(page.get_by_text("FR1420041010050500013M02606")).to_be_visible()
        reference = page.get_by_role("heading", level=1).inner_text().split()[-1]
        order = page.url

        with visit(browser, site, site.organiser_email, DESK) as console:
            console.goto(f"/console/{site.organiser}/{site.event}/orders/?q={reference}")
            console.get_by_role("link", name="Ferrand").click()
            console.get_by_role("link", name="Note a payment").click()
            console.get_by_role("button", name="Note the payment").click()
            expect(console.get_by_text("The payment is noted.")).to_be_visible()

        page.goto(order)
        expect(page.get_by_text("Paid: thank you.")).to_be_visible()
        found = standing(site, "Ferrand")
        assert found["payments"] == [["transfer", found["total"]]]
        check_invoice_came(site, page, found, "ida@ferrand.example")
        assert (found["people"], found["credits"]) == (["ida@ferrand.example"], 12)
