"""Problems of geometry."""

from __future__ import annotations

import random
from fractions import Fraction

from .problem import UNSOLVABLE, Maker, Problem, Size, fraction, pick, times_pi, times_root


def rectangle_area(chance: random.Random, size: Size) -> Problem:
    """A rectangle's area from its perimeter and a side."""
    a, b = size.number(chance), size.number(chance)
    text = pick(
        chance,
        "A rectangle has a perimeter of {perimeter} and one side of length {a}. What is its area?",
        "One side of a rectangle is {a} long, and its perimeter is {perimeter}. Find its area.",
        perimeter=2 * (a + b),
        a=a,
    )
    return Problem(text, str(a * b), {"perimeter": 2 * (a + b), "a": a})


def third_angle(chance: random.Random, size: Size) -> Problem:
    """A triangle's third angle."""
    a = chance.randint(20, 130)
    b = chance.randint(10, 170 - a)
    return Problem(_of_angles(chance, a, b), str(180 - a - b), {"a": a, "b": b})


def angles_too_large(chance: random.Random, size: Size) -> Problem:
    """The third angle of a triangle whose first two leave none."""
    a = chance.randint(20, 130)
    b = 180 - a + chance.randint(0, 15)
    return Problem(_of_angles(chance, a, b), UNSOLVABLE, {"a": a, "b": b})


def _of_angles(chance: random.Random, a: int, b: int) -> str:
    return pick(
        chance,
        "Two angles of a triangle measure {a} and {b} degrees. How many degrees does the third one measure?",
        "In triangle $ABC$ the angles at $A$ and $B$ are {a} and {b} degrees. How many degrees has the angle at $C$?",
        a=a,
        b=b,
    )


def triangle_area(chance: random.Random, size: Size) -> Problem:
    """A triangle's area from a side and the height on it."""
    base, height = size.number(chance), size.number(chance)
    text = pick(
        chance,
        "A triangle has a side of length {base}, and the height on it is {height}. What is its area?",
        "Find the area of a triangle with base {base} and height {height}.",
        base=base,
        height=height,
    )
    return Problem(text, fraction(Fraction(base * height, 2)), {"base": base, "height": height})


def hypotenuse(chance: random.Random, size: Size) -> Problem:
    """A right triangle's hypotenuse."""
    a, b = size.number(chance), size.number(chance)
    text = pick(
        chance,
        "The legs of a right triangle have the lengths {a} and {b}. How long is its hypotenuse?",
        "A rectangle has sides of length {a} and {b}. How long is its diagonal?",
        a=a,
        b=b,
    )
    return Problem(text, times_root(1, a * a + b * b), {"a": a, "b": b})


def circle_area(chance: random.Random, size: Size) -> Problem:
    """A circle's area from its diameter, or the diameter's half."""
    diameter = size.number(chance)
    text = pick(
        chance,
        "What is the area of a circle with diameter {diameter}?",
        "A circle has a diameter of {diameter}. Find the area that it encloses.",
        diameter=diameter,
    )
    return Problem(text, times_pi(Fraction(diameter * diameter, 4)), {"diameter": diameter})


def distance(chance: random.Random, size: Size) -> Problem:
    """The distance of two points."""
    a, b, c = (size.signed(chance) for _ in range(3))
    d = b + chance.choice((1, -1)) * size.number(chance)
    text = pick(
        chance,
        "What is the distance between the points $({a}, {b})$ and $({c}, {d})$?",
        "Find the length of the segment from $({a}, {b})$ to $({c}, {d})$.",
        a=a,
        b=b,
        c=c,
        d=d,
    )
    return Problem(text, times_root(1, (a - c) ** 2 + (b - d) ** 2), {"points": [[a, b], [c, d]]})


def midpoint(chance: random.Random, size: Size) -> Problem:
    """The midpoint of a segment."""
    a, b, c, d = (size.signed(chance) for _ in range(4))
    text = pick(
        chance,
        "What is the midpoint of the segment from $({a}, {b})$ to $({c}, {d})$? Answer as a pair $(x, y)$.",
        "A segment joins $({a}, {b})$ and $({c}, {d})$. Find its midpoint as a pair $(x, y)$.",
        a=a,
        b=b,
        c=c,
        d=d,
    )
    reference = f"({fraction(Fraction(a + c, 2))}, {fraction(Fraction(b + d, 2))})"
    return Problem(text, reference, {"points": [[a, b], [c, d]]})


def angle_sum(chance: random.Random, size: Size) -> Problem:
    """The sum of a convex polygon's interior angles."""
    sides = chance.randint(5, 8 + size.largest)
    text = pick(
        chance,
        "How many degrees is the sum of the interior angles of a convex polygon with {sides} sides?",
        "Find the sum of the interior angles, in degrees, of a convex polygon with {sides} vertices.",
        sides=sides,
    )
    return Problem(text, str(180 * (sides - 2)), {"sides": sides})


def regular_angle(chance: random.Random, size: Size) -> Problem:
    """An interior angle of a regular polygon."""
    sides = chance.randint(5, 8 + size.largest)
    text = pick(
        chance,
        "How many degrees does each interior angle of a regular polygon with {sides} sides measure?",
        "Find the interior angle, in degrees, of a regular {sides}-gon.",
        sides=sides,
    )
    return Problem(text, fraction(Fraction(180 * (sides - 2), sides)), {"sides": sides})


def diagonals(chance: random.Random, size: Size) -> Problem:
    """How many diagonals a convex polygon has."""
    sides = chance.randint(5, 8 + size.largest)
    text = pick(
        chance,
        "How many diagonals does a convex polygon with {sides} sides have?",
        "Find the number of diagonals of a convex polygon with {sides} vertices.",
        sides=sides,
    )
    return Problem(text, str(sides * (sides - 3) // 2), {"sides": sides})


def similar_triangles(chance: random.Random, size: Size) -> Problem:
    """A side of a triangle from a similar one."""
    a, b, other = (size.number(chance) for _ in range(3))
    text = pick(
        chance,
        "Triangles $ABC$ and $DEF$ are similar, with $A$, $B$, $C$ matching $D$, $E$, $F$. $AB = {a}$, $BC = {b}$ and "
        "$DE = {other}$. How long is $EF$?",
        "Triangle $ABC$ is similar to triangle $DEF$ (in this order). If $AB = {a}$, $BC = {b}$ and $DE = {other}$, "
        "find $EF$.",
        a=a,
        b=b,
        other=other,
    )
    return Problem(text, fraction(Fraction(b * other, a)), {"a": a, "b": b, "other": other})


def polygon_area(chance: random.Random, size: Size) -> Problem:
    """The area of a triangle or quadrilateral from its corners."""
    while True:
        if size.length < 4:
            points = [[size.signed(chance), size.signed(chance)] for _ in range(3)]
        else:  # on the four half-axes, so that the sides cannot cross
            east, north, west, south = (size.number(chance) for _ in range(4))
            points = [[east, 0], [0, north], [-west, 0], [0, -south]]
        twice = abs(sum(x * v - u * y for (x, y), (u, v) in zip(points, [*points[1:], points[0]], strict=True)))
        if twice:
            break
    corners = ", ".join(f"$({x}, {y})$" for x, y in points)
    text = pick(
        chance,
        "What is the area of the polygon with the corners {corners}, in this order?",
        "A polygon has the vertices {corners}, in this order. Find its area.",
        corners=corners,
    )
    return Problem(text, fraction(Fraction(twice, 2)), {"points": points})


def distance_to_line(chance: random.Random, size: Size) -> Problem:
    """The distance of a point from a line."""
    a, b = (chance.choice((1, -1)) * chance.randint(1, 12) for _ in range(2))
    c, x, y = (size.signed(chance) for _ in range(3))
    above, below = abs(a * x + b * y + c), a * a + b * b
    text = pick(
        chance,
        "What is the distance of the point $({x}, {y})$ from the line ${a}x {sb} {b}y {sc} {c} = 0$?",
        "Find the distance between the line ${a}x {sb} {b}y {sc} {c} = 0$ and the point $({x}, {y})$.",
        x=x,
        y=y,
        a=a,
        sb="-" if b < 0 else "+",
        b=abs(b),
        sc="-" if c < 0 else "+",
        c=abs(c),
    )
    return Problem(text, times_root(Fraction(above, below), below), {"line": [a, b, c], "point": [x, y]})


def heron(chance: random.Random, size: Size) -> Problem:
    """A triangle's area from its sides."""
    a, b = size.number(chance, 3), size.number(chance, 3)
    c = chance.randint(abs(a - b) + 1, a + b - 1)
    sixteenth = (a + b + c) * (-a + b + c) * (a - b + c) * (a + b - c)
    return Problem(_of_sides(chance, [a, b, c]), times_root(Fraction(1, 4), sixteenth), {"sides": [a, b, c]})


def no_triangle(chance: random.Random, size: Size) -> Problem:
    """The area of a triangle whose longest side is longer than the others together."""
    a, b = size.number(chance, 3), size.number(chance, 3)
    sides = [a, b, a + b + chance.randint(1, a + b)]
    chance.shuffle(sides)
    return Problem(_of_sides(chance, sides), UNSOLVABLE, {"sides": sides})


def _of_sides(chance: random.Random, sides: list[int]) -> str:
    return pick(
        chance,
        "A triangle has sides of length {a}, {b} and {c}. What is its area?",
        "Find the area of a triangle whose sides are {a}, {b} and {c} long.",
        a=sides[0],
        b=sides[1],
        c=sides[2],
    )


def chord_distance(chance: random.Random, size: Size) -> Problem:
    """The distance of a chord from the centre of its circle."""
    radius = size.number(chance, 3)
    chord = chance.randint(1, 2 * radius - 1)
    reference = times_root(Fraction(1, 2), 4 * radius * radius - chord * chord)
    return Problem(_of_chord(chance, radius, chord), reference, {"radius": radius, "chord": chord})


def long_chord(chance: random.Random, size: Size) -> Problem:
    """The distance from the centre of a chord that is longer than the diameter."""
    radius = size.number(chance, 3)
    chord = 2 * radius + chance.randint(1, radius)
    return Problem(_of_chord(chance, radius, chord), UNSOLVABLE, {"radius": radius, "chord": chord})


def _of_chord(chance: random.Random, radius: int, chord: int) -> str:
    return pick(
        chance,
        "A circle of radius {radius} has a chord of length {chord}. How far is the chord from the centre?",
        "A chord of length {chord} is drawn in a circle of radius {radius}. Find its distance from the centre.",
        radius=radius,
        chord=chord,
    )


def solid_volume(chance: random.Random, size: Size) -> Problem:
    """The volume of a cylinder, a cone or a sphere."""
    radius, height = size.number(chance), size.number(chance)
    solid = chance.choice(("cylinder", "cone", "sphere"))
    said = f"radius {radius}" if solid == "sphere" else f"base radius {radius} and height {height}"
    text = pick(
        chance,
        "What is the volume of a {solid} with {said}?",
        "A {solid} has {said}. Find its volume.",
        solid=solid,
        said=said,
    )
    cube = radius * radius * (radius if solid == "sphere" else height)
    factor = {"cylinder": Fraction(1), "cone": Fraction(1, 3), "sphere": Fraction(4, 3)}[solid]
    return Problem(text, times_pi(factor * cube), {"solid": solid, "radius": radius, "height": height})


def other_leg(chance: random.Random, size: Size) -> Problem:
    """A right triangle's second leg from its hypotenuse and the first."""
    leg = size.number(chance)
    hypotenuse = leg + size.number(chance, 1)
    text = _of_leg(chance, hypotenuse, leg)
    given = {"hypotenuse": hypotenuse, "leg": leg}
    return Problem(text, times_root(1, hypotenuse * hypotenuse - leg * leg), given)


def short_hypotenuse(chance: random.Random, size: Size) -> Problem:
    """The second leg of a right triangle whose first leg is longer than its hypotenuse."""
    hypotenuse = size.number(chance)
    leg = hypotenuse + size.number(chance, 1)
    return Problem(_of_leg(chance, hypotenuse, leg), UNSOLVABLE, {"hypotenuse": hypotenuse, "leg": leg})


def _of_leg(chance: random.Random, hypotenuse: int, leg: int) -> str:
    return pick(
        chance,
        "A right triangle has a hypotenuse of length {hypotenuse} and a leg of length {leg}. Find the other leg.",
        "One leg of a right triangle is {leg} long, its hypotenuse {hypotenuse}. Find the length of the other leg.",
        hypotenuse=hypotenuse,
        leg=leg,
    )


def sides_of_regular(chance: random.Random, size: Size) -> Problem:
    """The number of sides of a regular polygon from its angle."""
    angle = chance.choice([angle for angle in range(60, 179) if not 360 % (180 - angle)])
    return Problem(_of_regular(chance, angle), str(360 // (180 - angle)), {"angle": angle})


def no_regular_polygon(chance: random.Random, size: Size) -> Problem:
    """The number of sides of a regular polygon with an angle that none has."""
    angle = chance.choice([angle for angle in range(61, 179) if 360 % (180 - angle)])
    return Problem(_of_regular(chance, angle), UNSOLVABLE, {"angle": angle})


def _of_regular(chance: random.Random, angle: int) -> str:
    return pick(
        chance,
        "Each interior angle of a regular polygon measures {angle} degrees. How many sides does it have?",
        "Find the number of sides of a regular polygon whose interior angles are {angle} degrees each.",
        angle=angle,
    )


def longer_side(chance: random.Random, size: Size) -> Problem:
    """A rectangle's longer side from its perimeter and area."""
    a, b = size.number(chance), size.number(chance)
    given = {"perimeter": 2 * (a + b), "area": a * b}
    return Problem(_of_longer_side(chance, 2 * (a + b), a * b), str(max(a, b)), given)


def too_much_area(chance: random.Random, size: Size) -> Problem:
    """The longer side of a rectangle whose area is too large for its perimeter."""
    half = size.number(chance) + size.number(chance)
    area = half * half // 4 + chance.randint(1, half)
    given = {"perimeter": 2 * half, "area": area}
    return Problem(_of_longer_side(chance, 2 * half, area), UNSOLVABLE, given)


def _of_longer_side(chance: random.Random, perimeter: int, area: int) -> str:
    return pick(
        chance,
        "A rectangle has a perimeter of {perimeter} and an area of {area}. How long is its longer side?",
        "The area of a rectangle is {area} and its perimeter {perimeter}. Find the length of its longer side.",
        perimeter=perimeter,
        area=area,
    )


KINDS: tuple[Maker, ...] = (
    *(rectangle_area, third_angle, triangle_area, hypotenuse, other_leg, circle_area, distance, midpoint, angle_sum),
    *(sides_of_regular, regular_angle, diagonals, similar_triangles, longer_side, polygon_area, distance_to_line),
    *(chord_distance, heron, solid_volume),
)
CONTRADICTIONS: tuple[Maker, ...] = (
    no_triangle,
    angles_too_large,
    short_hypotenuse,
    long_chord,
    no_regular_polygon,
    too_much_area,
)
