"""Who takes part, and how they came to: delegations and registrations."""

from vimeet.registration.models.forms import AnswerFile, FormVersion, TakenChoice
from vimeet.registration.models.participation import Delegate, Delegation
from vimeet.registration.models.pictures import Picture, PictureSize
from vimeet.registration.models.registrations import Registration, RegistrationPerson, ReturnLink
from vimeet.registration.models.terms import Term, TermPair

__all__ = [
    "AnswerFile",
    "Delegate",
    "Delegation",
    "FormVersion",
    "Picture",
    "PictureSize",
    "Registration",
    "RegistrationPerson",
    "ReturnLink",
    "TakenChoice",
    "Term",
    "TermPair",
]
