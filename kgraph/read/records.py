"""JSON and JSON Lines: one document for each object that has a text."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kgraph.errors import DocumentError, NotADocument
from kgraph.read import dates, decode, plain
from kgraph.read.draft import Draft


@dataclass(frozen=True, slots=True)
class Record:
    """One object's document, as its fields tell it. `source` names it apart from the other objects of its file; `size` counts its bytes."""

    source: str
    sha256: str
    size: int
    text: str
    title: str | None
    date: Any
    url: str | None
    publisher: str | None
    language: str | None

    def draft(self) -> Draft:
        """Its text mended and cut into pieces: that is most of the work."""
        # A lone half of a surrogate pair is valid in JSON but in no encoding.
        draft = plain.draft(decode.mend(self.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
        draft.title, draft.published, draft.url = self.title, dates.from_metadata(self.date), self.url
        draft.publisher, draft.language = self.publisher, self.language
        return draft


class Lines(Protocol):
    """What lines are read from."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or the next `size` bytes of it; empty at the end."""


def whole(data: bytes, source: str, sha256: str, fields: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    """The documents of a JSON file: an object, or a list of objects.

    A single object keeps the file's path as its source. Raises `DocumentError` for what is not JSON, `NotADocument` for
    JSON without a text.
    """
    value = _parsed(data, source, "")
    if isinstance(value, dict):
        yield _record(value, source, source, sha256, len(data), fields, "")
        return
    if not isinstance(value, list) or not value:
        raise NotADocument(source, "no document in it: neither a JSON object nor a list of them")
    for number, item in enumerate(value, 1):
        where = f"item {number}: "
        yield row(item, source, fields, where)


def lines(
    stream: Lines, source: str, fields: Mapping[str, str], max_bytes: int, first: int | None = None
) -> Iterator[Record | DocumentError]:
    """The documents of a JSON Lines file, one line at a time, so that the file may be of any size.

    `stream` is the whole file, or else begins with its line `first`. A bad line is an error that names it; the lines after it are
    still read.
    """
    number, found = (first or 1) - 1, 0
    while True:
        try:
            line = stream.readline(max_bytes)
        except decode.BROKEN_GZIP:
            yield DocumentError(source, f"line {number + 1}: damaged gzip file, the rest is lost")
            return
        if not line:
            break
        number += 1
        if len(line) >= max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            found += 1
            yield decode.too_large(f"{source}, line {number}", max_bytes)
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not (line := line.strip()):
            continue
        found += 1
        where = f"line {number}: "
        try:
            value = _parsed(line, source, where)
        except DocumentError as error:
            yield error
            continue
        yield _guarded(value, source, line, fields, where)
    if not found and first is None:
        yield DocumentError(source, "empty file" if not number else "nothing but white space")


def row(value: Any, source: str, fields: Mapping[str, str], where: str) -> Record | DocumentError:
    """The document of an item of a list or a row of a table, or why there is none; `where` names it, for messages."""
    own = json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return _guarded(value, source, own, fields, where)


def _guarded(value: Any, source: str, own: bytes, fields: Mapping[str, str], where: str) -> Record | DocumentError:
    sha256 = hashlib.sha256(own).hexdigest()
    if not isinstance(value, dict):
        return NotADocument(source, f"{where}not a JSON object")
    try:
        return _record(value, source, _own_source(value, source, sha256, fields), sha256, len(own), fields, where)
    except DocumentError as error:
        return error


def _parsed(data: bytes, source: str, where: str) -> Any:
    try:
        return json.loads(decode.decode(data, source))
    except RecursionError as error:
        raise DocumentError(source, f"{where}JSON nested too deeply") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if not where else f"column {error.colno}"
        raise DocumentError(source, f"{where}not valid JSON ({error.msg.lower()}, {place})") from error
    except ValueError as error:  # a number with thousands of digits
        raise DocumentError(source, f"{where}not valid JSON ({error})") from error


def _record(value: dict[str, Any], path: str, source: str, sha256: str, size: int, fields: Mapping[str, str], where: str) -> Record:
    name = fields.get("text", "text")
    text = _get(value, name)
    if text is None:
        raise NotADocument(path, f"{where}no field {name!r}, so no document")
    if not isinstance(text, str):
        raise DocumentError(path, f"{where}field {name!r} is not text")
    if not text.strip():
        raise DocumentError(path, f"{where}field {name!r} is empty")
    url, publisher = _text(value, fields, "url"), None
    told = _get(value, fields.get("source", "source"))
    told = told.get("name") or told.get("title") if isinstance(told, dict) else told
    if isinstance(told, str) and told.strip():
        if "://" in told:
            url = url or told.strip()
        else:
            publisher = told.strip()
    language = value.get("language") or value.get("lang")
    date = _get(value, fields.get("date", "date"))
    return Record(
        source,
        sha256,
        size,
        text,
        title=_text(value, fields, "title"),
        date=str(date) if isinstance(date, list | dict) else date,
        url=url,
        publisher=publisher,
        language=language if isinstance(language, str) else None,
    )


def _own_source(value: dict[str, Any], path: str, sha256: str, fields: Mapping[str, str]) -> str:
    """What names one record of many: its address, its id in the file, or else its content.

    Not its line: a line put in above would rename all records below.
    """
    if url := _text(value, fields, "url"):
        return url
    told = _text(value, fields, "source")
    if told and "://" in told:
        return told
    own = value.get("id")
    if isinstance(own, str | int) and not isinstance(own, bool) and str(own).strip():
        return f"{path}#{own}"
    return f"{path}#{sha256[:12]}"


def _text(value: dict[str, Any], fields: Mapping[str, str], field: str) -> str | None:
    found = _get(value, fields.get(field, field))
    return " ".join(found.split()) or None if isinstance(found, str) else None


def _get(value: dict[str, Any], path: str) -> Any:
    """The value at a dotted path; a key that itself has dots is found first."""
    if path in value:
        return value[path]
    found: Any = value
    for key in path.split("."):
        if isinstance(found, list) and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, dict) and key in found:
            found = found[key]
        else:
            return None
    return found
