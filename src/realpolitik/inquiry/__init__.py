"""What readers ask of a crisis as they bend it: answers that come at once, and get better while somebody waits."""

from realpolitik.inquiry.bend import Bend, bend_of
from realpolitik.inquiry.compared import Compared
from realpolitik.inquiry.desk import Desk
from realpolitik.inquiry.inquiry import Inquiry

__all__ = ["Bend", "Compared", "Desk", "Inquiry", "bend_of"]
