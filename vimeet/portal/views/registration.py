"""An event's public page, and registering for it without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from vimeet.accounts.models import User
from vimeet.portal.forms.registration import (
    CompanyForm,
    PeopleForms,
    StartForm,
    contact_of,
    number_in,
    people_saved,
    people_typed,
    with_one_more,
    without,
)
from vimeet.portal.public_access import PublicEventMixin, RegistrationMixin, remember_own
from vimeet.programme.selectors.sessions import has_programme
from vimeet.registration.models import Registration
from vimeet.registration.selectors import place_in_queue, types_on_offer
from vimeet.registration.selectors.forms import answers_of, asked_form
from vimeet.registration.selectors.returning import known_company, known_person
from vimeet.registration.services import (
    discard_draft,
    keep_typed,
    save_company,
    start_registration,
)
from vimeet.registration.services.answers import ChoiceFullError
from vimeet.registration.services.changes import check_editable
from vimeet.registration.services.confirming import ask_to_confirm
from vimeet.registration.services.links import confirms_address
from vimeet.registration.services.people_limits import most_people
from vimeet.registration.services.registrations import missing_parts
from vimeet.shop.selectors import order_of, packages_by_type
from vimeet.shop.services import admissions
from vimeet.shop.services.withdrawals import withdraw


class EventView(PublicEventMixin, TemplateView):
    """The event as anybody sees it: what, when, where, and as what one can register."""

    template_name = "register/event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the types with what they may buy, and whether registration is open or to come."""
        opens, now = self.event.registration_opens_at, timezone.now()
        offers = types_on_offer(self.event)
        packages = packages_by_type(self.event, [offer.type for offer in offers], now)
        return super().get_context_data(
            offers=[(offer, packages[offer.type.pk]) for offer in offers],
            sells=any(packages.values()),
            has_programme=has_programme(self.event),
            to_come=opens is not None and now < opens,
            **kwargs,
        )


class StartView(PublicEventMixin, FormView):  # type: ignore[type-arg]
    """The first step: as what, and an address. From then on everything is kept."""

    template_name = "register/start.html"
    form_class = StartForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; back to the event's page while registration is closed."""
        if not self.event.registration_is_open:
            return self.closed()
        return super().get(request, *args, **kwargs)

    def closed(self) -> HttpResponse:
        """The event's page, which says why."""
        return HttpResponseRedirect(reverse("register:event", kwargs=self.event.url_kwargs))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for its types."""
        return super().get_form_kwargs() | {"event": self.event}

    def get_initial(self) -> dict[str, Any]:
        """The type that the event's page asked for, the address of who is signed in."""
        initial: dict[str, Any] = {"email": self.actor.email if self.actor else ""}
        if self.request.GET.get("type", "").isdecimal():
            initial["participant_type"] = self.request.GET["type"]
        return initial

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin the registration and go on under its link."""
        try:
            _registration, token = start_registration(
                event=self.event,
                language=get_language() or self.event.language,
                user=self.actor,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            messages.error(self.request, refusal.messages[0])
            return self.closed()
        remember_own(self.request, token)
        kwargs = self.event.url_kwargs | {"token": token}
        return HttpResponseRedirect(reverse("register:company", kwargs=kwargs))

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


def as_typed(request: HttpRequest) -> QueryDict:
    """What the browser sent, without what is not the person's."""
    typed = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "do"):
        typed.pop(name, None)
    return typed


def _person_kwargs(country: str) -> dict[str, Any]:
    """For each person's form: none may stay empty, and the browser may know it."""
    return {"country": country, "empty_permitted": False, "use_required_attribute": True}


class CompanyView(RegistrationMixin, TemplateView):
    """The company and its people. One is the contact; people are added and taken away here."""

    template_name = "register/company.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form as it was last typed, else as it is saved."""
        try:
            check_editable(self.registration)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return self.go_to("registration")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms; faulty ones that were just sent come in ``kwargs``."""
        context: dict[str, Any] = {}
        if "form" not in kwargs:
            context = self._unsent()
        most = most_people(self.registration)
        return super().get_context_data(most_people=most, **context | kwargs)

    def _unsent(self) -> dict[str, Any]:
        """The forms, filled but without faults: nobody has sent them yet."""
        typed = QueryDict(self.registration.typed.get("company", ""))
        saved = people_saved(self.registration)
        company = typed.dict()
        if (user := self._own_beginning()) is not None:
            company = known_company(user) | company
            saved[0] |= known_person(user) | {"email": self.registration.email}
        people: list[Any] = people_typed(typed) or saved
        contact = next(
            (i for i, person in enumerate(self.registration.people.all()) if person.is_contact), 0
        )
        return {
            "form": CompanyForm(instance=self.registration, initial=company),
            "people": PeopleForms(
                prefix="people",
                initial=people,
                form_kwargs=_person_kwargs(typed.get("country") or str(self.registration.country)),
            ),
            "contact": contact_of(typed) if typed else contact,
            "unsaved": self.unsaved("company"),
        }

    def _own_beginning(self) -> User | None:
        """Who is signed in, if they began this and nothing is saved yet: their data is offered."""
        user = self.actor
        mine = user is not None and self.registration.user_id == user.pk
        return user if mine and not self.registration.name else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save and go on; with the buttons of the people, add or take away one."""
        if self.cancels():
            self.forget("company")
            return self.go_to("registration")
        typed, do = as_typed(request), request.POST.get("do", "")
        if do == "add":
            typed = with_one_more(typed)
            self.keep("company", typed)
            return self.go_to("company", f"#person-{len(people_typed(typed)) - 1}")
        index = number_in(do.removeprefix("remove-"))
        if do.startswith("remove-") and index is not None:
            self.keep("company", without(typed, index))
            return self.go_to("company", "#people")
        form = CompanyForm(request.POST, instance=self.registration)
        people = PeopleForms(
            request.POST,
            prefix="people",
            form_kwargs=_person_kwargs(request.POST.get("country", "")),
        )
        if form.is_valid() & people.is_valid():
            try:
                self._save(form, people, contact_of(typed))
            except ValidationError as refusal:
                _show(refusal, form, people)
            else:
                return self.go_to(self._next_step())
        # The form has written into the registration: what is shown around it is read afresh.
        self.registration.refresh_from_db()
        self.keep("company", typed)
        context = self.get_context_data(form=form, people=people, contact=contact_of(typed))
        return self.render_to_response(context, status=422)

    def _next_step(self) -> str:
        """A draft goes on to the event's questions, if there are any."""
        self.registration.refresh_from_db()
        asks = self.registration.is_draft and asked_form(self.registration) is not None
        return "questions" if asks else "registration"

    def _save(self, form: Any, people: Any, contact: int) -> None:
        was_draft, former = self.registration.is_draft, self.registration.email
        saved = save_company(
            registration=self.registration,
            actor=self.actor,
            company=form.cleaned_data,
            people=[person.cleaned_data for person in people],
            contact=contact,
        )
        self.keep_way_in()
        if not was_draft:
            messages.success(self.request, _("Your changes are saved."))
        if saved.email.lower() != former.lower():
            told = _("From now on we write to %(address)s, by a link of its own.")
            messages.info(self.request, told % {"address": saved.email})


def _show(refusal: ValidationError, form: Any, people: Any) -> None:
    """Put what the service refused where it belongs: beside a person's field, else on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, faults in refusal.error_dict.items():
        kind, _dash, rest = name.partition("-")
        index, _dash, field = rest.partition("-")
        if kind == "people" and index.isdecimal():
            people[int(index)].add_error(field, faults)
        else:
            form.add_error(name if name in form.fields else None, faults)


class KeepView(RegistrationMixin, View):
    """Keeps what is being typed, sent by the page itself now and then."""

    http_method_names = ["post"]
    STEPS = ("company", "questions")

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        """Keep it; 204, or 413 if it is far too much; 404 if it can't be saved any more."""
        if step not in self.STEPS:
            raise Http404
        typed = as_typed(request).urlencode()
        try:
            kept = keep_typed(registration=self.registration, step=step, typed=typed)
        except ValidationError:
            raise Http404 from None
        return HttpResponse(status=204 if kept else 413)


class OverviewView(RegistrationMixin, TemplateView):
    """The registration: to check and send while it is a draft, then how it stands."""

    template_name = "register/registration.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; a draft that lacks a step goes there."""
        missing = missing_parts(self.registration) if self.registration.is_draft else []
        if missing:
            return self.go_to(missing[0])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people, the place in the queue, and whether changes are still possible."""
        registration = self.registration
        in_time = timezone.now() < self.event.registration_edits_end_at
        order = order_of(registration)
        return super().get_context_data(
            people=list(registration.people.all()),
            answers=answers_of(registration),
            queue=place_in_queue(registration),
            editable=in_time and not registration.is_over,
            order=order if order and order.placed_at else None,
            to_confirm=registration.is_draft and self.event.confirms_address and not self.known(),
            waits=any(
                offer.waits
                for offer in types_on_offer(self.event)
                if offer.type == registration.participant_type
            ),
            **kwargs,
        )

    def known(self) -> bool:
        """Whether the address is confirmed, or is so by sending from here."""
        mine = (
            self.actor is not None and self.actor.email.lower() == self.registration.email.lower()
        )
        return bool(
            self.registration.address_confirmed_at
            or mine
            or confirms_address(self.registration, self.token)
        )


class SendView(RegistrationMixin, View):
    """Sends a draft; a second press of the button changes nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send it and show how it stands."""
        try:
            sent = admissions.send(registration=self.registration, actor=self.actor)
            if sent.state == Registration.State.APPROVED:
                return self.go_to("packages")
        except ChoiceFullError as refusal:
            messages.error(request, refusal.messages[0])
            return self.go_to("questions")
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self.go_to("registration")


class ConfirmAgainView(RegistrationMixin, View):
    """Sends the link that confirms the contact's address once more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send it and say so."""
        try:
            ask_to_confirm(registration=self.registration)
            told = _("A message is on its way to %(address)s.")
            messages.success(request, told % {"address": self.registration.email})
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self.go_to("registration")


class AcceptOfferView(RegistrationMixin, View):
    """Takes a place that was offered from the waiting list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it and show how it stands."""
        try:
            taken = admissions.take_place(registration=self.registration, actor=self.actor)
            if taken.state == Registration.State.APPROVED:
                return self.go_to("packages")
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self.go_to("registration")


class WithdrawView(RegistrationMixin, View):
    """Takes a registration back; a draft is deleted with all that was typed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it and say so."""
        try:
            if self.registration.state == Registration.State.DRAFT:
                discard_draft(registration=self.registration)
                messages.success(request, _("What you had filled in is deleted."))
                return self.leave()
            check_editable(self.registration)
            withdraw(registration=self.registration, actor=self.actor)
            messages.success(request, _("Your registration is withdrawn."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return self.go_to("registration")

    def leave(self) -> HttpResponse:
        """To the event's page, while it has one."""
        if self.event.registration_opens_at is None:
            return HttpResponseRedirect(reverse("home"))
        return HttpResponseRedirect(reverse("register:event", kwargs=self.event.url_kwargs))
