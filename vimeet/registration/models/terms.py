"""The event's taxonomy: a tree of needs and offers, and which of them fit or clash."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.core.words import in_page_language
from vimeet.events.models import Event


class Term(EventOwned):
    """A need or an offer of the event's taxonomy: what companies look for and bring.

    Terms stand under one another; ``registration.selectors.terms`` reads them as a tree. That there
    are no circles is held by ``registration.services.terms``.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="terms")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    # Among those under the same one.
    position = models.PositiveIntegerField(_("position"), default=0)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)

    class Meta:
        ordering = ("position", "name_en", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("event", "name_en"),
                condition=Q(parent=None),
                name="term_name_en_once_at_top",
            ),
            models.UniqueConstraint(fields=("parent", "name_en"), name="term_name_en_once_below"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="term_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name_en, self.name_fr)


class TermPair(EventOwned):
    """A need and an offer that go together though they are other words, or that do not."""

    class Kind(models.TextChoices):
        FITS = "fits", _("fits")
        CLASHES = "clashes", _("clashes")

    event = models.ForeignKey(Event, models.CASCADE, related_name="term_pairs")
    need = models.ForeignKey(
        Term, models.CASCADE, related_name="pairs_as_need", verbose_name=_("who looks for")
    )
    offer = models.ForeignKey(
        Term, models.CASCADE, related_name="pairs_as_offer", verbose_name=_("who offers")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FITS)

    class Meta:
        ordering = ("need__name_en", "offer__name_en", "pk")
        constraints = [
            models.UniqueConstraint(fields=("need", "offer"), name="term_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.need} – {self.offer}"
