"""Policy: what a municipality's guideline decides, as data with citation and strength."""

from core.policy.load import PolicyError, built_in, load, names, stored, with_retired
from core.policy.model import Policy
from core.policy.moderation import Category
from core.policy.parts import Cited, Strength

__all__ = [
    "Category",
    "Cited",
    "Policy",
    "PolicyError",
    "Strength",
    "built_in",
    "load",
    "names",
    "stored",
    "with_retired",
]
