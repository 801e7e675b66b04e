"""Who takes part, and how they came to: delegations and registrations."""

from vimeet.registration.models.forms import AnswerFile, FormVersion, TakenChoice, Term
from vimeet.registration.models.participation import Delegate, Delegation
from vimeet.registration.models.registrations import Registration, RegistrationPerson, ReturnLink

__all__ = [
    "AnswerFile",
    "Delegate",
    "Delegation",
    "FormVersion",
    "Registration",
    "RegistrationPerson",
    "ReturnLink",
    "TakenChoice",
    "Term",
]
