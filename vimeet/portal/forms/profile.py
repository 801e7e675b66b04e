"""Forms of a delegation's profile: its texts, its needs and offers, its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from vimeet.core.pictures import PictureField
from vimeet.events.models import Event
from vimeet.registration.models import Delegation
from vimeet.registration.selectors import PROFILE_TEXTS
from vimeet.registration.selectors.terms import TermTree
from vimeet.registration.term_field import TermsField

LONGEST_TEXT = 3000
PARTS = {
    "presentation": (_("Who you are"), _("What your company does, in a few sentences.")),
    "needs": (_("What you look for"), _("The more precise, the better the requests you get.")),
    "offers": (_("What you offer"), _("What others come to you for.")),
}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a delegation says of itself: each part in the event's language, then in the other."""

    class Meta:
        model = Delegation
        fields = (*PROFILE_TEXTS, "website")
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in PROFILE_TEXTS}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [code for code, _name in settings.LANGUAGES if code != event.language]
        self.languages = [event.language, *others]
        for name in PROFILE_TEXTS:
            field = self.fields[name]
            code = name.rpartition("_")[2]
            field.label = get_language_info(code)["name_local"].capitalize()
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            field.widget.attrs |= {"lang": code, "maxlength": LONGEST_TEXT}

    def parts(self) -> Iterator[tuple[Any, Any, list[forms.BoundField]]]:
        """For templates: each part's title, its help, and its field in each language."""
        for part, (title, help_text) in PARTS.items():
            yield title, help_text, [self[f"{part}_{code}"] for code in self.languages]


class TermsForm(forms.Form):
    """Needs or offers, ticked in the event's tree."""

    def __init__(self, *args: Any, tree: TermTree, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"] = TermsField(tree=tree, label=label, required=False)

    def chosen(self) -> list[Any]:
        """What was ticked."""
        field: Any = self.fields["terms"]
        return list(field.terms(self.cleaned_data["terms"]))


class PictureForm(forms.Form):
    """A picture to upload."""

    picture = PictureField()
