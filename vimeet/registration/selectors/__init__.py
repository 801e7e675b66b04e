"""Reading delegations, delegates and registrations, always as somebody."""

from vimeet.registration.selectors.delegations import (
    PROFILE_TEXTS,
    delegate_of_user,
    delegates_of_user,
    delegations_found,
    delegations_to_ask,
    find_delegates,
    words_in,
)
from vimeet.registration.selectors.registrations import (
    TypeOnOffer,
    place_in_queue,
    registration_counts,
    sent_registrations,
    types_on_offer,
)

__all__ = [
    "PROFILE_TEXTS",
    "TypeOnOffer",
    "delegate_of_user",
    "delegates_of_user",
    "delegations_found",
    "delegations_to_ask",
    "find_delegates",
    "place_in_queue",
    "registration_counts",
    "sent_registrations",
    "types_on_offer",
    "words_in",
]
