"""What events keep about people: nothing. Each field is named so that a new one is noticed."""

from vimeet.core.personal_data import declare
from vimeet.events.models import Event, Organiser, ParticipantType, Place, Slot

declare(Organiser, not_personal=("id", "name", "slug", "created_at"))
declare(
    Event,
    not_personal=(
        "id",
        "organiser",
        "name",
        "slug",
        "city",
        "venue",
        "starts_on",
        "ends_on",
        "time_zone",
        "language",
        "max_in_a_row",
        "registration_opens_at",
        "registration_closes_at",
        "registration_edits_until",
        "needs_approval",
        "offer_hours",
        "about_en",
        "about_fr",
        "created_at",
    ),
)
declare(
    ParticipantType,
    not_personal=(
        "id",
        "event",
        "name_en",
        "name_fr",
        "may_ask",
        "max_delegations",
        "is_public",
    ),
)
declare(Slot, not_personal=("id", "event", "starts_at", "ends_at"))
declare(Place, not_personal=("id", "event", "name", "kind", "capacity", "closed_slots"))
