"""VAT numbers: structure and checksum, by country."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from vimeet.registration.vat import check_vat_number


@pytest.mark.parametrize(
    ("number", "country", "compact"),
    [
        ("FR 40 303 265 045", "FR", "FR40303265045"),
        ("40303265045", "FR", "FR40303265045"),
        ("DE 136,695 976".replace(",", ""), "DE", "DE136695976"),
        ("EL 094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("XI 432 525 179", "GB", "XI432525179"),
        ("GB 980 7806 84", "GB", "980780684"),
        ("12-ab/7", "MG", "12AB7"),
    ],
)
def test_a_good_number_is_compacted(number, country, compact):
    assert check_vat_number(number, country) == compact


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("FR40303265046", "FR"),
        ("FR40303265045", "DE"),
        ("DE136695977", "DE"),
        ("GB980780685", "GB"),
        ("12345", "FR"),
        ("ключ", "MG"),
        ("1", "MG"),
    ],
)
def test_a_wrong_number_is_refused(number, country):
    with pytest.raises(ValidationError):
        check_vat_number(number, country)
