"""Forms of those who register. They come and go, so what they typed is kept as they typed it."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models import Registration, RegistrationPerson
from vimeet.registration.selectors import TypeOnOffer, types_on_offer
from vimeet.registration.services.people_limits import MOST_PEOPLE
from vimeet.registration.services.registrations import COMPANY_FIELDS
from vimeet.registration.vat import check_vat_number

LONGEST_ADDRESS = 254


def number_in(text: str) -> int | None:
    """The small number that ``text`` is; None if it is anything else, or thousands of digits."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


class TypeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Participant types, each with what there is to know before choosing it."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ParticipantType.objects.none(), empty_label=None, **kwargs)
        self.offers: dict[int, TypeOnOffer] = {}

    def offer(self, event: Event) -> None:
        """Offer the types that one can register as."""
        offers = types_on_offer(event)
        self.offers = {offer.type.pk: offer for offer in offers}
        self.queryset = event.participant_types.filter(is_public=True)
        if len(offers) == 1:
            self.initial = offers[0].type.pk

    def label_from_instance(self, obj: Any) -> str:
        """The type's name; full ones say that there is a waiting list."""
        offer = self.offers.get(obj.pk)
        if offer is not None and offer.waits:
            return _("%(type)s (full: waiting list)") % {"type": obj.name}
        return str(obj.name)


class StartForm(forms.Form):
    """As what, and where to send the link back."""

    participant_type = TypeChoice(label=gettext_lazy("You take part as"))
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("You get a link there that leads back to what you filled in."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant_type"].offer(event)  # type: ignore[attr-defined]


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The company; in a draft also as what it takes part."""

    participant_type = TypeChoice(label=gettext_lazy("You take part as"))

    class Meta:
        model = Registration
        fields = ("participant_type", *COMPANY_FIELDS)
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "website": forms.URLInput(
                attrs={"autocomplete": "url", "placeholder": "https://example.com"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["country"].required = True
        choice = self.fields["participant_type"]
        choice.offer(self.instance.event)  # type: ignore[attr-defined]
        if not self.instance.is_draft or len(choice.queryset) < 2:  # type: ignore[attr-defined]
            del self.fields["participant_type"]

    def clean(self) -> dict[str, Any]:
        """A VAT number is one of the company's country."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        number, country = values.get("vat_number"), values.get("country")
        if number and country:
            try:
                values["vat_number"] = check_vat_number(number, str(country))
            except ValidationError as refusal:
                self.add_error("vat_number", refusal)
        return values


class PersonForm(forms.Form):
    """One of the people. A phone number without a country's code is read in ``country``."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=LONGEST_ADDRESS)
    job_title = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = country if country in phonenumbers.SUPPORTED_REGIONS else None
        self.fields["phone"] = PhoneNumberField(
            label=gettext_lazy("Mobile phone"),
            required=False,
            region=region,
            # Plain: what was typed is shown again as it was typed.
            widget=forms.TextInput(attrs={"type": "tel"}),
            help_text=gettext_lazy("For news on site by SMS."),
        )


PeopleForms = forms.formset_factory(
    PersonForm,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MOST_PEOPLE,
    absolute_max=MOST_PEOPLE,
    validate_max=True,
)
PERSON_NAMES = ("id", "first_name", "last_name", "email", "phone", "job_title")


def people_typed(typed: QueryDict) -> list[dict[str, str]]:
    """The people as they were typed, field by field."""
    count = min(number_in(typed.get("people-TOTAL_FORMS", "")) or 0, MOST_PEOPLE)
    return [
        {name: typed.get(f"people-{i}-{name}", "") for name in PERSON_NAMES} for i in range(count)
    ]


def people_saved(registration: Registration) -> list[dict[str, Any]]:
    """The people as they are saved; before any are, the contact's address alone."""
    people: list[RegistrationPerson] = list(registration.people.all())
    if not people:
        return [{"email": registration.email}]
    return [
        {name: getattr(person, "pk" if name == "id" else name) for name in PERSON_NAMES}
        | {"phone": person.phone.as_international if person.phone else ""}
        for person in people
    ]


def contact_of(typed: QueryDict) -> int:
    """Which of the people is the contact, by index; the first where it can't be read."""
    contact = number_in(typed.get("contact", "")) or 0
    return contact if contact < MOST_PEOPLE else 0


def with_one_more(typed: QueryDict) -> QueryDict:
    """What was typed, with an empty person at the end."""
    changed = typed.copy()
    changed["people-TOTAL_FORMS"] = str(min(len(people_typed(typed)) + 1, MOST_PEOPLE))
    return changed


def without(typed: QueryDict, index: int) -> QueryDict:
    """What was typed, without the person at ``index``; one always stays."""
    people = people_typed(typed)
    if len(people) < 2 or not 0 <= index < len(people):
        return typed
    changed = typed.copy()
    for name in [key for key in typed if key.startswith("people-")]:
        del changed[name]
    del people[index]
    for i, person in enumerate(people):
        for name, value in person.items():
            changed[f"people-{i}-{name}"] = value
    changed["people-TOTAL_FORMS"] = str(len(people))
    changed["people-INITIAL_FORMS"] = "0"
    contact = contact_of(typed)
    changed["contact"] = str(contact - (contact > index) if contact != index else 0)
    return changed
