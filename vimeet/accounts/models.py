"""Who may sign in, and what they are to an organiser."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned


class UserManager(BaseUserManager["User"]):
    """Creates users; addresses are kept in small letters, and compared as such."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """An address as it is kept; Django's own leaves what stands before the ``@`` as it is."""
        return super().normalize_email(email).lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password they sign in by e-mailed link only."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """Create an operator of the platform (``createsuperuser`` calls it)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by address, whatever its case.

        The same letters as lower-casing gives, no more: PostgreSQL takes «ı» for «i» when it
        disregards case, so that one address could be tried under many names.
        """
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. What they may do comes from memberships and delegates."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("platform operator"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class Membership(OrganiserOwned):
    """What a user is to an organiser."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        ACCOUNTANT = "accountant", _("Accountant")
        STAFF = "staff", _("On-site staff")

    # Who sees orders, payments and invoices.
    MONEY = (Role.ORGANISER, Role.ACCOUNTANT)

    organiser = models.ForeignKey("events.Organiser", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("organiser", "user"), name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class SignInLink(models.Model):
    """A link e-mailed to a user, good for one sign-in. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    next_path = models.CharField(max_length=500, blank=True)
    # The place (IP address) it was asked for from; none where nobody asked.
    asked_from = models.GenericIPAddressField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"
