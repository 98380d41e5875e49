"""What run_suite makes of published runs: the pages to explore, summaries, a comparison, the definitions of formulas."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import tempfile

from documents import Broken


class Made:
    def __init__(self, run_suite, runs):
        self.run_suite = run_suite
        formulas = json.loads(self._ask("list", "--formulas", "--json"))
        self.definitions = {f["formula"]: f["definition"] for f in formulas}
        self.explorers, self.summaries, self.engines = {}, {}, {}
        with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            folder = pathlib.Path(folder)
            asked = [pool.submit(self._ask, "report", str(run.path), "--out", str(folder / run.name),
                                 "--format", "html,summary,engines") for run in runs]
            if len(runs) > 1:
                asked.insert(0, pool.submit(self._ask, "report", *(str(run.path) for run in runs), "--out", str(folder / "all")))
            for done in asked:
                done.result()
            self.comparison = self._text(folder / "all/report.md") if len(runs) > 1 else ""
            for run in runs:
                self.explorers[run.name] = self._text(folder / run.name / "report.html")
                self.summaries[run.name] = self._text(folder / run.name / "summary.md")
                self.engines[run.name] = self._text(folder / run.name / "engines.md")
        for name, page in self.explorers.items():
            places = [page.find(mark) for mark in ("<title>", "</head>", "<body>", "<main>")]
            if -1 in places or places != sorted(places):
                raise Broken(f"report.html of {name} has another shape than site/pages.py puts the navigation into")

    @staticmethod
    def _text(path):
        return path.read_text(encoding="utf-8")

    def _ask(self, *arguments):
        try:
            return subprocess.run([self.run_suite, *arguments], check=True, capture_output=True, text=True).stdout
        except OSError as error:
            raise Broken(f"{self.run_suite} cannot be run: {error.strerror}") from error
        except subprocess.CalledProcessError as error:
            last = (error.stderr.strip().splitlines() or ["no reason told"])[-1]
            raise Broken(f"{self.run_suite} {arguments[0]} failed: {last}") from error
