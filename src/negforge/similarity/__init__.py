"""Near-duplicates: what reads alike, found by MinHash and verified exactly, in any order of input the same."""

from negforge.similarity.distinct import Distinct, distinct_tasks, keys_of, task_keys
from negforge.similarity.grouping import NEAR, Groups, groups_of
from negforge.similarity.masking import masked, masked_all, names_in
from negforge.similarity.nearest import Nearest, Passage
from negforge.similarity.texts import task_text, transcript_text

__all__ = [
    "NEAR",
    "Distinct",
    "Groups",
    "Nearest",
    "Passage",
    "distinct_tasks",
    "groups_of",
    "keys_of",
    "masked",
    "masked_all",
    "names_in",
    "task_keys",
    "task_text",
    "transcript_text",
]
