"""``python -m scheduler``: see ``scheduler.cli``."""

import signal

# An interrupt ends this process without a word, until there is something to write (``solve``).
signal.signal(signal.SIGINT, signal.SIG_DFL)

from scheduler.cli import main  # noqa: E402 - it takes a moment to load
from scheduler.processes import leave  # noqa: E402

if __name__ == "__main__":
    leave(main())
