"""Reading documents: from files, folders and standard input to articles with their blocks and dates."""

from kgraph.read.article import Article, Block
from kgraph.read.reader import FIELDS, ReadOptions, Unread, read, unread
from kgraph.read.sources import fingerprint, sources

__all__ = ["FIELDS", "Article", "Block", "ReadOptions", "Unread", "fingerprint", "read", "sources", "unread"]
