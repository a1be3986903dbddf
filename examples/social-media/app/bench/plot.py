"""Curves as SVG, by hand: three lines on logarithmic axes need no library."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP = 640, 380, 70, 50
COLOURS = ("#0b6e4f", "#c8553d", "#3d5a98")


def curves(title: str, note: str, x_title: str, y_title: str, xs: Sequence[float], lines: Mapping[str, Sequence[float]]) -> str:
    """The picture."""
    values = [value for line in lines.values() for value in line]
    low, high = floor(log10(max(min(values), 1e-3))), ceil(log10(max(values)))
    first, last = log10(xs[0]), log10(xs[-1])
    right, bottom = WIDTH - 20, HEIGHT - 60

    def across(value: float) -> float:
        return LEFT + (log10(value) - first) / (last - first) * (right - LEFT)

    def up(value: float) -> float:
        return bottom - (log10(max(value, 1e-3)) - low) / (high - low) * (bottom - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="bold">{title}</text>', f'<text x="{LEFT}" y="37" fill="#555">{note}</text>',
    ]  # fmt: skip
    for power in range(low, high + 1):
        y = up(10**power)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#ddd"/><text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>'
        )
    for x in xs:
        parts.append(f'<text x="{across(x):.1f}" y="{bottom + 18}" text-anchor="middle">{x:,}</text>')
    for place, (name, line) in enumerate(lines.items()):
        points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(xs, line, strict=True))
        colour = COLOURS[place]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(f'<text x="{LEFT + 12}" y="{TOP + 16 + 17 * place}" fill="{colour}" font-weight="bold">{name}</text>')
    parts.append(f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 18}" text-anchor="middle">{x_title}</text>')
    middle = (TOP + bottom) / 2
    parts.append(f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">{y_title}</text></svg>')
    return "\n".join(parts) + "\n"
