"""Schedules of jobs: how often they run in a month."""

MANUAL = "manual"
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
# 365 days: twelve months of 730 hours.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def runs_per_month(cron: str) -> float:
    """Average runs per month of a five-field cron expression, 0 for `manual`; ValueError says what is wrong with it."""
    if cron == MANUAL:
        return 0.0
    fields = cron.split()
    if len(fields) != len(_RANGES):
        raise ValueError("has five fields: minute, hour, day of month, month, day of week")
    minutes, hours, days, months, weekdays = (_values(text, *limits) for text, limits in zip(fields, _RANGES, strict=True))
    weekdays = {day % 7 for day in weekdays}
    all_days, all_weekdays = fields[2].startswith("*"), fields[4].startswith("*")
    per_year = 0.0
    for month in months:
        length = _DAYS[month - 1]
        share_of_week = len(weekdays) / 7
        on_days = sum(1 for day in days if day <= length)
        if all_days and all_weekdays:
            matching: float = length if len(days) == 31 else on_days
        elif all_weekdays:
            matching = on_days
        elif all_days:
            matching = length * share_of_week
        else:
            # Cron runs when either of the two matches.
            matching = on_days + (length - on_days) * share_of_week
        per_year += matching
    return len(minutes) * len(hours) * per_year / 12


def _values(text: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step_text = part.partition("/")
        step = _number(step_text, 1, high + 1) if step_text else 1
        if span == "*":
            first, last = low, high
        elif "-" in span:
            left, _, right = span.partition("-")
            first, last = _number(left, low, high), _number(right, low, high)
            if first > last:
                raise ValueError(f"'{part}' ends before it begins")
        else:
            first = _number(span, low, high)
            last = high if step_text else first
        found |= set(range(first, last + 1, step))
    return found


def _number(text: str, low: int, high: int) -> int:
    if not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"'{text}' isn't a number from {low} to {high}")
    return int(text)
