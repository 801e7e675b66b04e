"""What the shop keeps about people: the contact of an order, and who noted a payment."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.shop.models import (
    EarlyPrice,
    Invoice,
    InvoiceCounter,
    Order,
    OrderLine,
    Payment,
    Product,
    Seller,
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
        "delegates",
        "extra_delegate_price",
        "max_extra_delegates",
        "stand",
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
        "treatment",
        "net",
        "tax",
        "created_at",
        "expires_at",
        "placed_at",
        "due_on",
        "paid_at",
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
    ),
)
declare(
    Payment,
    personal={
        "note": _buyer("what the organiser noted, perhaps of a person", Erase.BLANK),
        "recorded_by": _buyer("tells who noted the payment", Erase.BLANK),
    },
    not_personal=("id", "order", "amount", "method", "received_on", "created_at"),
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
