"""Units in Chinese, as people write them behind a number: 5米, 18千米每小时, 3立方厘米."""

from __future__ import annotations

import re

_SIGNS = {
    "纳米": "nm", "微米": "μm", "毫米": "mm", "厘米": "cm", "分米": "dm", "千米": "km", "公里": "km", "米": "m",
    "毫秒": "ms", "秒钟": "s", "秒": "s", "分钟": "min", "小时": "h", "天": "day",
    "毫克": "mg", "千克": "kg", "公斤": "kg", "克": "g", "吨": "tonne",
    "毫升": "mL", "升": "L", "公顷": "hectare",
    "牛顿": "N", "牛": "N", "千焦": "kJ", "焦耳": "J", "焦": "J", "千瓦时": "kWh", "千瓦": "kW", "瓦特": "W", "瓦": "W",
    "千伏": "kV", "伏特": "V", "伏": "V", "毫安": "mA", "安培": "A", "安": "A", "库仑": "coulomb",
    "千欧": "kohm", "欧姆": "ohm", "欧": "ohm", "千帕": "kPa", "帕斯卡": "Pa", "帕": "Pa", "兆赫": "MHz", "赫兹": "Hz",
    "摩尔": "mol", "弧度": "rad", "摄氏度": "°C", "华氏度": "°F", "开尔文": "K", "度": "°", "美元": "USD", "元": "yuan",
    "平方": "square", "立方": "cubic", "每": "/",
}  # fmt: skip
_UNIT = re.compile("|".join(sorted(_SIGNS, key=len, reverse=True)))
_RUN = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_UNIT.pattern})+(?![\u4e00-\u9fff])")


def with_signs(text: str) -> str:
    """A text with each run of Chinese that is made of units alone in signs: ``18 km / h``; other runs stay as they are.

    Args:
        text: an answer or a reference, of bounded length.
    """
    return _RUN.sub(lambda run: f" {' '.join(_SIGNS[unit] for unit in _UNIT.findall(run[0]))}", text)
