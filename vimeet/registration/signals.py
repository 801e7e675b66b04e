"""What happens to delegates that the apps above want to hear of."""

from django.dispatch import Signal

# ``delegate`` is somebody else from now on: another account opens the agenda. Sent in the
# transaction that changes it; whatever the former person kept for themself must not pass on.
handed_over = Signal()
