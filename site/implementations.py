"""What published runs tell of an implementation: all kernels of one method and variant, whatever machine ran them."""
import re

import formats
from formats import NOT_MEASURED
from runs import LEVELS, REPOSITORY

DTYPES = ("f32", "f64", "f16", "bf16")
DIRECTIONS = ("forward", "backward", "gated")
MAIN_GROUP = ("f32", "forward")
PATHS = ("native", "scalar", "sse4", "avx2", "avx512", "neon", "sve")


class Table:
    """Headings, the right-aligned ones after ">" as in reports/markdown.hpp, and rows of cells."""

    def __init__(self, title, columns, note=""):
        self.title = title
        self.note = note
        self.columns = [(column.lstrip(">"), column.startswith(">")) for column in columns]
        self.rows = []

    def __bool__(self):
        return bool(self.rows)


def title_of(group):
    return f"{formats.type_name(group[0])}, {group[1]}"


def _rank(order, item):
    return order.index(item) if item in order else len(order)


class Implementation:
    def __init__(self, name):
        self.name = name
        self.kernels = []

    @property
    def page(self):
        return f"implementations/{self.name.replace('/', '-')}.html"

    @property
    def newest(self):
        return max(self.kernels, key=lambda kernel: kernel.run.environment["utc"])

    @property
    def groups(self):
        return sorted({kernel.group for kernel in self.kernels},
                      key=lambda group: (_rank(DTYPES, group[0]), _rank(DIRECTIONS, group[1])))

    def in_group(self, group):
        return [kernel for kernel in self.kernels if kernel.group == group]

    def speaker(self, group):
        """The kernel whose errors are told: of the newest of the runs with most inputs, its fastest path there."""
        judged = [kernel for kernel in self.in_group(group) if kernel.errors()]

        def rank(kernel):
            timing = kernel.timing("L1")
            return (kernel.errors()["inputs"], kernel.run.environment["utc"],
                    -timing["median_ns"] if timing else float("-inf"))
        return max(judged, key=rank, default=None)

    def fastest(self, run, group, level="L1"):
        """The kernel of a run with the least time on one thread."""
        timed = [kernel for kernel in self.in_group(group) if kernel.run is run and kernel.timing(level)]
        return min(timed, key=lambda kernel: kernel.timing(level)["median_ns"], default=None)

    def sources(self):
        """(path in the repository, the parts of its head) of the file that computes or calls it, and of those it names."""
        file = self._adapter() if self.newest.version else self._kernel_file()
        if file is None:
            return []
        head = _head(file.read_text(encoding="utf-8"))
        files = [file]
        for name in re.findall(r"[\w/-]+-inl\.hpp", head):
            files += [place for place in (file.parent / name, REPOSITORY / name) if place.is_file()]
        return [(str(f.relative_to(REPOSITORY)), _parts(_head(f.read_text(encoding="utf-8")))) for f in dict.fromkeys(files)]

    def _kernel_file(self):
        method, variant = self.name.split("/")
        own = REPOSITORY / "kernels" / method / f"{variant}.cpp"
        if own.is_file():
            return own
        for file in sorted((REPOSITORY / "kernels").glob("*/*.cpp"), key=lambda file: (file.parent.name != method, file)):
            text = file.read_text(encoding="utf-8")
            if f'"{variant}"' in text and (file.parent.name == method or f"Method::{method}" in text):
                return file
        return None

    def _adapter(self):
        library = {"numpy": "scipy"}.get(word := self.name.split("/")[1].split("_")[0], word)
        return next(iter(sorted((REPOSITORY / "engines/adapters").glob(f"{library}_*.*"))), None)

    # --- its tables ---

    def summary(self):
        table = Table("Errors in brief", ["type, direction", ">max ULP", ">mean ULP", ">correctly rounded", ">≤ 1 ULP",
                                          ">max ULP to GELU", ">max abs to GELU", ">zero from x =", "special values",
                                          "contract", "coverage", "path", "run"])
        for group in self.groups:
            kernel = self.speaker(group)
            if kernel is None:
                continue
            own, gelu = kernel.errors(), kernel.errors("gelu")
            broken = kernel.run.broken_checks.get(kernel.id)
            table.rows.append([
                title_of(group), formats.max_ulp(own), formats.ulp(own["mean_ulp"]),
                formats.percent(own["correctly_rounded"]), formats.percent(own["within_one_ulp"]),
                formats.max_ulp(gelu) if gelu else NOT_MEASURED,
                formats.absolute(formats.number(gelu["max_abs"])) if gelu else NOT_MEASURED, formats.first_zero(own),
                formats.special_values(kernel.run.special.get(kernel.id)),
                NOT_MEASURED if broken is None else "broken: " + ", ".join(broken) if broken else "kept",
                formats.coverage(own), kernel.path, kernel.run])
        return table

    def regions(self, group):
        kernel = self.speaker(group)
        table = Table(f"Errors by region, {title_of(group)}",
                      ["region", ">max ULP", ">mean ULP", ">correctly rounded", ">max absolute", ">max abs to GELU", ">inputs"],
                      kernel.run.region_borders(group[0]) if kernel else "")
        for region in kernel.run.regions if kernel else ():
            own, gelu = kernel.errors(region=region), kernel.errors("gelu", region)
            if not own:
                continue
            table.rows.append([
                region, formats.max_ulp(own), formats.ulp(own["mean_ulp"]), formats.percent(own["correctly_rounded"]),
                formats.absolute(formats.number(own["max_abs"])),
                formats.absolute(formats.number(gelu["max_abs"])) if gelu else NOT_MEASURED, formats.count(own["inputs"])])
        return table

    def worst(self, group):
        kernel = self.speaker(group)
        table = Table(f"Worst inputs, {title_of(group)}", [">x", ">x", ">got", ">want", ">error"])
        own = kernel.errors() if kernel else None
        if own:
            worst = own.get("worst_inputs") or [own["worst"]] * ("worst" in own)
            for w in worst:
                table.rows.append([formats.decimal(w["x"]), w["x"], w["got"], w["want"], formats.ulp(formats.number(w["ulp"])) + " ULP"])
            if w := own.get("worst_abs"):
                table.rows.append([formats.decimal(w["x"]), w["x"], w["got"], w["want"],
                                   formats.absolute(formats.number(w["abs"])) + " absolute"])
        return table

    def times(self, group):
        kernels = self._timed(group)
        levels = [level for level in LEVELS if any(kernel.timing(level) for kernel in kernels)]
        has_threads = any(len(kernel.run.threads) > 1 and kernel.timing(levels[-1], kernel.run.threads[-1])
                          for kernel in kernels)
        columns = ["machine", "path"] + [f">{level}, ns" for level in levels]
        if has_threads:
            columns.append(f">{levels[-1]}, all threads, ns")
        table = Table(f"Times, {title_of(group)}", columns + [">cycles, L1", ">GB/s, L1", ">× ReLU, L1"])
        for kernel in kernels:
            row = [kernel.run, kernel.path]
            row += [formats.time(t) if (t := kernel.timing(level)) else NOT_MEASURED for level in levels]
            if has_threads:
                t = kernel.timing(levels[-1], kernel.run.threads[-1])
                row.append(formats.time(t) if t and t["threads"] > 1 else NOT_MEASURED)
            first, relu = kernel.timing("L1"), kernel.run.fastest_relu(group, "L1")
            row.append(formats.ns(first["cycles"]) if first and first.get("cycles") else NOT_MEASURED)
            row.append(f"{first['gb_per_s']:.1f}" if first else NOT_MEASURED)
            row.append(formats.ratio(first["median_ns"] / relu) if first and relu else NOT_MEASURED)
            table.rows.append(row)
        return table

    def calls(self, group):
        """Small arrays: a call in all."""
        kernels = self._timed(group)
        counts = sorted({level for kernel in kernels for level in kernel.run.levels
                         if level.isdigit() and int(level) < 1024 and kernel.timing(level)}, key=int)
        table = Table(f"One call for so many elements, {title_of(group)}, ns",
                      ["machine", "path"] + [f">{n}" for n in counts])
        for kernel in kernels if counts else ():
            cells = [formats.ns(t["median_ns"] * t["elements"]) if (t := kernel.timing(n)) else NOT_MEASURED for n in counts]
            if any(cells):
                table.rows.append([kernel.run, kernel.path] + cells)
        return table

    def cliffs(self):
        kernels = [kernel for kernel in self.kernels if kernel.id in kernel.run.distributions]
        kinds = list(dict.fromkeys(row["distribution"] for kernel in kernels
                                   for row in kernel.run.distributions[kernel.id][1:]))
        table = Table("Times on other inputs", ["type, direction", "machine", "path", ">N(0,1), ns"] + [f">× on {kind}" for kind in kinds])
        for group in self.groups:
            for kernel in (k for k in kernels if k.group == group):
                first, *others = kernel.run.distributions[kernel.id]
                ratios = {row["distribution"]: row["median_ns"] / first["median_ns"] for row in others}
                table.rows.append([title_of(group), kernel.run, kernel.path, formats.ns(first["median_ns"])] +
                                  [formats.ratio(ratios[kind]) if kind in ratios else NOT_MEASURED for kind in kinds])
        return table

    def other_runs(self):
        """What the runs that do not speak have of the same kernels."""
        table = Table("The same in the other runs", ["type, direction", "machine", "commit", "path", ">max ULP",
                                                     ">max abs to GELU", "coverage", "bits"])
        for group in self.groups:
            speaker = self.speaker(group)
            for run in sorted({kernel.run for kernel in self.in_group(group)}, key=lambda run: run.name):
                judged = [kernel for kernel in self.in_group(group) if kernel.run is run and kernel.errors()]
                if not judged or run is speaker.run:
                    continue
                kernel = max(judged, key=lambda k: (k.errors()["inputs"], k.path == speaker.path))
                own, gelu = kernel.errors(), kernel.errors("gelu")
                is_comparable = own["coverage"] == speaker.errors()["coverage"] == "exhaustive"
                bits = "" if not is_comparable else "the same" if own["digest"] == speaker.errors()["digest"] else "others"
                table.rows.append([title_of(group), run, run.commit, kernel.path, formats.max_ulp(own),
                                   formats.absolute(formats.number(gelu["max_abs"])) if gelu else NOT_MEASURED,
                                   formats.coverage(own), bits])
        return table

    def costs(self):
        table = Table("What else a time can be, ns", ["type, direction", "machine", "path", ">calls that follow, per element",
                                                      ">caches cold, per element", ">a call of one element",
                                                      ">the same in a chain", ">instructions per element"])
        for kernel in self.kernels:
            cost = kernel.run.costs.get(kernel.id)
            if cost:
                cells = [formats.ns(cost[field]) for field in ("warm_ns", "cold_ns", "call_ns", "chain_ns")]
                instructions = cost.get("instructions")
                table.rows.append([title_of(kernel.group), kernel.run, kernel.path, *cells,
                                   formats.ns(instructions) if instructions else NOT_MEASURED])
        return table

    def claims(self):
        """What its kernels promise: (type and direction, paths, bound)."""
        promised = {}
        for kernel in self.kernels:
            if kernel.run is self.newest.run and (bound := _bound(kernel.claim)):
                promised.setdefault((kernel.group, bound), []).append(kernel.path)
        return [(title_of(group), ", ".join(paths), bound) for (group, bound), paths in promised.items()]

    def c_functions(self):
        """(type and direction, function) of libgelubench."""
        return list(dict.fromkeys((title_of(kernel.group), kernel.c_function) for group in self.groups
                                  for kernel in self.in_group(group) if kernel.c_function))

    def _timed(self, group):
        """By machine and path."""
        timed = [k for k in self.in_group(group) if any(k.timing(level) for level in LEVELS)]
        return sorted(timed, key=lambda k: (k.run.name, _rank(PATHS, k.path)))


def _bound(claim):
    bounds = []
    max_ulp, max_abs = formats.number(claim["max_ulp"]), formats.number(claim["max_abs"])
    if max_ulp != float("inf"):
        where = formats.number(claim["ulp_from"])
        bounds.append(f"{max_ulp:.6g} ULP" + ("" if where == float("-inf") else f" from x = {where:.6g} on"))
    if max_abs != float("inf"):
        bounds.append(f"{max_abs:.6g} absolute")
    return " and ".join(bounds)


def _head(text):
    """The comment that a file begins with."""
    text = re.sub(r"^#!.*\n", "", text)
    if text.startswith('"""'):
        return text[3:].split('"""')[0].strip()
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[2:].removeprefix(" "))
    return "\n".join(lines).strip()


def _parts(head):
    """Paragraphs as one line each, and what is indented, with True, as it stands."""
    parts = []
    for line in head.splitlines():
        is_set = line.startswith("  ")
        if not line.strip():
            parts.append(None)
        elif parts and parts[-1] and parts[-1][1] == is_set:
            parts[-1] = (parts[-1][0] + ("\n" if is_set else " ") + line, is_set)
        else:
            parts.append((line, is_set))
    return [part for part in parts if part]


def implementations_of(runs):
    """All of all runs, in the order of their names."""
    found = {}
    for run in runs:
        for kernel in run.kernels:
            found.setdefault(kernel.implementation, Implementation(kernel.implementation)).kernels.append(kernel)
    return [found[name] for name in sorted(found)]
