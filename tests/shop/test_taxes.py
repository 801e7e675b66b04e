"""French VAT, reverse charge, outside the Union."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from vimeet.shop.taxes import Treatment, clean_vat_number, treatment_of


@pytest.mark.parametrize(
    ("country", "number", "treatment"),
    [
        ("FR", "", Treatment.DOMESTIC),
        ("FR", "FR44732829320", Treatment.DOMESTIC),
        ("MC", "", Treatment.DOMESTIC),
        ("DE", "DE136695976", Treatment.REVERSE_CHARGE),
        ("GR", "EL094259216", Treatment.REVERSE_CHARGE),
        ("DE", "", Treatment.DOMESTIC),
        ("CH", "", Treatment.OUTSIDE),
        ("GB", "GB980780684", Treatment.OUTSIDE),
        ("US", "", Treatment.OUTSIDE),
        # Northern Ireland is in the Union for goods alone, and no country of an address.
        ("XI", "", Treatment.OUTSIDE),
        *((department, "", Treatment.DOMESTIC) for department in ("GP", "MQ", "RE")),
        ("RE", "FR44732829320", Treatment.DOMESTIC),
        ("GF", "", Treatment.UNTAXED),
        ("YT", "", Treatment.UNTAXED),
        *(
            (territory, "", Treatment.OUTSIDE)
            for territory in ("BL", "MF", "PM", "NC", "PF", "WF", "TF")
        ),
    ],
)
def test_who_pays_which_vat(country, number, treatment):
    assert treatment_of(country, clean_vat_number(number, country)) is treatment


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("DE", "DE136695975"),  # a wrong check digit
        ("DE", "FR44732829320"),  # another country's
        ("FR", "FR45732829320"),
        ("GP", "FR45732829320"),
        ("ES", "nonsense"),
    ],
)
def test_wrong_numbers_are_refused(country, number):
    with pytest.raises(ValidationError):
        clean_vat_number(number, country)


def test_numbers_are_written_one_way():
    assert clean_vat_number("de 136 695 976", "DE") == "DE136695976"
    assert clean_vat_number("44 732 829 320", "MQ") == "FR44732829320"
