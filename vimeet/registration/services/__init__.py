"""Changing delegations, their delegates, and registrations."""

from vimeet.registration.services.decisions import (
    approve_registration,
    confirm_registration,
    put_on_waiting_list,
    refuse_registration,
    withdraw_registration,
)
from vimeet.registration.services.delegations import (
    DELEGATE_FIELDS,
    DELEGATION_FIELDS,
    TERM_FIELDS,
    add_delegate,
    add_delegation,
    delete_delegation,
    lock_delegation,
    remove_delegate,
    set_stand_owner,
    update_delegate,
    update_delegation,
)
from vimeet.registration.services.links import find_registration, return_url
from vimeet.registration.services.registrations import (
    discard_draft,
    forget_typed,
    keep_typed,
    save_company,
    start_registration,
    submit_registration,
)
from vimeet.registration.services.waiting import accept_offer, offer_free_places

__all__ = [
    "DELEGATE_FIELDS",
    "DELEGATION_FIELDS",
    "TERM_FIELDS",
    "accept_offer",
    "add_delegate",
    "add_delegation",
    "approve_registration",
    "confirm_registration",
    "delete_delegation",
    "discard_draft",
    "find_registration",
    "forget_typed",
    "keep_typed",
    "lock_delegation",
    "offer_free_places",
    "put_on_waiting_list",
    "refuse_registration",
    "remove_delegate",
    "return_url",
    "save_company",
    "set_stand_owner",
    "start_registration",
    "submit_registration",
    "update_delegate",
    "update_delegation",
    "withdraw_registration",
]
