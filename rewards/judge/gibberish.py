"""Text that is no language: keys struck at random, one sign over and over, characters that could not be decoded."""

from __future__ import annotations

import re

# Pairs of letters that no word of a European language, and no romanised one, is likely to hold.
_UNLIKELY = frozenset(
    word
    for line in """
    bk bq bx bz cb cf cg cj cp cv cw cx dk dq dx fb fd fg fh fj fk fm fn fp fq fv fw fx fz gb gc gf gj gk gp gq gv
    gw gx gz hb hc hd hf hg hj hk hp hq hv hx hz iq jb jc jd jf jg jh jk jl jm jn jp jq jr js jt jv jw jx jz kb kc
    kd kf kg kj kp kq kx kz lq lx mg mh mj mk mq mv mx mz nq pc pd pf pg pj pk pq pv px pz qa qb qc qd qe qf qg qh
    qi qj qk ql qm qn qo qp qq qr qs qt qv qw qx qy qz rq rx sq sx tq tx vb vc vd vf vg vh vj vk vm vn vp vq vs vt
    vw vx vz wb wc wd wf wg wj wk wm wp wq wt wu wv ww wx wz xb xd xf xg xh xj xk xl xm xn xq xr xs xv xw xx xz yj
    yq yv yw yy zb zc zd zf zg zj zk zm zn zp zq zr zs zt zv zx
    """.splitlines()
    for word in line.split()
)
_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ъхзщшгнекуцй", "эждлорпавыф", "юбьтимсчя"),
)
_HOME_ROW = frozenset("asdfghjkl")
_WALKS = frozenset(row[i : i + 4] for row in _ROWS for i in range(len(row) - 3)) - {"poiu", "tyui", "rewq"}
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_REPEATED = re.compile(r"(\S{1,3}?)\s*(?:\1\s*){3,}")
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_VOWELS = re.compile(r"[aeiou]{5,}|(?<!q)[aeiou]{4,}(?!ng)")
_LOOKED_AT = 800


def is_gibberish(text: str) -> bool:
    """Whether most of a text's words could be of no language; a text with digits or other scripts never is.

    One unlikely word alone may be a name or a command, unless it walks along the keyboard.

    >>> is_gibberish("asdkjh qwoeiu zxmcn"), is_gibberish("mkdir"), is_gibberish("Szczecin and Brno")
    (True, False, False)
    """
    text = text[:_LOOKED_AT].strip()
    if _DIGIT.search(text):
        return False
    if _REPEATED.fullmatch(text):
        return True
    words = [word.lower() for word in _WORD.findall(text)]
    long = [word for word in words if len(word) >= 4]
    odd = [word for word in long if (_is_odd(word) if word.isascii() else _walks(word))]
    if len(long) == 1 and len(words) <= 2:
        return _walks(long[0]) or _is_struck(long[0])
    return len(odd) >= 2 and 2 * len(odd) > len(long) and 2 * len(odd) >= len(words)


def _is_odd(word: str) -> bool:
    unlikely, pairs = _unlikely(word), len(word) - 1
    if 3 * unlikely >= pairs or _walks(word) or (unlikely and set(word) <= _HOME_ROW):
        return True
    return bool(unlikely and (_NO_VOWEL.search(word) or _VOWELS.search(word))) or not set(word) & set("aeiouy")


def _is_struck(word: str) -> bool:
    """Whether a long word was struck at random: of the home row alone, with unlikely pairs."""
    return len(word) >= 8 and _unlikely(word) >= 2 and set(word) <= _HOME_ROW


def _unlikely(word: str) -> int:
    return sum(word[i : i + 2] in _UNLIKELY for i in range(len(word) - 1))


def _walks(word: str) -> bool:
    """Whether a word walks along a row of the keyboard for most of its length."""
    steps = sum(word[i : i + 4] in _WALKS for i in range(len(word) - 3))
    return steps > 0 and 2 * (steps + 3) >= len(word)
