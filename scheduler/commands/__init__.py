"""The commands that ask about a problem or draw it: ``whatif``, ``promise`` and ``plot``."""

from scheduler.commands import plot, promise, whatif

__all__ = ["plot", "promise", "whatif"]
