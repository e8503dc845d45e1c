"""Markdown: the readable text without its markup, and what its front matter says."""

import re
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kgraph.read import dates
from kgraph.read.draft import Draft, Piece, PieceKind, assemble

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<toml>.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.S)
_TAG = re.compile(r"<[^<>]{1,500}>")


def draft(text: str) -> Draft:
    """The draft of a Markdown text. Offsets count characters of the readable text, not of the file.

    Link texts stay and addresses go; pictures and code go. Front matter that is no YAML is left out unread.
    """
    front: dict[str, Any] = {}
    if m := _FRONT.match(text):
        front, text = _yaml(m["yaml"]), text[m.end() :]
    elif m := _TOML.match(text):
        front, text = _toml(m["toml"]), text[m.end() :]
    parts = _parts(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))
    title = _string(front, "title")
    if title and parts and not any(" ".join(t.split()) == title for t, _ in parts[:3]):
        parts.insert(0, (title, Piece(0, 0, "title")))
    elif parts and parts[0][1].kind == "heading":
        parts[0][1].kind = "title"
    readable, pieces = assemble(parts)
    return Draft(
        readable,
        pieces,
        title=title,
        published=dates.from_metadata(next((front[k] for k in ("date", "published", "pubdate", "created") if front.get(k)), None)),
        publisher=_string(front, "publisher") or _publisher(front),
        url=_string(front, "url") or _string(front, "canonical_url") or _address(front),
        language=_string(front, "lang") or _string(front, "language"),
    )


def _parts(tokens: list[Token]) -> list[tuple[str, Piece]]:
    parts: list[tuple[str, Piece]] = []
    kind: PieceKind = "line"
    lists = 0
    for token in tokens:
        if token.type == "heading_open":
            kind = "title" if token.tag == "h1" and not parts else "heading"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type in ("paragraph_open", "td_open", "th_open"):
            kind = "item" if lists or token.type != "paragraph_open" else "line"
        elif token.type == "html_block":
            parts.append((_TAG.sub(" ", token.content), Piece(0, 0, "line")))
        elif token.type == "inline":
            text, links = _inline(token.children or [])
            visible = len(text.strip()) or 1
            lines = text.split("\n") if kind == "line" else [text.replace("\n", " ")]
            # A hand-wrapped paragraph is one; lines that end in a hard break are lines.
            for line in [" ".join(part.split()) for part in lines]:
                parts.append((line, Piece(0, 0, kind, min(1.0, links / visible))))
    return [(text, piece) for text, piece in parts if text.strip()]


def _inline(children: list[Token]) -> tuple[str, int]:
    out: list[str] = []
    links = depth = 0
    for child in children:
        if child.type == "link_open":
            depth += 1
        elif child.type == "link_close":
            depth -= 1
        elif child.type in ("text", "code_inline"):
            out.append(child.content)
            links += len(child.content) if depth else 0
        elif child.type == "softbreak":
            out.append(" ")
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            out.append("\n")
    return "".join(out), links


def _yaml(text: str) -> dict[str, Any]:
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(k).lower(): v for k, v in value.items()} if isinstance(value, dict) else {}


def _toml(text: str) -> dict[str, Any]:
    # tomllib is not in Python 3.10; a title and a date need no more than lines `key = value`.
    pairs = re.findall(r"^\s*(\w+)\s*=\s*[\"']?(.*?)[\"']?\s*$", text, re.M)
    return {key.lower(): value for key, value in pairs}


def _string(front: dict[str, Any], key: str) -> str | None:
    value = front.get(key)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _publisher(front: dict[str, Any]) -> str | None:
    source = _string(front, "source")
    return source if source and "://" not in source else None


def _address(front: dict[str, Any]) -> str | None:
    return next((v for k in ("source", "source_url", "link", "original") if (v := _string(front, k)) and "://" in v), None)
