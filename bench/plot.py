"""Horizontal bar charts as SVG, by hand: one chart a job, one bar a tool."""

from __future__ import annotations

from html import escape

BAR, GAP, LEFT, RIGHT, TOP, BOTTOM, WIDTH = 26, 12, 190, 90, 54, 52, 760
OURS, OTHERS = "#1b6ca8", "#9aa5b1"


def bars(title: str, unit: str, values: list[tuple[str, float]]) -> str:
    """A chart of (label, value) pairs, the first of which is highlighted; the axis starts at zero."""
    height = TOP + len(values) * (BAR + GAP) + BOTTOM
    span = WIDTH - LEFT - RIGHT
    step, top = _scale(max(value for _, value in values))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="20" y="30" font-size="17" font-weight="bold">{escape(title)}</text>',
    ]
    bottom = height - BOTTOM
    tick = 0.0
    while tick <= top * 1.0001:
        x = LEFT + span * tick / top
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#e0e4e8"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle" fill="#555">{tick:g}</text>')
        tick += step
    parts.append(f'<text x="{LEFT + span / 2}" y="{height - 12}" text-anchor="middle" fill="#555">{escape(unit)}</text>')
    for index, (label, value) in enumerate(values):
        y = TOP + index * (BAR + GAP)
        width = max(1.0, span * value / top)
        colour = OURS if label.startswith("smartsync") else OTHERS
        middle = y + BAR * 0.7
        parts.append(f'<text x="{LEFT - 10}" y="{middle}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + width + 8:.1f}" y="{middle}">{value:.3g}</text>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def _scale(largest: float) -> tuple[float, float]:
    """A round step between ticks and the axis' end: 3 to 7 ticks."""
    largest = max(largest, 1e-9)
    step = 1e-9
    while True:
        for factor in (1, 2, 5):
            if largest / (step * factor) <= 6:
                end = step * factor
                while end < largest:
                    end += step * factor
                return step * factor, end
        step *= 10
