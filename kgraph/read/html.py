"""Web pages: the main text in the page's own order, with its headings and the time stamps of a live blog.

trafilatura tells where the main text is and htmldate what date the page gives; the text itself is read from the page's
elements, because an extractor made for search indexes drops time stamps, list items and headings that matter here.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from kgraph.errors import DocumentError
from kgraph.read import dates, decode
from kgraph.read.draft import Draft, Piece, PieceKind, assemble

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.I)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>", re.I)
_DROPPED = (
    *("script", "style", "noscript", "template", "svg", "iframe", "object", "video", "audio", "canvas", "head"),
    *("form", "button", "select"),
)
_APART = ("nav", "footer", "aside", "menu", "dialog")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PROSE = ("p", "li", "blockquote", "dd", "pre")
_BLOCKS = frozenset(
    (
        *_HEADINGS,
        *_PROSE,
        *("div", "td", "th", "tr", "table", "ul", "ol", "dl", "dt", "section", "article", "main", "header", "figure", "figcaption"),
        *("body", "html", "time", "address", "hr", "details", "summary", "center", "fieldset"),
    )
)
_NOISE = re.compile(
    r"(?:^|[\s_\-])(?:share|sharing|social|related|recommend(?:ed|ations)?|promo|newsletter|advert(?:isement)?|ads?|cookies?|consent"
    r"|subscribe|subscription|comments?|breadcrumbs?|sidebar|menu|navbar|footer|tags?|teasers?|popup|paywall|signup)(?:$|[\s_\-])",
    re.I,
)
_ARTICLES = re.compile(r"Article|BlogPosting|Report|NewsStory", re.I)
# The newest date that htmldate may give; its own default, today, would make the result depend on the day of reading.
_NO_LATER = "2099-12-31"


@dataclass(slots=True)
class _Leaf:
    text: str
    tag: str
    links: float
    apart: bool
    when: str | None


def draft(data: bytes, source: str) -> Draft:
    """The draft of a web page. Raises `DocumentError` for a page without text."""
    declared = _CHARSET.search(data[:4096])
    page = decode.mend(decode.decode(data, source, declared[1].decode("ascii") if declared else None))
    try:
        tree = lxml.html.document_fromstring(_DECLARATION.sub("", page).replace("\0", ""), parser=lxml.html.HTMLParser(huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DocumentError(source, "no text in the page") from error
    meta = _metadata(tree)
    main = _main_text(tree)
    for element in list(tree.iter(*_DROPPED)):
        element.drop_tree()
    leaves = [leaf for leaf in _leaves(tree) if leaf.text]
    parts = [(leaf.text, Piece(0, 0, _kind(leaf), leaf.links, leaf.when)) for leaf in _kept(leaves, main)]
    if not parts:
        raise DocumentError(source, "no text in the page")
    title = meta["title"]
    if title and not any(piece.kind == "title" for _, piece in parts):
        parts.insert(0, (title, Piece(0, 0, "title")))
    text, pieces = assemble(parts)
    return Draft(text, pieces, title, meta["published"], meta["publisher"], meta["url"], meta["language"])


def _metadata(tree: Any) -> dict[str, str | None]:
    import htmldate
    import trafilatura

    found = trafilatura.extract_metadata(deepcopy(tree), extensive=False)  # for title and site; the date is looked for below
    linked = list(_json_ld(tree))
    publisher = _meta(tree, "og:site_name") or next((p for item in linked if (p := _name(item.get("publisher")))), None)
    published = next((d for item in linked if (d := dates.from_metadata(item.get("datePublished")))), None)
    published = published or dates.from_metadata(_meta(tree, "article:published_time"))
    if not published:
        guess = htmldate.find_date(deepcopy(tree), extensive_search=False, original_date=True, max_date=_NO_LATER)
        published = dates.from_metadata(guess)
    language = tree.get("lang") or _meta(tree, "og:locale")
    return {
        "title": found.title if found else None,
        "published": published,
        "publisher": publisher or (found.sitename if found else None),
        "url": _meta(tree, "og:url") or next((str(h) for h in tree.xpath("//link[@rel='canonical']/@href") if "://" in h), None),
        "language": language,
    }


def _meta(tree: Any, name: str) -> str | None:
    found = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return next((" ".join(str(v).split()) for v in found if str(v).strip()), None)


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of schema.org that describe an article."""
    for text in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            value = json.loads(str(text), strict=False)
        except (ValueError, RecursionError):
            continue
        items = value if isinstance(value, list) else value.get("@graph", [value]) if isinstance(value, dict) else []
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and _ARTICLES.search(str(item.get("@type", ""))):
                yield item


def _name(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() or None if isinstance(value, str) else None


def _main_text(tree: Any) -> str:
    """The words of the page's main text as trafilatura finds it, for comparison only."""
    import trafilatura

    try:
        found = trafilatura.extract(deepcopy(tree), favor_recall=True, include_comments=False, include_tables=True, with_metadata=False)
    except (etree.LxmlError, ValueError, AttributeError, TypeError, RecursionError):
        # A page that trafilatura stumbles over still has its elements.
        return ""
    return _words(found or "")


def _leaves(root: Any) -> Iterator[_Leaf]:
    """The stretches of text between block elements, in the page's order."""
    buffer: list[str] = []
    linked = 0
    owner, owner_apart, when = "body", False, None

    def flush() -> _Leaf:
        nonlocal linked, when
        text = " ".join("".join(buffer).split())
        leaf = _Leaf(text, owner, min(1.0, linked / max(len(text), 1)), owner_apart, when)
        buffer.clear()
        linked, when = 0, None
        return leaf

    # An explicit stack: damaged pages nest deeper than Python recurses. `around` is the block that an element stands in,
    # and whether that stands apart from the story.
    stack: list[tuple[Any, bool, str, bool, bool, tuple[str, bool]]] = [(root, False, "body", False, False, ("body", False))]
    while stack:
        element, closing, tag, apart, in_link, around = stack.pop()
        block = tag in _BLOCKS and (tag != "time" or _alone(element))
        if closing:
            if block:
                yield flush()
                owner, owner_apart = around
            buffer.append(element.tail or "")
            continue
        if not isinstance(element.tag, str) or _hidden(element):
            buffer.append(element.tail or "" if element is not root else "")
            continue
        if tag == "br":
            buffer.append(" ")
        if block:
            yield flush()
            owner, owner_apart = tag, apart
            when = element.get("datetime") if tag == "time" else None
        text = element.text or ""
        buffer.append(text)
        linked += len(text.strip()) if in_link else 0
        stack.append((element, True, tag, apart, in_link, around))
        inside = (tag if tag in _BLOCKS else around[0], apart)
        for child in reversed(element):
            name = child.tag.lower() if isinstance(child.tag, str) else ""
            stack.append((child, False, name, apart or name in _APART or _noisy(child), in_link or name == "a", inside))
    yield flush()


def _alone(time: Any) -> bool:
    """Whether a <time> stands for itself, as a stamp does, and not within a sentence."""
    parent = time.getparent()
    if parent is None or parent.tag in ("div", "header", "section", "article", "li", "main", "body", "dt", "td"):
        return True
    return _words(parent.text_content()) == _words(time.text_content())


def _noisy(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("body", "html", "main", "article"):
        return False
    return bool(_NOISE.search(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"))


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _kept(leaves: list[_Leaf], main: str) -> list[_Leaf]:
    """The leaves between the first and the last that trafilatura holds for main text, without what stands apart.

    It leaves out first and last paragraphs at times: the headline and prose next to that stretch belong to it.
    """
    leaves = [leaf for leaf in leaves if not leaf.apart and (leaf.links < 0.8 or leaf.tag == "h1")]
    padded = f" {main} "
    inside = [i for i, leaf in enumerate(leaves) if len(w := _words(leaf.text)) >= 20 and f" {w} " in padded]
    if not inside:
        return leaves
    first, last = inside[0], inside[-1]
    headline = next((i for i in range(first, -1, -1) if leaves[i].tag == "h1"), None)
    if headline is not None:
        first = headline
    while first and (leaves[first - 1].tag in (*_HEADINGS, "time") or _prose(leaves[first - 1])):
        first -= 1
    while last + 1 < len(leaves) and _prose(leaves[last + 1]):
        last += 1
    return leaves[first : last + 1]


def _prose(leaf: _Leaf) -> bool:
    return leaf.tag in _PROSE and leaf.links < 0.3 and len(leaf.text.split()) >= 8


def _kind(leaf: _Leaf) -> PieceKind:
    if leaf.tag == "h1":
        return "title"
    if leaf.tag in _HEADINGS:
        return "heading"
    if leaf.tag == "time":
        return "time"
    return "item" if leaf.tag == "li" else "line"


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
