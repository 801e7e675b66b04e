"""What the shop keeps about people: the contact of an order, and who noted a payment."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vimeet.core.personal_data import (
    LAST_DAY,
    Basis,
    Erase,
    Personal,
    Retention,
    Seen,
    Since,
    Words,
    declare,
    hold,
)
from vimeet.shop.models import (
    BankEntry,
    BankFormat,
    BankStatement,
    CardRefund,
    CheckoutSession,
    Dispute,
    EarlyPrice,
    IncludedPlace,
    Invoice,
    InvoiceCounter,
    Order,
    OrderLine,
    Payment,
    Product,
    Seller,
    StripeAccount,
    StripeEvent,
    Voucher,
)

# Accounting records are kept for ten years (French commercial code, article L123-22).
_BOOK_YEARS = 10


def _books(since: Words, path: str, *, latest: bool = False) -> Retention:
    """Ten years from the end of the year that ``path`` leads to; ``since`` says which it is."""
    return Retention(Since(since, (path,), latest=latest), years=_BOOK_YEARS)


_BY_ORDER = _books(_("the end of the year of the order"), "created_at")
_BY_EVENT = _books(
    _("the end of the year of the organiser’s last event"),
    "organiser__events__ends_on",
    latest=True,
)
_BY_PAYMENT = _books(_("the end of the year of the payment"), "received_on")
_BY_CARD = _books(_("the end of the year of the payment"), "created_at")
_BY_INVOICE = _books(_("the end of the year of the invoice"), "issued_on")
_BY_STATEMENT = _books(_("the end of the year of the statement"), "created_at")
_BY_ENTRY = _books(_("the end of the year of the payment"), "booked_on")
_TEAM = (Seen.SELF, Seen.ORGANISER)


def _buyer(
    purpose: Words,
    erase: Erase,
    basis: Basis = Basis.LEGAL_OBLIGATION,
    *,
    kept: Retention = _BY_ORDER,
) -> Personal:
    return Personal(purpose, basis, kept, _TEAM, erase)


declare(
    Product,
    not_personal=(
        "id",
        "event",
        "kind",
        "name_en",
        "name_fr",
        "description_en",
        "description_fr",
        "price",
        "tax_rate",
        "stock",
        "on_sale_from",
        "on_sale_until",
        "hidden",
        "participant_types",
        "max_per_order",
        "credits",
        "min_meetings",
        "open_requests",
        "delegates",
        "extra_delegate_price",
        "max_extra_delegates",
        "stand",
        "sessions",
        "billed_by",
        "meeting_price",
        "most_billed",
        "position",
    ),
)
declare(EarlyPrice, not_personal=("id", "product", "until", "price"))
declare(
    Voucher,
    not_personal=(
        "id",
        "event",
        "code",
        "effect",
        "value",
        "package",
        "max_uses",
        "valid_until",
    ),
)
# A seller is a company; a sole trader's name and account are those of a person.
declare(
    Seller,
    words=_("seller"),
    personal={
        "name": _buyer(_("names the seller on invoices"), Erase.ANONYMISE, kept=_BY_EVENT),
        "street": _buyer(
            _("names the seller’s address on invoices"), Erase.ANONYMISE, kept=_BY_EVENT
        ),
        "email": _buyer(_("takes questions about invoices"), Erase.ANONYMISE, kept=_BY_EVENT),
    },
    not_personal=(
        "id",
        "organiser",
        "legal_form",
        "postal_code",
        "city",
        "siret",
        "vat_number",
        "iban",
        "bic",
        "payment_days",
        "exemption",
    ),
)
# The buyer is a company, named on invoices; its contact is a person, and so may be the address.
declare(
    Order,
    words=_("order"),
    personal={
        "contact_name": _buyer(_("names whom the order is from"), Erase.ANONYMISE, Basis.CONTRACT),
        "email": _buyer(_("receives invoices and reminders"), Erase.ANONYMISE, Basis.CONTRACT),
        "language": _buyer(
            _("writes to the person in their language"), Erase.ANONYMISE, Basis.CONTRACT
        ),
        "company": _buyer(_("names the buyer on invoices"), Erase.ANONYMISE),
        "street": _buyer(_("names the buyer’s address on invoices"), Erase.ANONYMISE),
    },
    not_personal=(
        "id",
        "event",
        "delegation",
        "registration",
        "secret",
        "reference",
        "state",
        "voucher",
        "postal_code",
        "city",
        "country",
        "vat_number",
        "purchase_order",
        "pay_by",
        "treatment",
        "net",
        "tax",
        "created_at",
        "expires_at",
        "placed_at",
        "due_on",
        "paid_at",
        "taken_back",
    ),
    person_path="delegation__delegates__user",
)
declare(
    OrderLine,
    not_personal=(
        "id",
        "order",
        "kind",
        "product",
        "description_en",
        "description_fr",
        "quantity",
        "unit_price",
        "discount",
        "net",
        "full_tax_rate",
        "tax_rate",
        "tax",
        "gives",
        "billing",
        "bills",
    ),
)
declare(
    Payment,
    words=_("payment"),
    personal={
        "note": _buyer(
            _("what the organiser noted, perhaps of a person"), Erase.BLANK, kept=_BY_PAYMENT
        ),
        "recorded_by": _buyer(_("tells who noted the payment"), Erase.BLANK, kept=_BY_PAYMENT),
    },
    not_personal=(
        "id",
        "order",
        "amount",
        "method",
        "received_on",
        "bank_entry",
        "created_at",
    ),
    person_path="recorded_by",
)
declare(InvoiceCounter, not_personal=("id", "organiser", "year", "last"))
# Kept whole for as long as the law asks for, then deleted whole: nothing in it may change.
declare(
    Invoice,
    words=_("invoice or credit note"),
    personal={
        "content": _buyer(
            _("says what the invoice says, its contact among it"),
            Erase.DELETE_ROW,
            kept=_BY_INVOICE,
        ),
        "pdf": _buyer(_("is the invoice"), Erase.DELETE_ROW, kept=_BY_INVOICE),
        "language": _buyer(
            _("tells in which language it was written"), Erase.DELETE_ROW, kept=_BY_INVOICE
        ),
    },
    not_personal=(
        "id",
        "organiser",
        "event",
        "order",
        "kind",
        "corrects",
        "year",
        "sequence",
        "number",
        "issued_on",
        "net",
        "tax",
        "created_at",
    ),
    person_path="order__delegation__delegates__user",
)
declare(BankFormat, not_personal=("id", "organiser", "header", "reading"))
_UPLOAD = Retention(Since(_("the upload"), ("created_at",)), days=1)
declare(
    BankStatement,
    words=_("bank statement"),
    personal={
        "content": Personal(
            _("is the file until it is imported"),
            Basis.LEGITIMATE_INTEREST,
            _UPLOAD,
            (Seen.ORGANISER,),
            Erase.BLANK,
            exported=False,
        ),
        "uploaded_by": _buyer(
            _("tells who imported the statement"), Erase.BLANK, kept=_BY_STATEMENT
        ),
    },
    not_personal=(
        "id",
        "organiser",
        "name",
        "kind",
        "reading",
        "confirmed",
        "account",
        "result",
        "created_at",
        "imported_at",
    ),
    person_path="uploaded_by",
)
# Who pays may be a person; what is no buyer's is set aside without name and text.
declare(
    BankEntry,
    words=_("line of a bank statement"),
    personal={
        "name": _buyer(_("tells who paid"), Erase.BLANK, kept=_BY_ENTRY),
        "text": _buyer(_("tells what was paid for"), Erase.BLANK, kept=_BY_ENTRY),
    },
    not_personal=("id", "organiser", "statement", "key", "state", "booked_on", "amount"),
    person_path="payments__order__delegation__delegates__user",
)
declare(
    StripeAccount,
    not_personal=(
        "id",
        "organiser",
        "sealed_key",
        "sealed_webhook_secret",
        "key_end",
        "webhook_end",
        "test_mode",
        "changed_at",
    ),
)
# Names, cards and addresses stay at Stripe's: here are its numbers for them only.
declare(
    CheckoutSession,
    words=_("payment by card"),
    personal={
        "session_id": _buyer(_("finds the payment at Stripe’s"), Erase.BLANK, kept=_BY_CARD),
        "payment_intent": _buyer(_("finds the payment at Stripe’s"), Erase.BLANK, kept=_BY_CARD),
        "url": _buyer(
            _("leads the buyer to Stripe’s page"), Erase.BLANK, Basis.CONTRACT, kept=_BY_CARD
        ),
    },
    not_personal=(
        "id",
        "order",
        "key",
        "amount",
        "state",
        "test_mode",
        "trouble",
        "payment",
        "created_at",
        "expires_at",
        "check_at",
    ),
    person_path="order__delegation__delegates__user",
)
declare(
    CardRefund,
    words=_("refund to a card"),
    personal={"refund_id": _buyer(_("finds the refund at Stripe’s"), Erase.BLANK, kept=_BY_CARD)},
    not_personal=(
        "id",
        "session",
        "key",
        "amount",
        "take_back",
        "state",
        "refusal",
        "payment",
        "created_at",
    ),
    person_path="session__order__delegation__delegates__user",
)
declare(
    Dispute,
    words=_("disputed payment"),
    personal={
        "dispute_id": _buyer(_("finds the dispute at Stripe’s"), Erase.ANONYMISE, kept=_BY_CARD),
        "reason": _buyer(_("says why the buyer’s bank disputes it"), Erase.BLANK, kept=_BY_CARD),
    },
    not_personal=("id", "session", "amount", "status", "created_at"),
    person_path="session__order__delegation__delegates__user",
)
declare(StripeEvent, not_personal=("id", "organiser", "event_id", "kind", "received_at"))

_AFTER = Retention(since=LAST_DAY, days=90)
declare(
    IncludedPlace,
    words=_("place in a session that an order gave"),
    personal={
        name: Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)
        for name, purpose in (
            ("session", _("tells which session the order includes")),
            ("delegate", _("tells whom the order registered for a session")),
            ("registration", _("takes back the place that the order gave, and no other")),
        )
    },
    not_personal=("id", "order"),
    person_path="delegate__user",
)
# The books are read by the order; a credit note names the invoice that it corrects.
hold(Order, _("while an invoice of it is kept"), Q(invoices__isnull=False))
hold(Invoice, _("while a credit note that corrects it is kept"), Q(credit_notes__isnull=False))
