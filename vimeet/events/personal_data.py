"""What events keep about people: nothing. Each field is named so that a new one is noticed."""

from vimeet.core.personal_data import declare
from vimeet.events.models import (
    Event,
    FloorPlan,
    Organiser,
    ParticipantType,
    Place,
    PlaceMark,
    Slot,
)

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
        "confirms_address",
        "needs_approval",
        "offer_hours",
        "complete_days",
        "directory_opens_at",
        "requests_open_at",
        "requests_close_at",
        "agendas_out_at",
        "staff_only_from",
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
        "max_open_requests",
        "is_public",
    ),
)
declare(Slot, not_personal=("id", "event", "starts_at", "ends_at"))
declare(Place, not_personal=("id", "event", "name", "kind", "capacity", "seats", "closed_slots"))
declare(FloorPlan, not_personal=("id", "event", "content", "width", "height", "created_at"))
declare(PlaceMark, not_personal=("id", "place", "x", "y"))
