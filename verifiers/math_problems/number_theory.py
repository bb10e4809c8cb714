"""Problems of number theory."""

from __future__ import annotations

import math
import random

from .problem import UNSOLVABLE, Maker, Problem, Size, pick

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def factors(number: int) -> dict[int, int]:
    """The prime factors of a positive number with their exponents."""
    found: dict[int, int] = {}
    prime = 2
    while prime * prime <= number:
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
        prime += 1
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


def greatest_common_divisor(chance: random.Random, size: Size) -> Problem:
    """The greatest common divisor of two numbers or more."""
    common = size.number(chance)
    numbers = [common * size.number(chance) for _ in range(max(2, size.length - 1))]
    text = pick(
        chance,
        "What is the greatest common divisor of {numbers}?",
        "Find the largest integer that divides all of {numbers}.",
        numbers=_listed(numbers),
    )
    return Problem(text, str(math.gcd(*numbers)), {"numbers": numbers})


def least_common_multiple(chance: random.Random, size: Size) -> Problem:
    """The least common multiple of two numbers or more."""
    numbers = [size.number(chance, 4) for _ in range(max(2, size.length - 1))]
    text = pick(
        chance,
        "What is the least common multiple of {numbers}?",
        "Find the smallest positive integer that is divisible by each of {numbers}.",
        numbers=_listed(numbers),
    )
    return Problem(text, str(math.lcm(*numbers)), {"numbers": numbers})


def divisor_count(chance: random.Random, size: Size) -> Problem:
    """How many divisors a number has."""
    number = size.number(chance, 6) * size.number(chance)
    text = pick(
        chance,
        "How many positive divisors does {number} have?",
        "Find the number of positive integers that divide {number}.",
        number=number,
    )
    return Problem(text, str(math.prod(e + 1 for e in factors(number).values())), {"number": number})


def last_digit(chance: random.Random, size: Size) -> Problem:
    """The last digit of a power."""
    base, power = size.number(chance), chance.randint(10, 50 + 10 * size.largest)
    text = pick(
        chance,
        "What is the units digit of ${base}^{{{power}}}$?",
        "Find the last digit of ${base}^{{{power}}}$.",
        base=base,
        power=power,
    )
    return Problem(text, str(pow(base, power, 10)), {"base": base, "power": power})


def largest_prime_factor(chance: random.Random, size: Size) -> Problem:
    """The largest prime that divides a number."""
    number = size.number(chance, 5) * size.number(chance, 5)
    text = pick(
        chance,
        "What is the largest prime factor of {number}?",
        "Find the largest prime number that divides {number}.",
        number=number,
    )
    return Problem(text, str(max(factors(number))), {"number": number})


def power_remainder(chance: random.Random, size: Size) -> Problem:
    """The remainder of a power."""
    base, power, modulus = size.number(chance), chance.randint(10, 20 + 5 * size.largest), size.number(chance, 5)
    text = pick(
        chance,
        "What is the remainder when ${base}^{{{power}}}$ is divided by ${modulus}$?",
        "Find the smallest non-negative integer that is congruent to ${base}^{{{power}}}$ modulo ${modulus}$.",
        base=base,
        power=power,
        modulus=modulus,
    )
    return Problem(text, str(pow(base, power, modulus)), {"base": base, "power": power, "modulus": modulus})


def from_base(chance: random.Random, size: Size) -> Problem:
    """The decimal form of a number in another base."""
    base = chance.choice((2, 3, 4, 5, 6, 7, 8, 9))
    digits = [chance.randint(1, base - 1), *(chance.randrange(base) for _ in range(size.length + 1))]
    value = 0
    for digit in digits:
        value = value * base + digit
    text = pick(
        chance,
        "A number is written {digits} in base {base}. What is it in base ten?",
        "Convert the base-{base} number {digits} to decimal.",
        digits="".join(map(str, digits)),
        base=base,
    )
    return Problem(text, str(value), {"digits": "".join(map(str, digits)), "base": base})


def divisor_sum(chance: random.Random, size: Size) -> Problem:
    """The sum of a number's divisors."""
    number = size.number(chance, 6) * chance.randint(2, 12)
    text = pick(
        chance,
        "What is the sum of all positive divisors of {number}, itself included?",
        "Add up all positive integers that divide {number}. What is the sum?",
        number=number,
    )
    value = math.prod((p ** (e + 1) - 1) // (p - 1) for p, e in factors(number).items())
    return Problem(text, str(value), {"number": number})


def multiples_of_either(chance: random.Random, size: Size) -> Problem:
    """How many numbers up to a bound are divisible by one of two."""
    a, b = chance.sample(range(2, 16), 2)
    bound = 50 + 10 * size.number(chance)
    text = pick(
        chance,
        "How many integers from 1 to {bound} are divisible by {a} or by {b} (or by both)?",
        "Find the number of positive integers not greater than {bound} that are multiples of {a} or of {b}.",
        bound=bound,
        a=a,
        b=b,
    )
    value = bound // a + bound // b - bound // math.lcm(a, b)
    return Problem(text, str(value), {"a": a, "b": b, "bound": bound})


def trailing_zeros(chance: random.Random, size: Size) -> Problem:
    """In how many zeros a factorial ends."""
    number = 10 + size.number(chance) * chance.randint(1, 5)
    value, power = 0, 5
    while power <= number:
        value += number // power
        power *= 5
    text = pick(
        chance,
        "In how many zeros does ${number}!$ end?",
        "How many trailing zeros does the decimal form of ${number}!$ have?",
        number=number,
    )
    return Problem(text, str(value), {"number": number})


def prime_in_factorial(chance: random.Random, size: Size) -> Problem:
    """The exponent of a prime in a factorial."""
    prime, number = chance.choice(_PRIMES[:6]), 15 + size.number(chance)
    value, power = 0, prime
    while power <= number:
        value += number // power
        power *= prime
    text = pick(
        chance,
        "What is the largest integer $k$ such that ${prime}^k$ divides ${number}!$?",
        "Find the exponent of {prime} in the prime factorization of ${number}!$.",
        prime=prime,
        number=number,
    )
    return Problem(text, str(value), {"prime": prime, "number": number})


def totient(chance: random.Random, size: Size) -> Problem:
    """How many numbers up to a number are coprime to it."""
    number = size.number(chance, 5) * chance.randint(1, 6)
    text = pick(
        chance,
        "How many integers from 1 to {number} are relatively prime to {number}?",
        "What is $\\varphi({number})$, where $\\varphi$ is Euler's totient function?",
        number=number,
    )
    value = math.prod(p ** (e - 1) * (p - 1) for p, e in factors(number).items())
    return Problem(text, str(value), {"number": number})


def inverse(chance: random.Random, size: Size) -> Problem:
    """The inverse modulo a number."""
    modulus = size.number(chance, 5)
    number = chance.choice([n for n in range(2, modulus) if math.gcd(n, modulus) == 1])
    given = {"number": number, "modulus": modulus}
    return Problem(_of_inverse(chance, number, modulus), str(pow(number, -1, modulus)), given)


def no_inverse(chance: random.Random, size: Size) -> Problem:
    """The inverse of a number that has none."""
    common = chance.choice((2, 3, 5, 7))
    modulus = common * max(2, size.number(chance) // common)
    number = common * chance.randint(1, modulus // common - 1)
    return Problem(_of_inverse(chance, number, modulus), UNSOLVABLE, {"number": number, "modulus": modulus})


def _of_inverse(chance: random.Random, number: int, modulus: int) -> str:
    return pick(
        chance,
        "Which integer $x$ with $0 \\le x < {modulus}$ satisfies ${number}x \\equiv 1 \\pmod{{{modulus}}}$?",
        "Find the inverse of {number} modulo {modulus}, as an integer from 0 to {last}.",
        number=number,
        modulus=modulus,
        last=modulus - 1,
    )


def congruences(chance: random.Random, size: Size) -> Problem:
    """The smallest number with given remainders."""
    moduli = chance.sample((3, 4, 5, 7, 11, 13, 17, 19), min(5, size.length))
    rests = [chance.randrange(modulus) for modulus in moduli]
    said = _listed([f"{rest} when divided by {modulus}" for rest, modulus in zip(rests, moduli, strict=True)])
    text = pick(
        chance,
        "What is the smallest non-negative integer that leaves the remainders {said}?",
        "Find the smallest non-negative integer whose remainders are {said}.",
        said=said,
    )
    value, step = 0, 1
    for rest, modulus in zip(rests, moduli, strict=True):
        while value % modulus != rest:
            value += step
        step *= modulus
    return Problem(text, str(value), {"moduli": moduli, "rests": rests})


def digit_sum(chance: random.Random, size: Size) -> Problem:
    """The sum of the digits of a power."""
    base, power = chance.randint(2, 9), size.length + chance.randint(3, 9)
    text = pick(
        chance,
        "What is the sum of the decimal digits of ${base}^{{{power}}}$?",
        "Find the digit sum of ${base}^{{{power}}}$ in base ten.",
        base=base,
        power=power,
    )
    return Problem(text, str(sum(map(int, str(base**power)))), {"base": base, "power": power})


def two_remainders(chance: random.Random, size: Size) -> Problem:
    """The smallest number with two remainders, whose divisors have a divisor in common."""
    moduli, _ = _related(chance, size)
    value = chance.randint(1, math.lcm(*moduli))
    rests = [value % modulus for modulus in moduli]
    return Problem(_of_two_remainders(chance, moduli, rests), str(value), {"moduli": moduli, "rests": rests})


def clashing_remainders(chance: random.Random, size: Size) -> Problem:
    """The smallest number with two remainders that exclude each other."""
    moduli, common = _related(chance, size)
    first = chance.randrange(moduli[0])
    second = chance.choice([rest for rest in range(moduli[1]) if (rest - first) % common])
    rests = [first, second]
    return Problem(_of_two_remainders(chance, moduli, rests), UNSOLVABLE, {"moduli": moduli, "rests": rests})


def _related(chance: random.Random, size: Size) -> tuple[list[int], int]:
    """Two numbers and what divides both."""
    common = chance.randint(2, 6)
    return [common * factor for factor in chance.sample(range(2, 3 + size.largest), 2)], common


def _of_two_remainders(chance: random.Random, moduli: list[int], rests: list[int]) -> str:
    return pick(
        chance,
        "What is the smallest positive integer that leaves the remainder {a} when divided by {m} and the remainder {b} "
        "when divided by {n}?",
        "A positive integer leaves the remainder {a} when divided by {m} and {b} when divided by {n}. What is the "
        "smallest such integer?",
        a=rests[0],
        m=moduli[0],
        b=rests[1],
        n=moduli[1],
    )


def whole_pair(chance: random.Random, size: Size) -> Problem:
    """The smallest whole solution of a linear equation in two unknowns."""
    common = chance.choice((2, 3, 4, 5, 6))
    a, b = common * size.number(chance), common * size.number(chance)
    c = math.gcd(a, b) * size.number(chance, 5)
    value = next(x for x in range(1, b + 1) if (c - a * x) % b == 0)
    return Problem(_of_whole_pair(chance, a, b, c), str(value), {"a": a, "b": b, "c": c})


def no_whole_pair(chance: random.Random, size: Size) -> Problem:
    """The smallest whole solution of a linear equation in two unknowns that has none."""
    common = chance.choice((2, 3, 4, 5, 6))
    a, b = common * size.number(chance), common * size.number(chance)
    c = common * size.number(chance, 5) + chance.randint(1, common - 1)
    return Problem(_of_whole_pair(chance, a, b, c), UNSOLVABLE, {"a": a, "b": b, "c": c})


def _of_whole_pair(chance: random.Random, a: int, b: int, c: int) -> str:
    return pick(
        chance,
        "Integers $x$ and $y$ satisfy ${a}x + {b}y = {c}$. What is the smallest positive value of $x$?",
        "Find the smallest positive integer $x$ for which there is an integer $y$ with ${a}x + {b}y = {c}$.",
        a=a,
        b=b,
        c=c,
    )


def square_between(chance: random.Random, size: Size) -> Problem:
    """The only square between two numbers."""
    root = size.number(chance, 4)
    low = root * root - chance.randint(1, 2 * root - 1)
    high = root * root + chance.randint(1, 2 * root + 1)
    return Problem(_of_square(chance, low, high), str(root * root), {"low": low, "high": high})


def no_square_between(chance: random.Random, size: Size) -> Problem:
    """The only square between two numbers that have none between them."""
    root = size.number(chance, 4)
    low = root * root + chance.randint(0, root - 1)
    high = chance.randint(low + 2, (root + 1) ** 2)
    return Problem(_of_square(chance, low, high), UNSOLVABLE, {"low": low, "high": high})


def _of_square(chance: random.Random, low: int, high: int) -> str:
    return pick(
        chance,
        "Exactly one perfect square lies strictly between {low} and {high}. What is it?",
        "Find the perfect square that is greater than {low} and less than {high}.",
        low=low,
        high=high,
    )


def neighbours(chance: random.Random, size: Size) -> Problem:
    """The smaller or the larger of two neighbouring numbers with a sum."""
    total, larger = 2 * size.number(chance, 10) + 1, chance.random() < 0.5
    text = _of_neighbours(chance, total, larger)
    return Problem(text, str(total // 2 + larger), {"total": total, "larger": larger})


def even_neighbours(chance: random.Random, size: Size) -> Problem:
    """The smaller or the larger of two neighbouring numbers whose sum is even."""
    total, larger = 2 * size.number(chance, 10), chance.random() < 0.5
    return Problem(_of_neighbours(chance, total, larger), UNSOLVABLE, {"total": total, "larger": larger})


def _of_neighbours(chance: random.Random, total: int, larger: bool) -> str:
    return pick(
        chance,
        "The sum of two consecutive integers is {total}. What is the {which} one?",
        "Two consecutive integers add up to {total}. Find the {which} one.",
        total=total,
        which="larger" if larger else "smaller",
    )


def _listed(items: list[int] | list[str]) -> str:
    """The items as a list in words: ``2, 3 and 4``."""
    return ", ".join(map(str, items[:-1])) + f" and {items[-1]}"


KINDS: tuple[Maker, ...] = (
    *(neighbours, greatest_common_divisor, least_common_multiple, divisor_count, square_between, last_digit),
    *(largest_prime_factor, power_remainder, from_base, divisor_sum, multiples_of_either, trailing_zeros),
    *(prime_in_factorial, totient, inverse, whole_pair, two_remainders, congruences, digit_sum),
)
CONTRADICTIONS: tuple[Maker, ...] = (
    clashing_remainders,
    no_inverse,
    no_whole_pair,
    no_square_between,
    even_neighbours,
)
