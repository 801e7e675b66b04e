"""Forms of requests: made and weighed for people, their rules, pairs, an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.delegation_field import DelegationField
from vimeet.events.models import Event
from vimeet.meetings.models import Pair, Request, RequestRules
from vimeet.meetings.services.priorities import HEAVIEST, LIGHTEST, SCHEDULE
from vimeet.registration.models import Delegate

PRIORITIES = Request.Priority.choices


def _priority(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=PRIORITIES, initial=Request.Priority.WANT, required=True
    )


def _weight() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=LIGHTEST,
        max_value=HEAVIEST,
        required=False,
        help_text=gettext_lazy(
            "The greater, the more it counts in planning. Empty: by the two priorities."
        ),
    )


class _OfDelegations(forms.Form):
    """Fields that choose delegations of the event."""

    sides: tuple[str, ...] = ()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.sides:
            self.fields[name].of(event)  # type: ignore[attr-defined]


class RequestForm(_OfDelegations):
    """A request on behalf of those who ask."""

    sides = ("asker", "asked")
    asker = DelegationField(label=gettext_lazy("Who asks"))
    asked = DelegationField(label=gettext_lazy("Who is asked"))
    asker_priority = _priority(gettext_lazy("How much it counts to those who ask"))
    asked_priority = _priority(gettext_lazy("How much it counts to those who are asked"))
    weight = _weight()
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(label=gettext_lazy("Both sides have agreed"), required=False)


class RequestEditForm(forms.Form):
    """How much a request counts, to each side and in planning, and who attends."""

    asker_priority = _priority(gettext_lazy("How much it counts to those who ask"))
    asked_priority = _priority(gettext_lazy("How much it counts to those who are asked"))
    weight = _weight()
    must = forms.BooleanField(
        label=gettext_lazy("Must be placed"),
        required=False,
        help_text=gettext_lazy("No plan leaves it out; where that is impossible there is no plan."),
    )
    asker_delegates = forms.ModelMultipleChoiceField(
        Delegate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    asked_delegates = forms.ModelMultipleChoiceField(
        Delegate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, instance: Request, **kwargs: Any) -> None:
        self.instance = instance
        initial = {
            "asker_priority": instance.asker_priority,
            "asked_priority": instance.asked_priority,
            "weight": instance.weight if instance.weight_by_hand else None,
            "must": instance.must,
            "asker_delegates": instance.asker_delegates.all(),
            "asked_delegates": instance.asked_delegates.all(),
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        if not instance.weight_by_hand:
            self.fields["weight"].widget.attrs["placeholder"] = str(instance.weight)
        for name, side in (
            ("asker_delegates", instance.asker),
            ("asked_delegates", instance.asked),
        ):
            people = side.delegates.all()
            field = self.fields[name]
            field.queryset = people  # type: ignore[attr-defined]
            field.label = _("Who of %(delegation)s goes") % {"delegation": side.name}
            field.help_text = _("Nobody ticked: anybody of them.")
            # What doesn't stand any more has nobody to go; one person leaves no choice.
            if not instance.is_open or people.count() < 2:
                del self.fields[name]
        if not instance.is_open:
            for name in ("asker_priority", "asked_priority"):
                del self.fields[name]


def cell_name(asker: str, asked: str) -> str:
    """The name of a weight's field."""
    return f"weight_{asker}_{asked}"


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What each pair of priorities weighs, and when people are reminded."""

    class Meta:
        model = RequestRules
        fields = SCHEDULE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (asker, asker_label), (asked, asked_label) in self._cells():
            self.fields[cell_name(asker, asked)] = forms.IntegerField(
                label=_("%(asker)s, and %(asked)s") % {"asker": asker_label, "asked": asked_label},
                min_value=LIGHTEST,
                max_value=HEAVIEST,
                initial=self.instance.weights[asker][asked],
            )

    @staticmethod
    def _cells() -> list[tuple[tuple[str, Any], tuple[str, Any]]]:
        return [(one, other) for one in PRIORITIES for other in PRIORITIES]

    def table(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The weights as rows: a priority of those who ask, with a field per one of the asked."""
        return [
            (str(label), [self[cell_name(asker, asked)] for asked, _label in PRIORITIES])
            for asker, label in PRIORITIES
        ]

    def heads(self) -> list[str]:
        """The priorities of those who are asked, above the table's columns."""
        return [str(label) for _value, label in PRIORITIES]

    def schedule(self) -> list[forms.BoundField]:
        """The fields that are not weights."""
        return [self[name] for name in SCHEDULE]

    def values(self) -> dict[str, Any]:
        """What the service takes, once valid."""
        data = self.cleaned_data
        weights = {
            asker: {asked: data[cell_name(asker, asked)] for asked, _l in PRIORITIES}
            for asker, _label in PRIORITIES
        }
        return {"weights": weights, **{name: data[name] for name in SCHEDULE}}


class PairForm(_OfDelegations):
    """Two delegations that never meet, or in any case."""

    sides = ("one", "other")
    one = DelegationField(label=gettext_lazy("One delegation"))
    other = DelegationField(label=gettext_lazy("The other"))
    kind = forms.ChoiceField(
        label=gettext_lazy("They"),
        choices=Pair.Kind.choices,
        widget=forms.RadioSelect,
        initial=Pair.Kind.FORBIDDEN,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For you and your colleagues."),
    )


class NeverForm(_OfDelegations):
    """A delegation never wants to meet another one: said for them."""

    sides = ("delegation", "other")
    delegation = DelegationField(label=gettext_lazy("Delegation"))
    other = DelegationField(label=gettext_lazy("never wants to meet"))


class ImportForm(forms.Form):
    """A table of requests."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
        help_text=gettext_lazy("CSV or a spreadsheet (xlsx, ods); 2 MB at most."),
    )
    tell = forms.BooleanField(
        label=gettext_lazy("Write to those concerned"),
        required=False,
        help_text=gettext_lazy("An e-mail per request, as if they had asked and answered here."),
    )
