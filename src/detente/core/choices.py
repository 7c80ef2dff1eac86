"""Coupled issues merged into blocks that can be chosen independently.

Bounds on what a package can be worth are quick and tight when its parts can be chosen one by one.
Constraints and interactions forbid that, but they mostly couple two or three issues. Such issues
are merged into one *block*, whose *choices* are the allowed combinations of their options, each
with the interactions that it switches on. What couples more than fits a block is kept aside as
*loose*; bounds relax it, and a search checks it.

The columns of choices stand rank by rank: first choice of every block, second choice of every
block that has one, and so on, with blocks ordered by falling number of choices. A maximum per
block then takes one pass over contiguous slabs of columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray, Interaction, Layout, Limit

BLOCK_LIMIT = 64


@dataclass(frozen=True)
class Choices:
    """Independent blocks of issues and the choices of each, plus what stays loose.

    Parameters
    ----------
    options : the option of every issue under each choice, 0 outside its block; ``(M, I)``.
    block : the block of each choice; ``(M,)``.
    widths : how many blocks have a first choice, a second, and so on; adds up to M.
    owner : the block of each issue; ``(I,)``.
    switches : which of the layout's columns each choice switches on, then one column for each
        loose interaction; ``(C, M + J)``.
    constraints, interactions : the loose ones.
    """

    options: IntArray
    block: IntArray
    widths: tuple[int, ...]
    owner: IntArray
    switches: FloatArray
    constraints: tuple[Limit, ...]
    interactions: tuple[Interaction, ...]

    @property
    def n_choices(self) -> int:
        """Number of choices over all blocks, M."""
        return len(self.block)

    @property
    def n_blocks(self) -> int:
        """Number of blocks, G."""
        return self.widths[0] if self.widths else 0

    @property
    def is_loose(self) -> bool:
        """Whether some constraint or interaction couples different blocks."""
        return bool(self.constraints or self.interactions)

    @cached_property
    def slabs(self) -> tuple[slice, ...]:
        """Columns of the first choices, the second choices, and so on."""
        ends = np.cumsum(self.widths).tolist()
        return tuple(slice(end - width, end) for end, width in zip(ends, self.widths, strict=True))

    def spread(self, values: FloatArray) -> FloatArray:
        """Turn values ``(n, Q, C)`` into values of choices, ``(n, Q, M + J)``."""
        draws, parties, columns = values.shape
        flat = values.reshape(draws * parties, columns) @ self.switches
        return flat.reshape(draws, parties, self.switches.shape[1])

    def assemble(self, picks: IntArray) -> IntArray:
        """Turn one choice per block, ``(n, G)``, into packages ``(n, I)``."""
        return self.options[picks[:, self.owner], np.arange(len(self.owner))]

    def reduce(self, better: np.ufunc, scores: FloatArray) -> FloatArray:
        """Compute the best score of each block; ``(..., M)`` to ``(..., G)``.

        ``better`` is ``np.maximum`` or ``np.minimum``.
        """
        best = scores[..., self.slabs[0]].copy()
        for slab, width in zip(self.slabs[1:], self.widths[1:], strict=True):
            better(best[..., :width], scores[..., slab], out=best[..., :width])
        return best

    def argmax(self, scores: FloatArray) -> tuple[FloatArray, IntArray]:
        """Find the best choice of each block; ``(n, M)`` to scores and choices ``(n, G)``."""
        best = scores[:, self.slabs[0]].copy()
        picks = np.tile(np.arange(self.n_blocks), (len(scores), 1))
        for slab, width in zip(self.slabs[1:], self.widths[1:], strict=True):
            better = scores[:, slab] > best[:, :width]
            np.copyto(best[:, :width], scores[:, slab], where=better)
            np.copyto(picks[:, :width], np.arange(slab.start, slab.stop), where=better)
        return best, picks

    def keeps(self, packages: IntArray) -> BoolArray:
        """Say which packages keep the loose constraints; ``(n, I)`` to ``(n,)``."""
        kept = np.ones(len(packages), dtype=np.bool_)
        for constraint in self.constraints:
            kept &= constraint.keeps(packages[:, constraint.scope].T)
        return kept

    def switched(self, packages: IntArray) -> FloatArray:
        """Say which loose interactions packages switch on; ``(n, I)`` to ``(n, J)``."""
        held = [
            interaction.holds[tuple(packages[:, interaction.scope].T)]
            for interaction in self.interactions
        ]
        return np.stack(held, axis=1).astype(np.float64)


def find_choices(layout: Layout, *, limit: int = BLOCK_LIMIT) -> Choices | None:
    """Merge the coupled issues of a layout into blocks.

    Parameters
    ----------
    layout : the package space.
    limit : largest number of option combinations in a block of several issues.

    Returns
    -------
    The blocks, or None when the constraints within some block leave it no choice at all.

    Examples
    --------
    >>> from detente.core.layout import Constraint
    >>> requires = Constraint(scope=(0, 1), allowed=np.array([[True, True], [False, True]]))
    >>> choices = find_choices(Layout(counts=(2, 2, 3), constraints=(requires,)))
    >>> choices.n_blocks, choices.n_choices, choices.widths
    (2, 6, (2, 2, 2))
    """
    groups = _merge_issues(layout, limit)
    tables = [_list_choices(layout, group) for group in groups]
    if not all(len(table) for table in tables):
        return None
    order = sorted(range(len(groups)), key=lambda group: -len(tables[group]))
    return _arrange(layout, [groups[g] for g in order], [tables[g] for g in order])


def _merge_issues(layout: Layout, limit: int) -> list[tuple[int, ...]]:
    """Merge the issues of every scope, small scopes first, as long as the block stays small."""
    group_of: dict[int, tuple[int, ...]] = {issue: (issue,) for issue in range(layout.n_issues)}
    scopes = {term.scope for term in layout.constraints}
    scopes |= {term.scope for term in layout.interactions}
    for scope in sorted(scopes, key=lambda scope: (_size(layout, scope), scope)):
        merged = tuple(sorted({other for issue in scope for other in group_of[issue]}))
        if _size(layout, merged) <= limit:
            group_of.update(dict.fromkeys(merged, merged))
    return sorted(set(group_of.values()))


def _size(layout: Layout, issues: tuple[int, ...]) -> int:
    return math.prod(layout.counts[issue] for issue in issues)


def _list_choices(layout: Layout, group: tuple[int, ...]) -> IntArray:
    """List the combinations of a group's options that keep its constraints, ``(K, I)``."""
    shape = tuple(layout.counts[issue] for issue in group)
    table = np.zeros((math.prod(shape), layout.n_issues), dtype=np.int64)
    table[:, group] = np.indices(shape).reshape(len(group), -1).T
    for constraint in layout.constraints:
        if set(constraint.scope) <= set(group):
            table = table[constraint.keeps(table[:, constraint.scope].T)]
    return table


def _arrange(layout: Layout, groups: list[tuple[int, ...]], tables: list[IntArray]) -> Choices:
    """Put the choices rank by rank; groups come by falling number of choices."""
    ranks = range(len(tables[0]) if tables else 0)
    places = [(g, rank) for rank in ranks for g in range(len(groups)) if rank < len(tables[g])]
    blocks = np.array([g for g, _ in places], dtype=np.int64)
    owner = np.zeros(layout.n_issues, dtype=np.int64)
    for block, group in enumerate(groups):
        owner[list(group)] = block
    options = np.array([tables[g][rank] for g, rank in places], dtype=np.int64)
    options = options.reshape(-1, layout.n_issues)
    loose = [len(set(owner[list(term.scope)])) > 1 for term in layout.interactions]
    return Choices(
        options=options,
        block=blocks,
        widths=tuple(sum(len(table) > rank for table in tables) for rank in ranks),
        owner=owner,
        switches=_find_switches(layout, options, owner[None, :] == blocks[:, None], loose),
        constraints=tuple(
            term for term in layout.constraints if len(set(owner[list(term.scope)])) > 1
        ),
        interactions=tuple(
            term for term, is_loose in zip(layout.interactions, loose, strict=True) if is_loose
        ),
    )


def _find_switches(
    layout: Layout, options: IntArray, inside: BoolArray, loose: list[bool]
) -> FloatArray:
    """Say which columns of the layout each choice and each loose interaction stands for."""
    switches = np.zeros((layout.n_columns, len(options) + sum(loose)))
    choice, issue = np.nonzero(inside)
    switches[layout.starts[issue] + options[choice, issue], choice] = 1.0
    column = len(options)
    for k, term in enumerate(layout.interactions):
        if loose[k]:
            switches[layout.n_options + k, column] = 1.0
            column += 1
        else:
            within = inside[:, term.scope].all(axis=1)
            held = term.holds[tuple(options[:, term.scope].T)]
            switches[layout.n_options + k, : len(options)] = within & held
    return switches
