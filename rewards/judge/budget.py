"""What a judge may cost, and what it has cost."""

from __future__ import annotations

import re

from .replies import BudgetSpentError, Request, Usage

_CHARACTERS_A_TOKEN = 3.0  # an estimate on the safe side for English; the server's own count replaces it
_WIDE = re.compile("[\u2e80-\U0010ffff]")  # each may be a token by itself
_MILLION = 1e6


def estimated(request: Request) -> Usage:
    """The tokens that a call may take at the most, before it is made."""
    texts = [message["content"] for message in request.messages]
    wide = sum(len(_WIDE.findall(text)) for text in texts if not text.isascii())
    prompt = int((request.characters - wide) / _CHARACTERS_A_TOKEN) + wide + 8 * len(request.messages)
    return Usage(prompt, request.max_tokens)


class Budget:
    """Money, by the tokens that calls took. Calls under way are counted with the most that they may take.

    Args:
        limit: US dollars, or None for no limit.
        prompt_price, reply_price: US dollars a million tokens.

    Attributes:
        spent: US dollars so far.
    """

    def __init__(self, limit: float | None, prompt_price: float = 0.0, reply_price: float = 0.0) -> None:
        self.limit = limit
        self.spent = 0.0
        self._reserved = 0.0
        self._prices = prompt_price / _MILLION, reply_price / _MILLION

    def cost(self, usage: Usage) -> float:
        """What tokens cost, in US dollars."""
        return usage.prompt * self._prices[0] + usage.reply * self._prices[1]

    def reserve(self, usage: Usage) -> float:
        """Set the cost of a call aside, and return it.

        Raises:
            BudgetSpentError: it is more than what is left.
        """
        cost = self.cost(usage)
        if self.limit is not None and self.spent + self._reserved + cost > self.limit:
            under_way = f" and {self._reserved:.4g} USD under way" if self._reserved else ""
            raise BudgetSpentError(
                f"the budget of {self.limit:g} USD is spent ({self.spent:.4g} USD so far{under_way}; the next call may "
                f"take {cost:.4g}); no further call is made. Raise `budget`, or score what is left with another run"
            )
        self._reserved += cost
        return cost

    def settle(self, reserved: float, usage: Usage | None) -> float:
        """Turn what was set aside into what a call cost; None where it was never made. Returns the cost."""
        self._reserved -= reserved
        cost = 0.0 if usage is None else self.cost(usage)
        self.spent += cost
        return cost
