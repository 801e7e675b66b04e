"""Settings: ``base`` is shared; ``demo``, ``production`` and ``test`` each say what differs."""
