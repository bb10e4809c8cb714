"""Two typed values: the same or not. Every pair of types has its rule; what has none is undecided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from . import relations
from .breaks import has_breaks
from .conditions import solved
from .congruences import holds_congruence, same_congruence
from .contradictions import any_differ
from .expressions import Expression, number, replaced, variables
from .identity import identity
from .limits import MOST_PAIRS, OverLimitError, UndecidedError
from .matrices import spelled_out
from .members import assigned, cells, distinct, is_of_another, items_of, letters
from .naming import says
from .piecewise import same_piecewise
from .points import points_beside
from .policies import Policies
from .progressions import same_progressions
from .quantities import scalars
from .question import Question
from .ratios import same_ratios
from .regions import region, same_region
from .renaming import renamed
from .values import (
    Combined,
    Interval,
    Items,
    Matrix,
    Opaque,
    Piecewise,
    Ratio,
    Relation,
    Scalar,
    Value,
    Words,
)
from .vectors import same_vector

_RANKS = re.compile(r"smallest to (?:the )?largest|least to (?:the )?greatest|ascending|increasing order")
_RUNGS = ("exact", "modular", "structure", "relation", "rounded", "intervals")


class Comparison:
    """One comparison of a reference with an answer.

    Args:
        asked: what the question asks for.
        policies: what counts as the same.

    Attributes:
        rung: the highest rung that was needed so far.
    """

    def __init__(self, asked: Question, policies: Policies) -> None:
        self.asked = asked
        self.policies = policies
        self.rung = "exact"
        self._pairs = 0

    def _climb(self, rung: str) -> None:
        if _RUNGS.index(rung) > _RUNGS.index(self.rung):
            self.rung = rung

    def same(self, reference: Value, answer: Value) -> bool:
        """Whether the answer says what the reference says.

        Raises:
            UndecidedError: no rule decides.
            OverLimitError: there is too much to compare.
            FormError: it does, but not in the form that was asked for.
        """
        self._pairs += 1
        if self._pairs > MOST_PAIRS:
            raise OverLimitError("too many members are to be compared")
        if isinstance(reference, Opaque) or isinstance(answer, Opaque):
            why = reference.why if isinstance(reference, Opaque) else answer.why if isinstance(answer, Opaque) else ""
            raise UndecidedError(why)
        if isinstance(reference, Scalar) and isinstance(answer, Scalar):
            return self._scalars(reference, answer)
        self._climb("structure")
        if holds_congruence(reference) or holds_congruence(answer):
            return same_congruence(reference, answer, self.asked)
        if isinstance(reference, Relation) or isinstance(answer, Relation):
            found = self._relations(reference, answer)
            if found is not None:
                return found
        if isinstance(reference, Words) or isinstance(answer, Words):
            if not isinstance(reference, Words) or not isinstance(answer, Words):
                return False
            return reference.text == answer.text or says(reference.text, answer.text, self.asked.text)
        if isinstance(reference, Scalar) or isinstance(answer, Scalar):
            found = same_vector(reference, answer)
            if found is not None:
                return found
        if isinstance(reference, Matrix) or isinstance(answer, Matrix):
            return self._matrices(reference, answer)
        if isinstance(reference, Piecewise) or isinstance(answer, Piecewise):
            return same_piecewise(reference, answer)
        several = isinstance(reference, Items) or isinstance(answer, Items)
        if (isinstance(reference, Ratio) or isinstance(answer, Ratio)) and not several:
            return self._ratios(reference, answer)
        if self._is_region(reference, answer):
            found = self._regions(reference, answer)
            if found is not None:
                return found
        return self._members(reference, answer)

    def _scalars(self, reference: Scalar, answer: Scalar) -> bool:
        found = scalars(reference, answer, self.asked, self.policies)
        if not found.equal and self.policies.rename and self._same_renamed(reference.expression, answer.expression):
            self._climb("structure")
            return True
        self._climb(found.rung)
        return found.equal

    def _same_renamed(self, reference: Expression, answer: Expression) -> bool:
        """Whether two expressions are the same but for letters that may be any, or run through the same numbers."""
        if not variables(reference) and not variables(answer):
            return False
        for other in (*renamed(reference, answer, self.asked), answer):
            if (other is not answer and identity(reference, other).equal) or same_progressions([reference], [other]):
                return True
        return False

    def _relations(self, reference: Value, answer: Value) -> bool | None:
        """A comparison in which an equation or inequality takes part; None where its other side decides."""
        if isinstance(reference, Relation) and isinstance(answer, Relation):
            return self._two_relations(reference, answer)
        ours = relations.labelled(reference)
        theirs = relations.labelled(answer)
        if isinstance(reference, Items) or isinstance(answer, Items):
            several = relations.one_by_one(reference, answer)
            if several is not None:
                return self._same_members(*several, ordered=False)
        if ours is not None or theirs is not None:
            left = ours[1] if ours else reference
            right = theirs[1] if theirs else answer
            if isinstance(left, Relation) or isinstance(right, Relation):
                return None
            return self._unlabelled(ours[0] if ours else None, left, right)
        chain = relations.chain_value(answer) if isinstance(answer, Relation) else None
        if chain is not None:
            return self.same(reference, chain)
        chain = relations.chain_value(reference) if isinstance(reference, Relation) else None
        if chain is not None:
            return self.same(chain, answer)
        found = self._regions(reference, answer)
        if found is not None:
            return found
        if isinstance(reference, Relation) and isinstance(answer, Items) and _RANKS.search(self.asked.text):
            chain_of = relations.in_order(reference)
            if chain_of is not None:
                return self._same_members(chain_of, answer.items, ordered=True)
        if isinstance(reference, (Items, Piecewise)) or isinstance(answer, (Items, Piecewise)):
            return None
        if isinstance(answer, Scalar) and isinstance(reference, Relation):
            return relations.solves(reference, answer)
        return False

    def _unlabelled(self, label: Value | None, reference: Value, answer: Value) -> bool:
        names = relations.bound_names(label) if label is not None else []
        if len(names) == 1 and isinstance(reference, Scalar) and isinstance(answer, Scalar):
            own = variables(answer.expression) - variables(reference.expression)
            if len(own) == 1 and not variables(reference.expression) <= variables(answer.expression):
                answer = answer._replace(expression=replaced(answer.expression, next(iter(own)), ("v", names[0])))
        return self.same(reference, answer)

    def _two_relations(self, reference: Relation, answer: Relation) -> bool | None:
        ours, theirs = relations.labelled(reference), relations.labelled(answer)
        if ours and theirs:
            (left_label, left), (right_label, right) = ours, theirs
            if isinstance(left_label, Items) or isinstance(right_label, Items):
                return self._members(reference, answer)
            old, new = relations.bound_names(right_label), relations.bound_names(left_label)
            if self.policies.rename and len(old) == len(new) and isinstance(right, Scalar):
                right = right._replace(expression=relations.renamed(right.expression, old, new))
            if not relations.conflicting(left_label, right_label) and self.same(left, right):
                return True
            if left_label == right_label and isinstance(left, Scalar) and isinstance(right, Scalar):
                return False
        if {reference.signs, answer.signs} == {("\\ne",)} and reference.sides[0] == answer.sides[0]:
            return self.same(reference.sides[1], answer.sides[1])
        ours_region, theirs_region = region(solved(reference)), region(solved(answer))
        if ours_region is not None and theirs_region is not None:
            self._climb("relation")
            return same_region(ours_region, theirs_region) or relations.is_swapped(reference, answer)
        chain, other = relations.chain_value(reference), relations.chain_value(answer)
        if chain is not None and other is not None:
            return self.same(chain, other)
        self._climb("relation")
        try:
            return relations.same_relation(reference, answer) and _on_every_piece(reference, answer)
        except UndecidedError:
            if ours and theirs:
                return False
            raise

    def _is_region(self, reference: Value, answer: Value) -> bool:
        if isinstance(reference, (Interval, Combined)) or isinstance(answer, (Interval, Combined)):
            return True
        pair = (reference, answer)
        return any(
            isinstance(v, Items) and any(isinstance(i, (Relation, Interval, Combined)) for i in v.items) for v in pair
        )

    def _regions(self, reference: Value, answer: Value) -> bool | None:
        same = self._as_pairs(reference, answer)
        if same is not None:
            return same
        if not self.policies.interval_as_tuple and "tuple" in (
            getattr(reference, "kind", ""),
            getattr(answer, "kind", ""),
        ):
            return None
        left, right = region(solved(reference)), region(solved(answer))
        if left is None or right is None:
            return None
        self._climb("structure")
        return same_region(left, right)

    def _as_pairs(self, reference: Value, answer: Value) -> bool | None:
        """An interval in square brackets beside a pair or list: [1, 2] may be written for the list 1, 2."""
        pair, interval = (reference, answer) if isinstance(reference, Items) else (answer, reference)
        if not isinstance(pair, Items) or not isinstance(interval, Interval):
            return None
        if pair.kind == "tuple" or not (interval.has_low and interval.has_high):
            return None
        if not all(isinstance(item, Scalar) for item in pair.items):
            return None
        members = Items("list", (Scalar(interval.low), Scalar(interval.high)))
        return self._members(pair, members) if pair is reference else self._members(members, pair)

    def _matrices(self, reference: Value, answer: Value) -> bool:
        reference, answer = spelled_out(reference, answer), spelled_out(answer, reference)
        pairs = cells(reference, answer)
        return pairs is not None and all(self._scalars(Scalar(a), Scalar(b)) for a, b in pairs)

    def _ratios(self, reference: Value, answer: Value) -> bool:
        if isinstance(reference, Ratio) and isinstance(answer, Ratio):
            return same_ratios(reference, answer, self.asked)
        ratio, other = (reference, answer) if isinstance(reference, Ratio) else (answer, reference)
        if not isinstance(ratio, Ratio) or not isinstance(other, Scalar) or len(ratio.parts) != 2:
            return False
        if ratio is answer and not self.asked.ratio:
            return False
        share = Scalar(("/", ratio.parts[0], ratio.parts[1]))
        return self._scalars(share, other) if ratio is reference else self._scalars(other, share)

    def _members(self, reference: Value, answer: Value) -> bool:
        left, right = assigned(reference), assigned(answer)
        if left is not None and right is not None and set(left) == set(right):
            return all(self.same(left[name], right[name]) for name in left)
        names, others = letters(reference), letters(answer)
        if is_of_another(names, others) or is_of_another(others, names):
            return False
        ours, theirs = items_of(reference), items_of(answer)
        if len(names) > 1 and len(set(names)) == len(names) and not _has_label(answer) and theirs.kind == "list":
            return self._same_named(names, ours.items, theirs.items)
        if ours.items == (reference,) and theirs.items == (answer,):
            return False  # two values of different types
        if ours.open_ended != theirs.open_ended:
            return False
        if not ours.items or not theirs.items:
            return not ours.items and not theirs.items
        ordered = self._is_ordered(ours, theirs)
        if not ordered:
            ours, theirs = distinct(ours), distinct(theirs)
            if len(ours.items) == 1 < len(theirs.items) and theirs.kind == "list":
                if not any_differ(theirs.items) and all(self.same(ours.items[0], item) for item in theirs.items):
                    return True  # one value, said in several ways
                return self._same_solutions(ours.items, theirs.items)
        if self._same_members(ours.items, theirs.items, ordered):
            return True
        return not ordered and self._same_solutions(ours.items, theirs.items)

    def _same_named(self, names: Sequence[str], ours: Sequence[Value], theirs: Sequence[Value]) -> bool:
        """Whether values without names stand in the order of those that have one: as written, or by the alphabet."""
        sorted_ = [value for _, value in sorted(zip(names, ours, strict=False), key=lambda pair: pair[0])]
        return self._same_members(ours, theirs, ordered=True) or self._same_members(sorted_, theirs, ordered=True)

    def _same_members(self, ours: Sequence[Value], theirs: Sequence[Value], ordered: bool) -> bool:
        if len(ours) != len(theirs):
            return False
        if ordered:
            return all(self.same(a, b) for a, b in zip(ours, theirs, strict=True))
        return self._permuted(ours, theirs)

    def _same_solutions(self, ours: Sequence[Value], theirs: Sequence[Value]) -> bool:
        """Whether two unions of general solutions are the same numbers, however they are divided up."""
        left, right = ([v.expression for v in values if isinstance(v, Scalar)] for values in (ours, theirs))
        if not self.policies.rename or len(left) < len(ours) or len(right) < len(theirs):
            return False
        return same_progressions(left, right)

    def _is_ordered(self, ours: Items, theirs: Items) -> bool:
        kinds = {ours.kind, theirs.kind}
        if kinds == {"tuple", "set"}:
            raise UndecidedError("a tuple and a set")
        return "tuple" in kinds or (self.policies.order == "strict" and "set" not in kinds)

    def _permuted(self, ours: Sequence[Value], theirs: Sequence[Value]) -> bool:
        rest = list(theirs)
        undecided: UndecidedError | None = None
        for item in ours:
            place = None
            for i, other in enumerate(rest):
                try:
                    if self.same(item, other):
                        place = i
                        break
                except UndecidedError as error:
                    undecided = error
            if place is None:
                if undecided is not None:
                    raise undecided
                return False
            del rest[place]
        return True


def _has_label(value: Value) -> bool:
    """Whether a value, or a member of it, is said of something."""
    members = value.items if isinstance(value, Items) else (value,)
    return any(relations.labelled(member) is not None for member in members)


_FROM = ((Fraction(7, 5), Fraction(9, 4), Fraction(5, 3)), (Fraction(17, 6), Fraction(-3, 7), Fraction(31, 9)))


def _on_every_piece(reference: Relation, answer: Relation) -> bool:
    """Whether equations in pieces that agree at a few points, but for a factor, do so on every piece: |x| + |y| = 1."""
    ours, theirs = relations.sides_of(reference), relations.sides_of(answer)
    if ours is None or theirs is None or not (has_breaks(ours[0]) or has_breaks(theirs[0])):
        return True
    a, b = ours[0], theirs[0]
    for values in points_beside(_FROM, sorted(variables(a) | variables(b)), a, b):
        at_point = [a, b]
        for name, value in values.items():
            at_point = [replaced(one, name, number(value)) for one in at_point]
        try:
            return identity(a, ("*", (("/", at_point[0], at_point[1]), b))).equal
        except UndecidedError:
            continue
    return True
