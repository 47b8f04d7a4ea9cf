"""Numbers that every part of the engine agrees on.

All scoring is done in whole numbers: sums do not depend on the order in which they are made, so the
compiled kernel, the refresh of a few posts and the plain Python reference give the same score to the
last digit, ties included.
"""

from __future__ import annotations

from typing import Final

#: A feature that speaks fully for a pair.
FULL: Final = 1000
#: A side's weights add up to this.
WEIGHTS: Final = 1000
#: The most one side's score can be; the product of both sides stays below ``FITTING``.
MOST: Final = FULL * WEIGHTS
#: Added to the product where every requirement is known to be met: whoever fits stands before
#: whoever may fit, and what is not known gives no score.
FITTING: Final = 1 << 41
#: "Nothing is known", in every column of numbers.
UNKNOWN: Final = -1
#: An open wish or requirement (不限), in columns of numbers.
OPEN: Final = 0
#: One bit of inverse document frequency, in the units in which texts are summed.
IDF_UNIT: Final = 16
#: A title that speaks as much as this is looked at first.
NEAR_TITLE: Final = 400
