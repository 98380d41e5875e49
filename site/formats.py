"""Numbers as the reports write them, a function a quantity. reports/format.cpp is their home; tests/site_test compares
these with the cells of published reports."""
import math
from fractions import Fraction

NOT_MEASURED = ""


def number(value):
    """A number of a results file, which has exact and non-finite ones as text."""
    if isinstance(value, str):
        return float.fromhex(value) if "0x" in value else float(value)
    return float(value)


def _round_up(value):
    """Three significant digits, not below the value."""
    if value == 0 or not math.isfinite(value):
        return value
    unit = Fraction(10) ** (math.floor(math.log10(value)) - 2)
    units = Fraction(value) / unit
    nearest = math.floor(units + Fraction(1, 2))
    # Within the noise of binary arithmetic the nearest is not below.
    if nearest < units * (1 - Fraction(1, 10 ** 12)):
        nearest = math.ceil(units)
    return float(nearest * unit)


def _significant(value):
    if not math.isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if value >= 1e5 or value < 1e-3:
        exponent = math.floor(math.log10(value) + 1e-12)
        return f"{float(Fraction(value) / Fraction(10) ** exponent):.3g}e{exponent}"
    text = f"{value:.{max(0, 2 - math.floor(math.log10(value) + 1e-12))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ulp(value):
    """"0.5", "3.45", "190", "1.16e7"; rounded up in the last digit shown."""
    if 0.9999999 < value < 1:
        return "< 1"
    if 0.5 < value < 0.5005 or 0.9995 < value < 1:  # a difference of kind, which three digits would hide
        return f"{math.ceil(value * 1e7) / 1e7:.7f}"
    return _significant(_round_up(value))


def absolute(error):
    """"4.73e-4"; rounded up."""
    return _significant(_round_up(error))


def ns(nanoseconds):
    """"0.0471", "12.2": three significant digits."""
    digits = max(0, 2 - math.floor(math.log10(nanoseconds))) if nanoseconds > 0 else 0
    return f"{nanoseconds:.{digits}f}"


def ratio(value):
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def percent(share):
    return f"{math.floor(share * 1e4) / 1e2:.2f} %"


def count(n):
    return f"{n:,}"


def decimal(x):
    """Shortest decimal of a binary32 number, "-5.5426"."""
    return f"{number(x):.6g}"


def counted_apart(record):
    return record["nan"] + record["infinite"] + record["wrong_sign"] + record["total_loss"]


def max_ulp(record):
    """The largest error, and what is worse than any: "190", "190 + loss", "4.2 + 3 NaN"."""
    parts = [ulp(number(record["max_ulp"]))] if record.get("worst") else []
    if record["total_loss"] > 0:
        parts.append("loss")
    for field, what in (("nan", "NaN"), ("infinite", "infinite"), ("wrong_sign", "wrong sign")):
        if record[field] > 0:
            parts.append(f"{count(record[field])} {what}")
    return " + ".join(parts) or "–"


def first_zero(own):
    """Where results are zero though the exact ones are not, going left."""
    return decimal(own["first_zero"]) if "first_zero" in own else "never"


def coverage(record):
    if record["coverage"] != "exhaustive":
        return f"{record['coverage']}({count(record['inputs'])})"
    source = record.get("same_bits_as")
    if not source:
        return "exhaustive"
    return f"exhaustive, same bits as {source['run']} ({source['commit'][:7]}, {source['utc'][:10]})"


def special_values(record):
    """"right", or the first special input with a wrong result, "-inf → nan"."""
    if record is None:
        return NOT_MEASURED
    if record["failures"] == 0:
        return "right"
    if not record["examples"]:
        return "wrong"
    example = record["examples"][0]
    return f"{decimal(example['x'])} → {decimal(example['got'])}"


def time(record):
    """A median with half of its 95 % interval; ~ where its time was spent before that was as narrow as asked."""
    low, high = number(record["low_ns"]), number(record["high_ns"])
    text = ns(record["median_ns"])
    if math.isfinite(low) and math.isfinite(high):
        text += f" ± {50 * (high - low) / record['median_ns']:.1f} %"
    return text + ("" if record["stopped_by"] == "target" else " ~")


def type_name(dtype):
    return {"f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16"}.get(dtype, dtype)
