"""Markdown pages of the repository as pages of the site: where each is, where its links lead, its headings' anchors."""
import posixpath
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from runs import REPOSITORY

README = "README.md"
STUDY = "docs/study.md"
PUBLISHED = "reports/published/"


class Broken(Exception):
    """A page that cannot be made, in a sentence."""


def anchor(text, taken):
    """The anchor of a heading as code hosts make it."""
    slug = re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")
    name, n = slug, 0
    while name in taken:
        n += 1
        name = f"{slug}-{n}"
    taken.add(name)
    return name


def relative(target, page):
    """A place of the site as seen from one of its pages."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


class Documents:
    """What of the repository is a page, and the pictures that those pages show."""

    def __init__(self, implementations, machines, source=None):
        self.implementations = implementations  # name to page
        self.machines = machines
        self.source = source
        self.pictures = {}  # of the repository, to a place of the site
        self.titles = self._find()

    def _find(self):
        """Every page under docs/, and those of the repository that they link to, with its title."""
        titles = {}
        waiting = sorted(str(p.relative_to(REPOSITORY)) for p in (REPOSITORY / "docs").rglob("*.md"))
        while waiting:
            path = waiting.pop(0)
            if path in titles:
                continue
            text = (REPOSITORY / path).read_text(encoding="utf-8")
            titles[path] = re.search(r"^# (.*)$", text, re.MULTILINE)[1].replace("`", "")
            for link in re.findall(r"\]\(([^)\s#]+\.md)", text):
                to = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
                is_other = to != README and not to.startswith((PUBLISHED, ".."))
                if is_other and (REPOSITORY / to).is_file():
                    waiting.append(to)
        return titles

    def place(self, path):
        """Where the site has a path of the repository; None where it has not."""
        if path == README:
            return "use.html"
        if path == PUBLISHED + "README.md":
            return "machines/index.html"
        if path == "docs/decisions":
            return "docs/index.html"
        if path.startswith(PUBLISHED):
            machine = path[len(PUBLISHED):].split("/")[0]
            if machine in self.machines and (path.endswith(".md") or path == PUBLISHED + machine):
                return f"machines/{machine}/index.html"
        return path[:-len(".md")] + ".html" if path in self.titles else None

    def picture(self, path):
        """The place of a picture, which will be copied there."""
        if not (REPOSITORY / path).is_file():
            return None
        place = "machines/" + path[len(PUBLISHED):] if path.startswith(PUBLISHED) else path
        self.pictures[path] = place
        return place

    def render(self, text, path, page):
        """The Markdown of a path of the repository as HTML of a page of the site."""
        parser = MarkdownIt("commonmark", {"html": True}).enable("table")
        parser.add_render_rule("table_open", _open_table)
        parser.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
        parser.add_render_rule("fence", _fence)
        parser.add_render_rule("image", _image)
        tokens = parser.parse(text)
        taken = set()
        heading = "Table"
        for i, token in enumerate(tokens):
            if token.type == "heading_open":
                heading = _plain(tokens[i + 1])
                token.attrSet("id", anchor(heading, taken))
            elif token.type in ("table_open", "fence"):
                token.meta["about"] = heading
            elif token.type == "inline":
                token.children = self._inline(token.children, path, page)
        return parser.renderer.render(tokens, parser.options, {})

    def _inline(self, children, path, page):
        done = []
        is_inside_link = False
        closes_with = []
        for token in children:
            if token.type == "link_open":
                href = self._link(token.attrGet("href"), path, page)
                if href is None:  # a file that the site does not have
                    token = Token("html_inline", "", 0, content="<span>")
                else:
                    token.attrSet("href", href)
                closes_with.append(href is None)
                is_inside_link = True
            elif token.type == "link_close":
                is_inside_link = False
                if closes_with.pop():
                    token = Token("html_inline", "", 0, content="</span>")
            elif token.type == "image":
                place = self.picture(_joined(path, token.attrGet("src")))
                if place is None:
                    raise Broken(f"{path} shows {token.attrGet('src')}, which is not there")
                token.attrSet("src", relative(place, page))
            elif token.type == "code_inline" and not is_inside_link:
                to = self._implementation(token.content)
                if to is not None and to != page:
                    done.append(Token("html_inline", "", 0, content=f'<a href="{relative(to, page)}">'))
                    done.append(token)
                    token = Token("html_inline", "", 0, content="</a>")
            done.append(token)
        return done

    def _implementation(self, text):
        """The page of what a code span names: `erf/faithful`, `erf/faithful/f32/forward/avx2`."""
        parts = text.split("/")
        return self.implementations.get("/".join(parts[:2])) if 2 <= len(parts) <= 5 else None

    def _link(self, href, path, page):
        if re.match(r"[a-z]+:|#", href):
            return href
        target, _, fragment = href.partition("#")
        to = _joined(path, target)
        place = self.place(to)
        if place is None and to.endswith((".svg", ".png")):
            place = self.picture(to)
        if place is not None:
            keeps_anchors = not place.startswith("machines/")
            return relative(place, page) + (f"#{fragment}" if fragment and keeps_anchors else "")
        return f"{self.source.rstrip('/')}/{to}" if self.source else None


def _joined(path, href):
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), href))


def _plain(inline):
    return "".join(child.content for child in inline.children if child.type in ("text", "code_inline"))


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _open_table(_, tokens, i, *__):
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{_escape(tokens[i].meta["about"])}: table">\n<table>\n'


def _image(_, tokens, i, *__):
    alt = _escape("".join(child.content for child in tokens[i].children or ()) or tokens[i].content)
    return (f'<span class="scroll picture" tabindex="0" role="group" aria-label="{alt}: picture">'
            f'<img src="{_escape(tokens[i].attrGet("src"))}" alt="{alt}" loading="lazy"></span>')


def _fence(_, tokens, i, *__):
    about = _escape(tokens[i].meta["about"])
    return (f'<pre class="scroll" tabindex="0" role="group" aria-label="{about}: code"><code>'
            f"{_escape(tokens[i].content)}</code></pre>\n")
