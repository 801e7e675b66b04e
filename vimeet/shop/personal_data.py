"""What the shop keeps about people: the contact of an order, and who noted a payment."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
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
_BOOKS = Retention(since="the end of the year of the order", days=10 * 365)
_TEAM = (Seen.SELF, Seen.ORGANISER)


def _buyer(purpose: str, erase: Erase, basis: Basis = Basis.LEGAL_OBLIGATION) -> Personal:
    return Personal(purpose, basis, _BOOKS, _TEAM, erase)


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
    personal={
        "name": _buyer("names the seller on invoices", Erase.ANONYMISE),
        "street": _buyer("names the seller's address on invoices", Erase.ANONYMISE),
        "email": _buyer("takes questions about invoices", Erase.ANONYMISE),
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
    personal={
        "contact_name": _buyer("names whom the order is from", Erase.ANONYMISE, Basis.CONTRACT),
        "email": _buyer("receives invoices and reminders", Erase.ANONYMISE, Basis.CONTRACT),
        "language": _buyer("writes to the person in their language", Erase.BLANK, Basis.CONTRACT),
        "company": _buyer("names the buyer on invoices", Erase.ANONYMISE),
        "street": _buyer("names the buyer's address on invoices", Erase.ANONYMISE),
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
    personal={
        "note": _buyer("what the organiser noted, perhaps of a person", Erase.BLANK),
        "recorded_by": _buyer("tells who noted the payment", Erase.BLANK),
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
    personal={
        "content": _buyer("says what the invoice says, its contact among it", Erase.DELETE_ROW),
        "pdf": _buyer("is the invoice", Erase.DELETE_ROW),
        "language": _buyer("tells in which language it was written", Erase.DELETE_ROW),
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
_UPLOAD = Retention(since="the upload", days=1)
declare(
    BankStatement,
    personal={
        "content": Personal(
            "is the file until it is imported",
            Basis.LEGITIMATE_INTEREST,
            _UPLOAD,
            (Seen.ORGANISER,),
            Erase.BLANK,
            exported=False,
        ),
        "uploaded_by": _buyer("tells who imported the statement", Erase.BLANK),
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
    personal={
        "name": _buyer("tells who paid", Erase.BLANK),
        "text": _buyer("tells what was paid for", Erase.BLANK),
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
    personal={
        "session_id": _buyer("finds the payment at Stripe's", Erase.BLANK),
        "payment_intent": _buyer("finds the payment at Stripe's", Erase.BLANK),
        "url": _buyer("leads the buyer to Stripe's page", Erase.BLANK, Basis.CONTRACT),
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
    personal={"refund_id": _buyer("finds the refund at Stripe's", Erase.BLANK)},
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
    personal={
        "dispute_id": _buyer("finds the dispute at Stripe's", Erase.ANONYMISE),
        "reason": _buyer("says why the buyer's bank disputes it", Erase.BLANK),
    },
    not_personal=("id", "session", "amount", "status", "created_at"),
    person_path="session__order__delegation__delegates__user",
)
declare(StripeEvent, not_personal=("id", "organiser", "event_id", "kind", "received_at"))

_AFTER = Retention(since="the event's last day", days=90)
declare(
    IncludedPlace,
    personal={
        name: Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)
        for name, purpose in (
            ("session", "tells which session the order includes"),
            ("delegate", "tells whom the order registered for a session"),
            ("registration", "takes back the place that the order gave, and no other"),
        )
    },
    not_personal=("id", "order"),
    person_path="delegate__user",
)
