"""A search over cells of which some must differ and some be less than others; sets of values are bit masks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .search_limits import Steps


class AllDifferent:
    """Cells with values 1 to `size`, in groups in which all values differ.

    Args:
        size: the largest value.
        cells: how many cells.
        groups: the cells, by number, that differ from each other; each group of `size` cells holds every value.
        less: pairs of cells, the first less than the second.
    """

    def __init__(
        self, size: int, cells: int, groups: Sequence[Sequence[int]], less: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.size, self.cells, self.less = size, cells, less
        self._groups = groups
        together: list[set[int]] = [set() for _ in range(cells)]
        for group in groups:
            for cell in group:
                together[cell].update(group)
        self._peers = [tuple(others - {cell}) for cell, others in enumerate(together)]

    def solutions(self, given: Sequence[int], most_steps: int = 20_000) -> Iterator[list[int]]:
        """Every way to fill the cells.

        Args:
            given: a value for each cell, 0 where it is open.
            most_steps: how many guesses may be made.

        Raises:
            SearchLimitError: there are more guesses to make.
        """
        masks = [1 << value - 1 if value else (1 << self.size) - 1 for value in given]
        if self._propagate(masks, [cell for cell, value in enumerate(given) if value]):
            yield from self._search(masks, Steps(most_steps))

    def _search(self, masks: list[int], steps: Steps) -> Iterator[list[int]]:
        fewest, chosen = 99, -1
        for cell, mask in enumerate(masks):
            if mask & (mask - 1) and (left := mask.bit_count()) < fewest:
                fewest, chosen = left, cell
                if left == 2:
                    break
        if chosen < 0:
            yield [mask.bit_length() for mask in masks]
            return
        for bit in (1 << value for value in range(self.size) if masks[chosen] >> value & 1):
            steps.take()
            tried = masks.copy()
            tried[chosen] = bit
            if self._propagate(tried, [chosen]):
                yield from self._search(tried, steps)

    def _propagate(self, masks: list[int], fixed: list[int]) -> bool:
        """Draw all simple conclusions, in place; False where a cell has no value left."""
        while True:
            if not self._strike(masks, fixed):
                return False
            if self.less and not self._order(masks, fixed):
                return False
            if not fixed and not self._only_places(masks, fixed):
                return False
            if not fixed:
                return True

    def _strike(self, masks: list[int], fixed: list[int]) -> bool:
        """Take the values of fixed cells from the cells that differ from them."""
        peers = self._peers
        while fixed:
            cell = fixed.pop()
            bit = masks[cell]
            for peer in peers[cell]:
                mask = masks[peer]
                if mask & bit:
                    mask ^= bit
                    if not mask:
                        return False
                    masks[peer] = mask
                    if not mask & (mask - 1):
                        fixed.append(peer)
        return True

    def _only_places(self, masks: list[int], fixed: list[int]) -> bool:
        """Fix the cells that are the only place of a value in their group."""
        full = (1 << self.size) - 1
        for group in self._groups:
            if len(group) != self.size:
                continue
            once = twice = 0
            for cell in group:
                mask = masks[cell]
                twice |= once & mask
                once |= mask
            if once != full:
                return False
            lone = once & ~twice
            for cell in group:
                mask = masks[cell]
                if mask & lone and mask & (mask - 1):
                    bit = mask & lone
                    if bit & (bit - 1):
                        return False
                    masks[cell] = bit
                    fixed.append(cell)
            if fixed:
                return True
        return True

    def _order(self, masks: list[int], fixed: list[int]) -> bool:
        """Take from each pair what cannot be less, or greater."""
        changed = True
        while changed:
            changed = False
            for low, high in self.less:
                below = (1 << masks[high].bit_length() - 1) - 1
                above = ~((masks[low] & -masks[low]) * 2 - 1)
                for cell, allowed in ((low, below), (high, above)):
                    mask = masks[cell] & allowed
                    if not mask:
                        return False
                    if mask != masks[cell]:
                        masks[cell] = mask
                        changed = True
                        if not mask & (mask - 1):
                            fixed.append(cell)
        return True
