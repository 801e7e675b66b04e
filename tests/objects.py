"""One object of each kind that an address can name, made in an event where there is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories import World, make_registration, today
from tests.plans import make_plan
from tests.programme.sessions import make_session, release, released
from tests.registration.forms import PHOTO, publish
from tests.shop.goods import BUYER, make_package, make_seller, make_voucher, one
from vimeet.accounts.models import Membership
from vimeet.directory.models import SavedSearch
from vimeet.directory.recommendations.models import Dismissal
from vimeet.events.models import FloorPlan
from vimeet.meetings.models import (
    AgendaBook,
    ChangeWish,
    Meeting,
    NeverWith,
    Pair,
    Plan,
    Run,
    Unavailability,
    WhatIf,
)
from vimeet.meetings.services.feeds import open_feed
from vimeet.messaging.models import Message
from vimeet.programme.models import ProgrammeRelease, Session, Track
from vimeet.registration.models import (
    AnswerFile,
    FormVersion,
    Picture,
    PictureSize,
    Registration,
    Term,
    TermPair,
)
from vimeet.shop.models import (
    BankEntry,
    BankStatement,
    EarlyPrice,
    Invoice,
    Order,
    Product,
    Voucher,
)
from vimeet.shop.services.invoices import issue_invoice
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.statements import upload_statement


def run_of(world: World) -> Run:
    """A finished run of the world's event."""
    return Run.objects.create(event=world.event, number=1, state=Run.State.FINISHED)


def what_if_of(world: World) -> WhatIf:
    """A question about the world's event."""
    return WhatIf.objects.create(event=world.event, kind="tables", heartbeat_at=timezone.now())


def plan_of(world: World) -> Plan:
    """A draft of the world's event; an event without a rival has one version more."""
    return Plan.objects.create(event=world.event, number=1 if world.rival else 2)


def message_of(world: World) -> Message:
    """A message about the world's event."""
    return Message.objects.create(
        organiser=world.organiser,
        event=world.event,
        key=f"test:{world.organiser.slug}",
        channel=Message.Channel.EMAIL,
        recipient_name="Ana",
        address="ana@example.org",
        language="fr",
        body="Bonjour",
        due_at=timezone.now(),
    )


def session_of(world: World) -> Session:
    """A session of the programme in force."""
    return released(world)


def programme_of(world: World) -> ProgrammeRelease:
    """A version of the programme; an event without a rival has one more."""
    session_of(world)
    if not world.rival:
        make_session(world.event, start=(11, 0))
        release(world)
    return ProgrammeRelease.objects.of_event(world.event).order_by("-number").first()


def track_of(world: World) -> Track:
    """A track of the programme."""
    return Track.objects.create(event=world.event, name_en="Markets", name_fr="Marchés")


def product_of(world: World) -> Product:
    """A package of the world's event."""
    return Product.objects.of_event(world.event).first() or make_package(world)


def early_price_of(world: World) -> EarlyPrice:
    """An early price of that package."""
    return EarlyPrice.objects.create(
        product=product_of(world), until=timezone.now(), price=Decimal(1)
    )


def voucher_of(world: World) -> Voucher:
    """A voucher of the world's event."""
    return make_voucher(world)


def order_of(world: World) -> Order:
    """A reserved order of the world's event."""
    return reserve_order(event=world.event, basket=one(product_of(world)), actor=None)


def member_of(world: World) -> Membership:
    """Somebody of the organiser's team."""
    member: Membership = Membership.objects.get(user=world.staff_user)
    return member


def registration_of(world: World) -> Registration:
    """A registration to approve."""
    return make_registration(world.event, world.types[0], state=Registration.State.TO_APPROVE)


def form_of(world: World) -> FormVersion:
    """A published form of the first type."""
    return publish(world.types[0], PHOTO)


def file_of(world: World) -> AnswerFile:
    """A file that was sent with a registration."""
    return AnswerFile.objects.create(
        registration=registration_of(world),
        question="photo",
        name="a.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
        size=5,
    )


def term_of(world: World) -> Term:
    """A need of the world's event."""
    return Term.objects.create(event=world.event, name_en="Wings", name_fr="Ailes")


def term_pair_of(world: World) -> TermPair:
    """A need and an offer that fit."""
    offer = Term.objects.create(event=world.event, name_en="Spars", name_fr="Longerons")
    return TermPair.objects.create(event=world.event, need=term_of(world), offer=offer)


def picture_of(world: World) -> dict[str, Any]:
    """The address of a logo in the world's event."""
    picture = Picture.objects.create(event=world.event, delegation=world.delegations[1])
    PictureSize.objects.create(picture=picture, size=96, content=b"RIFF")
    return {"pk": picture.pk, "size": 96}


def floor_plan_of(world: World) -> FloorPlan:
    """The floor plan of the world's event."""
    return FloorPlan.objects.create(event=world.event, content=b"RIFF", width=4, height=3)


def dismissal_of(world: World) -> Dismissal:
    """Somebody whom the first delegation does not want to be recommended."""
    return Dismissal.objects.create(delegation=world.delegations[0], other=world.delegations[1])


def draft_of(world: World) -> Registration:
    """A registration that was not sent yet."""
    return make_registration(world.event, world.types[0])


def year_of(world: World) -> int:
    """This year, whose books are always there; for the rival one that has none."""
    return today().year if world.rival else 1999


def invoice_of(world: World) -> Invoice:
    """The invoice of an order of the world's event."""
    return issue_invoice(order=placed_order_of(world), actor=None)


def placed_order_of(world: World) -> Order:
    """A placed order of the world's event, by the seller there."""
    make_seller(world)
    return place_order(order=order_of(world), actor=None, **BUYER)


def statement_of(world: World) -> BankStatement:
    """A CSV statement that was uploaded."""
    return upload_statement(
        event=world.event,
        actor=world.organiser_user,
        name="a.csv",
        content=b"Date;Text;Amount\n20/11/2026;Coffee;3,50\n21/11/2026;Tea;2,50\n",
    )


def bank_entry_of(world: World) -> BankEntry:
    """Money whose order is not known."""
    return BankEntry.objects.create(
        organiser=world.organiser,
        statement=statement_of(world),
        key=f"{world.organiser.pk:064d}",
        booked_on=today(),
        amount=Decimal(5),
    )


def secret_and_pk(invoice: Invoice) -> dict[str, Any]:
    """What the address of an invoice on its order's page holds."""
    return {"secret": invoice.order.secret, "pk": invoice.pk}


def search_of(world: World) -> SavedSearch:
    """A search that the first delegate saved."""
    return SavedSearch.objects.create(delegate=world.delegates[0], name="Wings", query="q=wings")


def never_of(world: World) -> NeverWith:
    """Whom the first delegate's delegation never wants to meet."""
    return NeverWith.objects.create(delegation=world.delegations[0], other=world.delegations[1])


def pair_of(world: World) -> Pair:
    """Two delegations that never meet."""
    one, other = world.delegations[2:4]
    kind = Pair.Kind.FORBIDDEN
    return Pair.objects.create(event=world.event, first=one, second=other, kind=kind)


def block_of(world: World) -> Unavailability:
    """A block in the first delegate's agenda."""
    slot = world.slots[0]
    return Unavailability.objects.create(
        delegate=world.delegates[0], starts_at=slot.starts_at, ends_at=slot.ends_at
    )


def feed_of(world: World) -> str:
    """The secret of the first delegate's calendar feed."""
    address = open_feed(delegate=world.delegates[0], actor=None)
    return address.rpartition("/")[2].removesuffix(".ics")


def meeting_of(world: World) -> Meeting:
    """A meeting that the first delegate was told of."""
    there = Meeting.objects.of_event(world.event).first()
    if there is not None:
        return there
    spot = (world.requests[0], world.slots[0], world.places[0])
    return make_plan(world, 7, spot).meetings.get()


def book_of(world: World) -> AgendaBook:
    """All agendas of the release, printed."""
    return AgendaBook.objects.create(
        event=world.event,
        plan=meeting_of(world).plan,
        state=AgendaBook.State.READY,
        document=b"%PDF-",
    )


def wish_of(world: World) -> ChangeWish:
    """A wish to cancel that meeting."""
    return ChangeWish.objects.create(
        delegate=world.delegates[0],
        request_id=meeting_of(world).request_id,
        kind=ChangeWish.Kind.CANCEL,
    )
