"""Everything a replica imports and reads, done once before it starts: a machine that starts slowly is not the point."""

from core import policy, tables, words
from tests.kill import replica

WARM = (tables.MODULES, replica.beat, policy.built_in("falkoping"), words._("Done"))
