"""What recommendations keep about people: nothing, they are about companies."""

from vimeet.core.personal_data import declare
from vimeet.directory.recommendations.models import Computation, Dismissal, RecommendationList

declare(
    Computation,
    not_personal=("id", "event", "signature", "started_at", "finished_at", "pending_since"),
)
declare(RecommendationList, not_personal=("id", "delegation", "found", "computed_at"))
declare(Dismissal, not_personal=("id", "delegation", "other", "created_at"))
