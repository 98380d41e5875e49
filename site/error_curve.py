"""The largest error over each stretch of inputs, as a picture in the page: of results files' `curve`."""
import math

import formats

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 38, 30
FIRST_BINADE, LAST_BINADE = -10, 5  # of |x|, where stretches are an eighth of a binade
MOST_ULP = 1e8
STRETCHES = 8 * (LAST_BINADE - FIRST_BINADE)


def _stretch(x):
    """Which one |x| lies in, from the middle of the picture; None outside of it."""
    size = abs(x)
    if size == 0 or not math.isfinite(size):
        return None
    mantissa, exponent = math.frexp(size)
    stretch = 8 * (exponent - 1 - FIRST_BINADE) + int((2 * mantissa - 1) * 8)
    return stretch if 0 <= stretch < STRETCHES else None


def _x(value):
    """The place of an input, or, for a whole number of stretches beside the middle, of their border."""
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    return middle + value * (WIDTH - LEFT - RIGHT) / 2 / STRETCHES


def _y(ulp):
    """The place of an error on a logarithmic axis from 0.5 ULP on."""
    share = math.log(min(max(ulp, 0.5), MOST_ULP) / 0.5) / math.log(MOST_ULP / 0.5)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def drawn(kernel):
    """SVG of a kernel's errors against its own formula; empty where the run has no curve of it."""
    curve = (kernel.errors() or {}).get("curve") if kernel else None
    if not curve:
        return ""
    bars, lost = {}, set()
    for point in curve:
        x = formats.number(point["x"])
        stretch = _stretch(x)
        if stretch is None:
            continue
        at = -stretch - 1 if x < 0 else stretch
        bars[at] = max(bars.get(at, 0), formats.number(point["ulp"]))
        if point["counted_apart"]:
            lost.add(at)
    width = (WIDTH - LEFT - RIGHT) / 2 / STRETCHES
    path = "".join(f"M{_x(at + 0.5):.1f} {_y(0.5):.1f}V{_y(ulp):.1f}" for at, ulp in sorted(bars.items()) if ulp > 0.5)
    apart = "".join(f"M{_x(at):.1f} {TOP - 16}h{width:.1f}" for at in sorted(lost))
    parts = [f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Largest error in ULP over each stretch of inputs">']
    for ulp, name in ((0.5, "0.5"), (1e2, "10²"), (1e4, "10⁴"), (1e6, "10⁶"), (1e8, "10⁸")):
        parts.append(f'<path class="grid" d="M{LEFT} {_y(ulp):.1f}H{WIDTH - RIGHT}"/><text class="left" x="{LEFT - 6}" y="{_y(ulp) + 4:.1f}">{name}</text>')
    for binade in range(FIRST_BINADE + 2, LAST_BINADE + 1, 3):
        name = f"{2.0 ** binade:g}" if binade >= -1 else "2" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] if d.isdigit() else "⁻" for d in str(binade))
        for sign, minus in ((-1, "−"), (1, "")):
            at = _x(sign * 8 * (binade - FIRST_BINADE))
            parts.append(f'<path class="grid" d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}"/><text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}">{minus}{name}</text>')
    parts.append(f'<path class="bars" style="stroke-width:{width:.2f}" d="{path}"/>')
    if lost:
        parts.append(f'<path class="lost" d="{apart}"/><text class="left" x="{LEFT - 6}" y="{TOP - 12}">lost</text>')
    return "".join(parts) + "</svg>"
