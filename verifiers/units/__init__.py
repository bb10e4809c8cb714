"""Physical quantities: a number with a unit, in any spelling, compared within a tolerance."""
