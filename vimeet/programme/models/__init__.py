"""Sessions as they are edited (the draft), as they were released, and who registered for them."""

from vimeet.programme.models.registrations import LeftSession, SessionRegistration
from vimeet.programme.models.releases import ProgrammeRelease, ReleasedSession
from vimeet.programme.models.sessions import LANGUAGES, Session, SessionContent, Speaker, Track

__all__ = [
    "LANGUAGES",
    "LeftSession",
    "ProgrammeRelease",
    "ReleasedSession",
    "Session",
    "SessionContent",
    "SessionRegistration",
    "Speaker",
    "Track",
]
