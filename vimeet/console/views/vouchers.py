"""Vouchers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.shop import VoucherForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.shop.models import Voucher
from vimeet.shop.selectors import vouchers_of
from vimeet.shop.services.vouchers import add_voucher, delete_voucher, update_voucher


class VouchersView(ConsolePage, TemplateView):
    """All vouchers with how often they were used."""

    template_name = "console/shop/vouchers.html"
    nav = "vouchers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the vouchers."""
        return super().get_context_data(
            vouchers=list(vouchers_of(self.event)), now=timezone.now(), **kwargs
        )


class _VoucherFormPage(FormPage):
    form_class = VoucherForm
    nav = "vouchers"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The voucher is saved.")
    parent = "vouchers"
    parent_title = gettext_lazy("Vouchers")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for its packages and the codes that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class VoucherAddView(_VoucherFormPage):
    """A voucher more."""

    heading = gettext_lazy("Add a voucher")

    def save(self, form: forms.Form) -> None:
        """Add it."""
        add_voucher(event=self.event, actor=self.actor, **form.cleaned_data)


class VoucherEditView(_VoucherFormPage, ModelFormPage):
    """A voucher, to be changed."""

    heading = gettext_lazy("Change the voucher")
    rows = Voucher.objects.select_related("event__organiser")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_voucher(voucher=self.object, actor=self.actor, **form.cleaned_data)


class VoucherDeleteView(ActionView):
    """A voucher less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such voucher."""
        self.voucher = self.find(Voucher.objects.select_related("event__organiser"))
        return self.url("vouchers")

    def act(self) -> Text:
        """Delete it."""
        delete_voucher(voucher=self.voucher, actor=self.actor)
        return _("The voucher %(code)s is deleted.") % {"code": self.voucher.code}
