"""ISO 8601 durations as .NET writes them, which is how Service Bus and others read them back."""

import re

FOREVER = "P10675199DT2H48M5.4775807S"  # the longest that .NET can hold; Service Bus's word for never
_FORM = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
_SECONDS = (86400, 3600, 60, 1)


def seconds(text: str) -> float:
    """The length of a duration."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"{text} is no duration")
    return sum(float(part or 0) * factor for part, factor in zip(found.groups(), _SECONDS, strict=True))


def canonical(text: str) -> str:
    """PT120S as PT2M, PT24H as P1D. https://learn.microsoft.com/dotnet/api/system.xml.xmlconvert.tostring (TimeSpan), read 2026-11"""
    if text == FOREVER:
        return text
    rest, parts = int(seconds(text)), []
    for factor in _SECONDS:
        count, rest = divmod(rest, factor)
        parts.append(count)
    days, *clock = parts
    time = "".join(f"{count}{unit}" for count, unit in zip(clock, "HMS", strict=True) if count)
    if not days and not time:
        return "PT0S"
    return f"P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"
