"""The pages of the site, from the published runs, the program's reports of them, and the Markdown of the repository."""
import pathlib
import re
import string

import jinja2
import markupsafe

import error_curve
import formats
from documents import README, STUDY, Documents, relative
from implementations import MAIN_GROUP, Table, implementations_of, title_of
from runs import REPOSITORY, Run, surest

HERE = pathlib.Path(__file__).resolve().parent
TITLE = "ReLU or GELU, which GELU, and what does it cost?"

# What reports/machines.cpp calls machines.
LETTERS = string.ascii_uppercase
# **Name.** Caption, and the picture, as reports/report.cpp writes them.
PICTURE = re.compile(r"^\*\*(.+)\.\*\* (.*)\n\n!\[.*\]\(([\w-]+\.svg)\)$", re.MULTILINE)


class Site:
    """Pages by their places; `made` is what run_suite made of the runs (made.py)."""

    def __init__(self, runs, made, source):
        self.runs = runs
        self.made = made
        self.implementations = implementations_of(runs)
        self.surest = surest(runs)
        self.documents = Documents({i.name: i.page for i in self.implementations}, [run.name for run in runs], source)
        self.has_study = STUDY in self.documents.titles
        self.pages = {}
        self.templates = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True,
                                            undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.templates.globals.update(site=self, formats=formats, title_of=title_of, is_run=lambda cell: isinstance(cell, Run))

    def navigation(self):
        """(place, name) of what every page links to."""
        study = [("docs/study.html", "Study")] if self.has_study else []
        return [("index.html", "Question"), *study, ("implementations/index.html", "Implementations"),
                ("machines/index.html", "Machines"), ("use.html", "Use it"), ("docs/index.html", "Method and terms")]

    def add(self, place, template, title, **values):
        page = self.templates.get_template(template).render(
            place=place, title=title, to=lambda target: relative(target, place), **values)
        self.pages[place] = page.rstrip() + "\n"

    def markdown(self, text, path, place):
        return markupsafe.Markup(self.documents.render(text, path, place))

    def make(self):
        self._index()
        self._documents()
        self._machines()
        self._implementations()
        return self.pages

    def _index(self):
        place = "index.html"
        readme = (REPOSITORY / README).read_text(encoding="utf-8")
        begin = readme.index("\n") + 1
        intro = readme[begin:readme.index("<!-- table: begin")]
        self.add(place, "index.html", TITLE, intro=self.markdown(intro, README, place),
                 picture=self.documents.picture(str(self._published(self.surest, "frontier.svg"))),
                 verdict=self.markdown(self._verdict(), README, place))

    def _verdict(self):
        """The comparison's table of float32 forward, with machines for their letters."""
        table = re.search(r"^### float32, forward\n\n((?:\|.*\n)+)", self.made.comparison, re.MULTILINE)
        if not table:
            return ""
        head, rest = table[1].split("\n", 1)
        for letter, run in zip(LETTERS, self.runs):
            head = re.sub(rf"\| {letter} +\|", f"| [{run.name}]({self._published(run, 'report.md')}) |", head)
        return head + "\n" + re.sub(r"/f32/forward/(\w+)`", r"` \1", rest)

    @staticmethod
    def _published(run, file):
        return pathlib.PurePosixPath("reports/published") / run.name / file

    def _documents(self):
        titles = self.documents.titles
        for path, title in titles.items():
            place = self.documents.place(path)
            text = (REPOSITORY / path).read_text(encoding="utf-8")
            self.add(place, "document.html", title, body=self.markdown(text, path, place), head="")
        readme = (REPOSITORY / README).read_text(encoding="utf-8")
        self.add("use.html", "document.html", "Use it", body=self.markdown(readme, README, "use.html"), head="")
        listed = [(self.documents.place(path), title) for path, title in titles.items() if path != STUDY]
        decisions = [entry for entry in listed if entry[0].startswith("docs/decisions/")]
        self.add("docs/index.html", "documents.html", "Method and terms", decisions=decisions,
                 documents=[entry for entry in listed if entry not in decisions])

    def _machines(self):
        place = "machines/index.html"
        comparison = self.made.comparison.partition("\n")[2]  # without its title
        for letter, run in zip(LETTERS, self.runs):
            comparison = re.sub(rf"^\| {letter} +\|", f"| {letter}: [{run.name}]({run.name}/report.md) |", comparison, count=1, flags=re.MULTILINE)
        self.add(place, "machines.html", "Machines", comparison=self.markdown(comparison, "reports/published/README.md", place))
        for run in self.runs:
            place = f"machines/{run.name}/index.html"
            path = str(self._published(run, "report.md"))
            sections = {heading: self.markdown(run.section(f"## {heading}"), path, place)
                        for heading in ("Verdict", "Environment", "Skipped")}
            shown = run.section("## Verdict")
            pictures = [(self.documents.picture(str(self._published(run, file))), name, self.markdown(caption, path, place))
                        for name, caption, file in PICTURE.findall(run.report) if f"({file})" not in shown]
            self.add(place, "machine.html", run.name, run=run, sections=sections, pictures=pictures,
                     summary=self.markdown(self.made.summaries[run.name], path, place),
                     engines=self.markdown(self.made.engines[run.name], path, place))
            self.pages[f"machines/{run.name}/explore.html"] = self._explore(run)

    def _explore(self, run):
        """The interactive report, a page of its own, with the site's navigation before it."""
        place = f"machines/{run.name}/explore.html"
        navigation = self.templates.get_template("explore_head.html").render(
            place=place, title=run.name, run=run, to=lambda target: relative(target, place))
        page = self.made.explorers[run.name]
        for mark, after in (("<body>", f"<body>\n{navigation}"), ("<main>", '<main id="main">'),
                            ("</head>", f'<link rel="stylesheet" href="{relative("assets/explore.css", place)}">\n</head>')):
            page = page.replace(mark, after, 1)
        return re.sub(r"<title>.*?</title>", f"<title>{run.name}: explore – gelubench</title>", page, count=1)

    def _implementations(self):
        place = "implementations/index.html"
        groups = sorted({g for i in self.implementations for g in i.groups}, key=lambda g: (g != MAIN_GROUP, title_of(g)))
        self.add(place, "implementations.html", "Implementations", groups=[(g, self._list(g)) for g in groups],
                 formulas=sorted({i.newest.formula for i in self.implementations}),
                 owners=sorted({i.newest.of for i in self.implementations}, key=str.lower))
        for implementation in self.implementations:
            self.add(implementation.page, "implementation.html", implementation.name, it=implementation,
                     definition=self.made.definitions.get(implementation.newest.formula, ""),
                     newest=implementation.newest, sources=implementation.sources(),
                     curve=markupsafe.Markup(error_curve.drawn(implementation.speaker(MAIN_GROUP))))

    def _list(self, group):
        """A row an implementation: what the list of all shows, with what it is sorted by."""
        rows = []
        for implementation in self.implementations:
            kernel = implementation.speaker(group)
            if kernel is None:
                continue
            own, gelu = kernel.errors(), kernel.errors("gelu")
            broken = kernel.run.broken_checks.get(kernel.id)
            worst = formats.number(own["max_ulp"]) + (1e300 if formats.counted_apart(own) else 0)
            cells = [(formats.max_ulp(own), worst)]
            cells.append((formats.absolute(formats.number(gelu["max_abs"])), formats.number(gelu["max_abs"])) if gelu else ("", ""))
            cells.append((formats.first_zero(own), formats.number(own.get("first_zero", "-inf"))))
            cells.append((formats.special_values(kernel.run.special.get(kernel.id)),) * 2)
            cells.append(("" if broken is None else "broken" if broken else "kept",) * 2)
            for run in self.runs:
                fastest = implementation.fastest(run, group)
                ns = fastest.timing("L1")["median_ns"] if fastest else None
                cells.append((f"{formats.ns(ns)} {fastest.path}", ns) if fastest else ("", ""))
            rows.append((implementation, cells))
        return rows

