"""What it brings each side that a meeting is held, whatever led to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray
from detente.study.menu import Menu
from detente.study.offers import is_below
from detente.study.payoffs import Payoffs


@dataclass(frozen=True)
class Holding:
    """A meeting that is held: what it is worth itself, and what could be signed there.

    Two views of the same thing. What a party *expects*, and therefore what it does, rests on its
    own draw and on the whole distribution of all else, readiness included. What *comes about* in a
    draw rests on that draw of everybody.
    """

    payoffs: Payoffs
    menu: Menu

    @cached_property
    def expected_agreement(self) -> FloatArray:
        """What a party expects an agreement to add, times its odds, ``(D, P)``."""
        return self._readiness * self.menu.expect(self.menu.worth, self.payoffs.agreed)

    @cached_property
    def expected_failure(self) -> FloatArray:
        """What it expects failing to add, times its odds, ``(D, P)``."""
        fails = 1.0 - self._readiness * self.menu.expected.sum(axis=2)
        return np.asarray(fails * self.payoffs.fails)

    @property
    def _readiness(self) -> float:
        return float(self.payoffs.readiness.mean())

    @cached_property
    def expected(self) -> FloatArray:
        """All that a party expects of it, ``(D, P)``."""
        return self.payoffs.meet + self.expected_agreement + self.expected_failure

    @cached_property
    def agreed_if(self) -> FloatArray:
        """What a party expects it to be worth if something is agreed, the meeting included.

        Shape ``(D, P)``; the meeting alone where it would itself sign nothing.
        """
        anything = self.menu.expected.sum(axis=2)
        sum_up = self.menu.expect(self.menu.worth, self.payoffs.agreed)
        mean = sum_up / np.where(anything > 0, anything, 1.0)
        return np.asarray(self.payoffs.meet + mean)

    @cached_property
    def failed_if(self) -> FloatArray:
        """What it is worth if it fails, the meeting included, ``(D, P)``."""
        return self.payoffs.meet + self.payoffs.fails

    @cached_property
    def p_agreed(self) -> FloatArray:
        """Chance in each draw that something is agreed, ``(D,)``."""
        return np.asarray(self.payoffs.readiness * (self.menu.first >= 0))

    @cached_property
    def better_if_agreed(self) -> BoolArray:
        """Where a party is better off with what is signed in that draw, ``(D, P)``."""
        return is_below(-self._agreed, self._size)

    @cached_property
    def worse_if_agreed(self) -> BoolArray:
        """Where a party is worse off with what is signed in that draw, ``(D, P)``."""
        return is_below(self._agreed, self._size)

    @cached_property
    def _agreed(self) -> FloatArray:
        return self.payoffs.meet + self.menu.take_first(self.menu.worth) + self.payoffs.agreed

    @cached_property
    def _size(self) -> FloatArray:
        return self.payoffs.size + self.menu.take_first(self.menu.size)

    @cached_property
    def better_if_fails(self) -> BoolArray:
        """Where a party is better off though it fails, ``(D, P)``."""
        return is_below(-self.failed_if, self.payoffs.size)

    @cached_property
    def worse_if_fails(self) -> BoolArray:
        """Where a party is worse off when it fails, ``(D, P)``."""
        return is_below(self.failed_if, self.payoffs.size)

    @cached_property
    def better(self) -> FloatArray:
        """Chance in each draw that a party is better off, ``(D, P)``."""
        return self._mix(self.better_if_agreed, self.better_if_fails)

    @cached_property
    def worse(self) -> FloatArray:
        """Chance in each draw that a party is worse off, ``(D, P)``."""
        return self._mix(self.worse_if_agreed, self.worse_if_fails)

    def _mix(self, agreed: BoolArray, failed: BoolArray) -> FloatArray:
        """Weigh what holds with success, and what holds with failure, by the odds of success."""
        chance = self.p_agreed[:, None]
        return np.asarray(chance * agreed + (1.0 - chance) * failed)
