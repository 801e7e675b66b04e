"""What the demo's companies look for and offer: in both languages, and in the event's list."""

from vimeet.demo.trades import Speciality
from vimeet.demo.trades_of_buyers import BUYING
from vimeet.demo.trades_of_suppliers import SUPPLYING

SPECIALITIES: dict[str, Speciality] = BUYING | SUPPLYING
