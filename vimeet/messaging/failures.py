"""What can go wrong when a message is handed over, by what it means for the message."""


class TemporaryFailure(Exception):  # noqa: N818 -- a failure of the transport, told apart by kind
    """Not handed over; may work later."""


class PermanentFailure(Exception):  # noqa: N818
    """Not handed over, and trying again would not help."""


class AnswerLost(Exception):  # noqa: N818
    """Handed over, but the answer never came: nobody can know whether it was taken."""
