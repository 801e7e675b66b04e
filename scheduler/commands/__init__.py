"""The commands that ask about a problem or a plan, or draw it."""

from scheduler.commands import changes, plot, promise, whatif

__all__ = ["changes", "plot", "promise", "whatif"]
