"""Small tasks of programming, each with two solutions by different algorithms and its inputs."""

from __future__ import annotations

from typing import Any, NamedTuple


class Task(NamedTuple):
    """A task.

    Attributes:
        name: of the task.
        prompt: what is asked.
        entry_point: the function; empty for a program from standard input to standard output.
        solution: a right program; mutants are made of it.
        other: a right program by another algorithm.
        inputs: texts, or lists of arguments.
    """

    name: str
    prompt: str
    entry_point: str
    solution: str
    other: str
    inputs: list[Any]


def _function(name: str, prompt: str, solution: str, other: str, inputs: list[Any]) -> Task:
    return Task(name.replace("_", "-"), f"Write a function `{name}`. {prompt}", name, solution, other, inputs)


def _program(name: str, prompt: str, solution: str, other: str, inputs: list[str]) -> Task:
    return Task(name, f"Write a program that reads standard input. {prompt}", "", solution, other, inputs)


TASKS: tuple[Task, ...] = (
    _function(
        "gcd",
        "It gives the greatest common divisor of two positive integers.",
        "def gcd(a, b):\n    while b != 0:\n        a, b = b, a % b\n    return a\n",
        "def gcd(a, b):\n    d = min(a, b)\n    while a % d or b % d:\n        d -= 1\n    return d\n",
        [[12, 18], [7, 13], [100, 75], [9, 9], [1, 50], [84, 36]],
    ),
    _function(
        "is_prime",
        "It says whether a non-negative integer is prime.",
        "def is_prime(n):\n    if n < 2:\n        return False\n    d = 2\n    while d * d <= n:\n"
        "        if n % d == 0:\n"
        "            return False\n        d += 1\n    return True\n",
        "def is_prime(n):\n    return n > 1 and all(n % d for d in range(2, n))\n",
        [[0], [1], [2], [3], [4], [9], [25], [49], [97], [91]],
    ),
    _function(
        "fibonacci",
        "It gives the nth Fibonacci number, with fibonacci(0) = 0 and fibonacci(1) = 1.",
        "def fibonacci(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n",
        "def fibonacci(n):\n    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n",
        [[0], [1], [2], [5], [10], [15]],
    ),
    _function(
        "count_vowels",
        "It counts the letters a, e, i, o, u of a text, in either case.",
        "def count_vowels(text):\n    count = 0\n    for letter in text.lower():\n        if letter in 'aeiou':\n"
        "            count += 1\n    return count\n",
        "def count_vowels(text):\n    return sum(text.lower().count(vowel) for vowel in 'aeiou')\n",
        [["hello"], ["AEIOU"], ["rhythm"], [""], ["Queueing"]],
    ),
    _function(
        "second_largest",
        "It gives the second largest different number of a list with at least two different numbers.",
        "def second_largest(numbers):\n    best, second = None, None\n    for n in numbers:\n"
        "        if best is None or n > best:\n            best, second = n, best\n"
        "        elif n < best and (second is None or n > second):\n            second = n\n    return second\n",
        "def second_largest(numbers):\n    return sorted(set(numbers))[-2]\n",
        [[[1, 2]], [[5, 5, 3]], [[-1, -2, -3]], [[9, 1, 8, 9]], [[4, 7, 7, 6]], [[3, 1, 2]]],
    ),
    _function(
        "binary_search",
        "It gives the position of a number in a sorted list of different numbers, or -1.",
        "def binary_search(numbers, wanted):\n    low, high = 0, len(numbers) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if numbers[middle] == wanted:\n            return middle\n"
        "        if numbers[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n"
        "    return -1\n",
        "def binary_search(numbers, wanted):\n    return numbers.index(wanted) if wanted in numbers else -1\n",
        [[[1, 3, 5, 7], 7], [[1, 3, 5, 7], 1], [[1, 3, 5, 7], 4], [[], 1], [[2], 2], [[2, 4, 6], 9]],
    ),
    _function(
        "balanced",
        "It says whether the round and square brackets of a text are balanced.",
        "def balanced(text):\n    stack = []\n    for char in text:\n        if char in '([':\n"
        "            stack.append(')' if char == '(' else ']')\n        elif char in ')]':\n"
        "            if not stack or stack.pop() != char:\n                return False\n    return not stack\n",
        "def balanced(text):\n    left = ''.join(c for c in text if c in '()[]')\n"
        "    while '()' in left or '[]' in left:\n"
        "        left = left.replace('()', '').replace('[]', '')\n    return left == ''\n",
        [["(a[b]c)"], ["([)]"], [""], ["(("], ["]"], ["[x](y)"]],
    ),
    _function(
        "digit_sum",
        "It gives the sum of the decimal digits of a non-negative integer.",
        "def digit_sum(n):\n    total = 0\n    while n > 0:\n        total += n % 10\n        n = n // 10\n"
        "    return total\n",
        "def digit_sum(n):\n    return sum(int(digit) for digit in str(n))\n",
        [[0], [7], [10], [999], [12345]],
    ),
    _function(
        "longest_run",
        "It gives the length of the longest run of equal neighbours in a list; 0 for an empty one.",
        "def longest_run(items):\n    best = 0\n    run = 0\n    for i in range(len(items)):\n"
        "        if i > 0 and items[i] == items[i - 1]:\n            run += 1\n        else:\n            run = 1\n"
        "        best = max(best, run)\n    return best\n",
        "from itertools import groupby\n\ndef longest_run(items):\n"
        "    return max((len(list(group)) for _, group in groupby(items)), default=0)\n",
        [[[]], [[1]], [[1, 1, 2]], [[3, 2, 2, 2]], [[1, 2, 1, 2]], [[5, 5, 4, 4, 4, 5]]],
    ),
    _function(
        "merge",
        "It merges two sorted lists into one sorted list.",
        "def merge(a, b):\n    merged = []\n    i, j = 0, 0\n    while i < len(a) and j < len(b):\n"
        "        if a[i] <= b[j]:\n            merged.append(a[i])\n            i += 1\n        else:\n"
        "            merged.append(b[j])\n            j += 1\n    return merged + a[i:] + b[j:]\n",
        "def merge(a, b):\n    return sorted(a + b)\n",
        [[[], []], [[1, 4], [2, 3]], [[1], []], [[5, 6], [1, 2]], [[1, 1], [1]]],
    ),
    _function(
        "collatz_steps",
        "It counts the Collatz steps from a positive integer to 1: half if even, else three times plus one.",
        "def collatz_steps(n):\n    steps = 0\n    while n != 1:\n        if n % 2 == 0:\n            n = n // 2\n"
        "        else:\n            n = 3 * n + 1\n        steps += 1\n        if steps > 1000:\n"
        "            return -1\n"
        "    return steps\n",
        "def collatz_steps(n):\n    return 0 if n == 1 else 1 + collatz_steps(3 * n + 1 if n % 2 else n >> 1)\n",
        [[1], [2], [3], [6], [7], [27]],
    ),
    _function(
        "transpose",
        "It transposes a matrix, given as a list of rows of equal length.",
        "def transpose(rows):\n    result = []\n    for j in range(len(rows[0])):\n        result.append([])\n"
        "        for i in range(len(rows)):\n            result[j].append(rows[i][j])\n    return result\n",
        "def transpose(rows):\n    return [list(column) for column in zip(*rows)]\n",
        [[[[1, 2], [3, 4]]], [[[1, 2, 3]]], [[[1], [2]]], [[[0, 1, 2], [3, 4, 5]]]],
    ),
    _program(
        "sum-of-numbers",
        "The first line has n, the second n integers. Print their sum.",
        "n = int(input())\nnumbers = list(map(int, input().split()))\ntotal = 0\nfor i in range(n):\n"
        "    total += numbers[i]\nprint(total)\n",
        "input()\nprint(sum(map(int, input().split())))\n",
        ["3\n1 2 3\n", "1\n-5\n", "5\n10 20 30 40 50\n", "2\n0 0\n"],
    ),
    _program(
        "range-of-numbers",
        "One line has integers. Print the difference of the largest and the smallest.",
        "numbers = list(map(int, input().split()))\nlow = numbers[0]\nhigh = numbers[0]\nfor n in numbers:\n"
        "    if n < low:\n        low = n\n    if n > high:\n        high = n\nprint(high - low)\n",
        "numbers = sorted(map(int, input().split()))\nprint(numbers[-1] - numbers[0])\n",
        ["4 1 9\n", "5\n", "-3 -8 2\n", "7 7 7\n", "1 2\n"],
    ),
    _program(
        "fizz",
        "It has n. Print the numbers 1 to n, a line each: Fizz for multiples of 3, Buzz of 5, FizzBuzz of both.",
        "n = int(input())\nfor i in range(1, n + 1):\n    if i % 15 == 0:\n        print('FizzBuzz')\n"
        "    elif i % 3 == 0:\n        print('Fizz')\n    elif i % 5 == 0:\n        print('Buzz')\n    else:\n"
        "        print(i)\n",
        "for i in range(1, int(input()) + 1):\n    print('Fizz' * (not i % 3) + 'Buzz' * (not i % 5) or i)\n",
        ["5\n", "15\n", "1\n", "31\n"],
    ),
    _program(
        "word-count",
        "Print how often each word occurs, one `word count` a line, by the word.",
        "import sys\ncounts = {}\nfor word in sys.stdin.read().split():\n    counts[word] = counts.get(word, 0) + 1\n"
        "for word in sorted(counts):\n    print(word, counts[word])\n",
        "import sys\nwords = sys.stdin.read().split()\nfor word in sorted(set(words)):\n"
        "    print(word, words.count(word))\n",
        ["b a b\n", "one\n", "x y\nx z x\n", "a b c a b a\n"],
    ),
    _program(
        "change",
        "It has an amount. Print the fewest coins of 1, 2, 5 and 10 that make it.",
        "amount = int(input())\ncoins = 0\nfor value in (10, 5, 2, 1):\n    coins += amount // value\n"
        "    amount = amount % value\nprint(coins)\n",
        "amount = int(input())\nbest = [0]\nfor n in range(1, amount + 1):\n"
        "    best.append(1 + min(best[n - v] for v in (1, 2, 5, 10) if v <= n))\nprint(best[amount])\n",
        ["0\n", "1\n", "4\n", "9\n", "18\n", "37\n", "100\n"],
    ),
    _program(
        "triangle",
        "It has the three sides of a triangle. Print equilateral, isosceles or scalene; impossible where there "
        "is none.",
        "a, b, c = sorted(map(int, input().split()))\nif a + b <= c or a <= 0:\n    print('impossible')\n"
        "elif a == b and b == c:\n    print('equilateral')\nelif a == b or b == c:\n    print('isosceles')\n"
        "else:\n    print('scalene')\n",
        "s = [int(x) for x in input().split()]\nif min(s) <= 0 or sum(s) - max(s) <= max(s):\n    print('impossible')\n"
        "else:\n    print(['equilateral', 'isosceles', 'scalene'][len(set(s)) - 1])\n",
        ["3 3 3\n", "3 4 5\n", "2 2 3\n", "1 2 3\n", "5 2 2\n", "4 3 4\n", "0 1 1\n"],
    ),
    _program(
        "caesar",
        "The first line has a shift of 0 to 25, the second small letters and spaces. Print the text with "
        "letters shifted.",
        "shift = int(input())\nresult = ''\nfor char in input():\n    if char == ' ':\n        result += char\n"
        "    else:\n"
        "        result += chr((ord(char) - 97 + shift) % 26 + 97)\nprint(result)\n",
        "letters = 'abcdefghijklmnopqrstuvwxyz'\nk = int(input())\n"
        "print(input().translate(str.maketrans(letters, letters[k:] + letters[:k])))\n",
        ["1\nabc xyz\n", "0\nhello\n", "13\nuryyb jbeyq\n", "25\nbcd\n"],
    ),
    _program(
        "prefix-sums",
        "The first line has n and q, the second n integers, then q lines with l and r. Print the sum from l to "
        "r, from 1.",
        "n, q = map(int, input().split())\nsums = [0]\nfor value in map(int, input().split()):\n"
        "    sums.append(sums[-1] + value)\nfor _ in range(q):\n    left, right = map(int, input().split())\n"
        "    print(sums[right] - sums[left - 1])\n",
        "n, q = map(int, input().split())\nvalues = list(map(int, input().split()))\nfor _ in range(q):\n"
        "    l, r = map(int, input().split())\n    print(sum(values[l - 1:r]))\n",
        ["3 2\n1 2 3\n1 3\n2 2\n", "1 1\n-4\n1 1\n", "5 3\n5 1 4 2 3\n2 4\n1 5\n5 5\n"],
    ),
    _program(
        "leap-year",
        "It has a year of the Gregorian calendar. Print yes if it is a leap year, else no.",
        "year = int(input())\nif year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):\n    print('yes')\n"
        "else:\n    print('no')\n",
        "import calendar\nprint('yes' if calendar.isleap(int(input())) else 'no')\n",
        ["2024\n", "2023\n", "1900\n", "2000\n", "2100\n", "1996\n"],
    ),
    _program(
        "knapsack",
        "The first line has n and a capacity, then n lines with weight and value. Print the largest value that fits.",
        "n, capacity = map(int, input().split())\nbest = [0] * (capacity + 1)\nfor _ in range(n):\n"
        "    weight, value = map(int, input().split())\n    for room in range(capacity, weight - 1, -1):\n"
        "        best[room] = max(best[room], best[room - weight] + value)\nprint(best[capacity])\n",
        "from itertools import combinations\nn, capacity = map(int, input().split())\n"
        "items = [tuple(map(int, input().split())) for _ in range(n)]\nbest = 0\nfor size in range(n + 1):\n"
        "    for chosen in combinations(items, size):\n        if sum(w for w, _ in chosen) <= capacity:\n"
        "            best = max(best, sum(v for _, v in chosen))\nprint(best)\n",
        ["3 5\n2 3\n3 4\n4 5\n", "1 1\n2 9\n", "4 10\n5 10\n4 40\n6 30\n3 50\n", "2 4\n2 2\n2 3\n"],
    ),
)
