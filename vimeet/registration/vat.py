"""VAT numbers, checked by structure and checksum; no register is asked."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.util import get_cc_module

# Countries whose numbers begin with letters other than their code.
_PREFIXES = {"GR": ("EL",), "MC": ("FR",), "GB": ("XI",)}


def check_vat_number(number: str, country: str) -> str:
    """``number`` in compact form, for the European Union with its prefix.

    ``country``: ISO 3166 code of the company. Raises ValidationError if the number is not one of
    that country. Where the country's rules are not known, only its characters are looked at.
    """
    compact = re.sub(r"[\s.\-/]", "", number).upper()
    for prefix in _PREFIXES.get(country, (country,)):
        if prefix.lower() in {*eu_vat.MEMBER_STATES, "el"}:
            with_prefix = compact if compact.startswith(prefix) else prefix + compact
            if eu_vat.is_valid(with_prefix):
                return str(eu_vat.compact(with_prefix))
    rules = get_cc_module(country.lower(), "vat")
    in_union = country.lower() in eu_vat.MEMBER_STATES or country == "MC"
    if rules is not None and not in_union:
        try:
            return str(rules.validate(compact))
        except WrongNumber:
            pass
    elif not in_union and re.fullmatch(r"[0-9A-Z]{4,30}", compact):
        return compact
    raise ValidationError(
        _("This is no VAT number of this country (%(country)s). Check its digits."),
        params={"country": countries.name(country) or country},
    )
