"""Plans and runs as pictures: SVG documents that need nothing but a viewer.

``delegates``, ``places`` and ``load`` draw a plan; ``curve`` draws the progress of a run, read by
``samples``. All return the text of an SVG document in the colours of the platform, light or dark as
the viewer prefers.
"""

from scheduler.plot.curve import Sample, curve, samples
from scheduler.plot.delegates import delegates
from scheduler.plot.load import load
from scheduler.plot.places import places

__all__ = ["Sample", "curve", "delegates", "load", "places", "samples"]
