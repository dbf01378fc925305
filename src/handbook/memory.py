"""Work that is done once for a plan, and kept with it as long as it is there.

In: a function whose first argument is a plan. Out: the same function, with a memory. A plan and what was
worked out for it hold each other: Python finds them when nobody has the plan any more; whoever makes one at
each keystroke clears its `memory`, and both go at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from handbook.plan import Plan

More = ParamSpec("More")
Worked = TypeVar("Worked")


def kept(
    most: int,
) -> Callable[[Callable[Concatenate[Plan, More], Worked]], Callable[Concatenate[Plan, More], Worked]]:
    """Of what a function has found for one plan, the last `most` answers are kept."""

    def decorate(
        work: Callable[Concatenate[Plan, More], Worked],
    ) -> Callable[Concatenate[Plan, More], Worked]:
        @wraps(work)
        def once(plan: Plan, /, *more: More.args, **named: More.kwargs) -> Worked:
            known = plan.memory.get(work)
            if known is None:
                own = lru_cache(maxsize=most)(partial(work, plan))
                known = plan.memory.setdefault(work, own)
            found: Worked = known(*more, **named)
            return found

        return once

    return decorate
