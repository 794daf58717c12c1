"""The judges of an audit, in the order in which they are run: those that share a table stand together."""

from __future__ import annotations

from negforge.audit.boosted import BoostedJudge
from negforge.audit.context_judges import ContextFeatureJudge, ContextWordJudge
from negforge.audit.features import SURFACE
from negforge.audit.judge import Group, ShortcutJudge
from negforge.audit.linear import FeatureJudge
from negforge.audit.table import View
from negforge.audit.text_judge import TextJudge

_VIEWS: tuple[View, ...] = ("assistant", "final", "trajectory")

QUICK: tuple[ShortcutJudge, ...] = (
    FeatureJudge("surface features, linear", "surface", SURFACE),
    FeatureJudge("process features, linear", "process", ("process",)),
    ContextFeatureJudge("features x context, linear"),
    FeatureJudge("all features, linear", "full", (*SURFACE, "process")),
)
BOOSTED: tuple[ShortcutJudge, ...] = (
    BoostedJudge("surface features, boosted", "surface", SURFACE),
    BoostedJudge("process features, boosted", "process", ("process",)),
    BoostedJudge("features and context, boosted", "context", (*SURFACE, "process"), with_context=True),
    BoostedJudge("all features, boosted", "full", (*SURFACE, "process")),
)


def _text_judges() -> tuple[ShortcutJudge, ...]:
    """Masked words of the assistant are surface; whatever shows matter, or calls and responses, counts in full only."""
    found: list[ShortcutJudge] = [ContextWordJudge("words x context, linear")]
    for mask in (True, False):
        for view in _VIEWS:
            group: Group = "surface" if mask and view != "trajectory" else "full"
            told = f"{view} text{', masked' if mask else ''}"
            found.append(TextJudge(f"{told}, words", group, view, mask, "words"))
            found.append(TextJudge(f"{told}, characters", group, view, mask, "characters"))
    return tuple(found)


TEXT: tuple[ShortcutJudge, ...] = _text_judges()
ALL: tuple[ShortcutJudge, ...] = (*QUICK, *BOOSTED, *TEXT)
