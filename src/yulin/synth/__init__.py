"""An invented region of any size: people, employers and every record about them, from a seed.

Nobody in it is real or can be: see `is_synthetic`.
"""

from yulin.synth.identity import is_synthetic, is_synthetic_code
from yulin.synth.region import WENZHOU, synthesize, synthesize_parts

__all__ = ["WENZHOU", "is_synthetic", "is_synthetic_code", "synthesize", "synthesize_parts"]
