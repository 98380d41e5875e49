"""Published runs: the results files under reports/published/ and the report beside each."""
import importlib.machinery
import importlib.util
import math
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
LEVELS = ("L1", "L2", "LLC", "DRAM")


def _script(name):
    """A script of scripts/ that is Python, as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(REPOSITORY / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


publishable = _script("publishable")
Refused = publishable.Refused


class Kernel:
    """One kernel of one run."""

    def __init__(self, run, record):
        self.run = run
        self.id = record["id"]
        self.implementation = f"{record['method']}/{record['variant']}"
        self.dtype = record["dtype"]
        self.direction = record["direction"]
        self.path = record["path"]
        self.formula = record["formula"]
        self.provenance = record["provenance"]
        self.c_function = record.get("c_function")
        self.version = record.get("version")
        self.claim = record["claim"]

    @property
    def group(self):
        return self.dtype, self.direction

    @property
    def of(self):
        """Whose it is, as reports/verdict.cpp tells; of an engine, its name and version."""
        if self.c_function:
            return "libgelubench"
        if self.version:
            return self.version
        if self.provenance.startswith("emulation"):
            return "emulation"
        for library in ("oneDNN", "SLEEF", "libmvec", "MKL", "Eigen", "Boost"):
            if library in self.provenance:
                return "library"
        return "in this suite"

    def errors(self, reference="own", region="all"):
        """Against its own formula or true GELU; of a kernel of GELU both are the same."""
        if self.formula == "gelu":
            reference = "own"
        return self.run.accuracy.get((self.id, reference, region))

    def timing(self, level, threads=1):
        return self.run.timings.get((self.id, level, threads))


class Run:
    """A results file that may be published."""

    def __init__(self, path, schema):
        results = publishable.read_publishable(path, schema)
        self.path = pathlib.Path(path)
        self.folder = self.path.parent
        self.name = self.folder.name
        self.environment = results["environment"]
        self.kernels = [Kernel(self, record) for record in results["kernels"]]
        self.accuracy = {(a["kernel"], a["reference"], a["region"]): a for a in results["accuracy"]}
        self.regions = list(dict.fromkeys(a["region"] for a in results["accuracy"] if a["region"] != "all"))
        self.timings = {(t["kernel"], t["level"], t["threads"]): t for t in results["timings"] if not t["in_place"]}
        self.levels = list(dict.fromkeys(t["level"] for t in results["timings"]))
        self.threads = sorted({t["threads"] for t in results["timings"]})
        self.distributions = {c["kernel"]: c["rows"] for c in results["comparisons"] if c["of"] == "distribution"}
        self.special = {s["kernel"]: s for s in results["special"]}
        self.costs = {c["kernel"]: c for c in results.get("costs", [])}
        self.broken_checks = {}
        for check in results["contracts"]:
            broken = self.broken_checks.setdefault(check["kernel"], [])
            if not check["passed"]:
                broken.append(check["check"])
        self.rows = len(results["timings"])
        self.rows_beyond_target = sum(t["stopped_by"] != "target" for t in results["timings"])
        report = self.folder / "report.md"
        if not report.is_file():
            raise Refused(f"{path} has no report.md beside it: run scripts/publish")
        self.report = report.read_text(encoding="utf-8")
        width = re.search(r"typically ± ([0-9.]+) %", self.report)
        self.typical_width = float(width[1]) if width else math.inf  # half of the 95 % interval of a median, per cent

    @property
    def date(self):
        return self.environment["utc"][:10]

    @property
    def commit(self):
        return self.environment["commit"][:7]

    @property
    def is_noisy(self):
        """Whether most rows are less sure than the profile asks."""
        return 2 * self.rows_beyond_target > self.rows

    @property
    def has_engines(self):
        return any(kernel.version for kernel in self.kernels)

    @property
    def width(self):
        return f"± {self.typical_width} %" if math.isfinite(self.typical_width) else "unknown"

    def said(self, what):
        """A row of the report's table of the environment."""
        row = re.search(rf"^\| {what} +\| (.*?) +\|$", self.report, re.MULTILINE)
        return row[1] if row else ""

    def section(self, heading):
        """The text below a heading of the report, up to the next of its rank."""
        rank = heading.split(" ")[0]
        begin = self.report.find(f"\n{heading}\n")
        if begin < 0:
            return ""
        end = self.report.find(f"\n{rank} ", begin + 1)
        return self.report[begin + len(heading) + 2:end if end >= 0 else None].strip()

    def region_borders(self, dtype):
        """The report's legend of the regions of a data type."""
        page = self.folder / f"{dtype}.md"
        text = page.read_text(encoding="utf-8") if page.is_file() else self.report
        legend = re.search(r"^Regions: (.*)$", text, re.MULTILINE)
        return legend[1] if legend else ""

    def fastest_relu(self, group, level):
        times = [t["median_ns"] for (kernel, its_level, threads), t in self.timings.items()
                 if its_level == level and threads == 1 and kernel.startswith("relu/max/" + "/".join(group) + "/")]
        return min(times, default=None)


def read_runs(published):
    """Every run of a folder, by name. Raises Refused."""
    paths = sorted(pathlib.Path(published).glob("*/results.json"))
    if not paths:
        raise Refused(f"{published} has no results: there is nothing to show")
    schema = publishable.schema_read()
    return [Run(path, schema) for path in paths]


def surest(runs):
    """The run whose times are surest, and which has no engines: scripts/publish takes it for the README."""
    candidates = [run for run in runs if not run.has_engines] or runs
    return min(candidates, key=lambda run: run.typical_width)
