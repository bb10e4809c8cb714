"""A small shop with two states, and verdicts on queries."""

import pytest

import rewardry

SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers(id), price REAL, day TEXT);
"""
FIRST = """
INSERT INTO customers VALUES (1, 'Ann', 'Oslo'), (2, 'Bob', NULL), (3, 'Cy', 'Rome'), (4, 'Di', 'Oslo');
INSERT INTO orders VALUES (1, 1, 10.5, '2024-01-01'), (2, 1, 20.25, '2024-01-02'), (3, 3, 7.0, '2024-01-02'),
    (4, 4, 0.1, '2024-02-01'), (5, 4, 0.2, '2024-02-01');
"""
SECOND = {
    "customers": [[7, "Eve", "Rome"], [8, "Flo", "Oslo"], [9, "Gus", None]],
    "orders": [[1, 7, 99.0, "2023-01-01"], [2, 8, 1.0, "2024-01-02"], [3, 7, None, "2024-05-05"]],
}


@pytest.fixture
def shop():
    """Makes a reference of a query: the shop with two states, and what else is said."""

    def make(query, **more):
        return {"schema": SCHEMA, "states": [FIRST, SECOND], "query": query, **more}

    return make


@pytest.fixture
def judge(shop):
    """Gives the verdict on a query beside the reference's, in this process."""

    def verdict(answer, query, parameters=None, **more):
        return rewardry.get("sql", **(parameters or {})).check(answer, shop(query, **more), "")

    return verdict
