"""What can go wrong, in the user's words: each error is one clear line and knows the exit code it means."""


class KgraphError(Exception):
    """Something kgraph cannot do; its text is the one line the user sees."""

    exit_code = 2


class UsageError(KgraphError):
    """The command, a parameter or kgraph.yaml asks for something that does not exist."""


class DocumentError(KgraphError):
    """One document cannot be read or does not hold what it must; the others go on."""

    exit_code = 1

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason

    def __reduce__(self) -> tuple[type["DocumentError"], tuple[str, str]]:
        return type(self), (self.source, self.reason)  # it may come from another process


class OntologyError(KgraphError):
    """A name in data, a query or the ontology itself that the ontology does not define."""


class GraphError(KgraphError):
    """A node or relation that cannot be stored or exported as it is; the text names its id."""


class StoreError(KgraphError):
    """The graph store could not do what was asked."""

    exit_code = 3


class StoreUnreachable(StoreError):
    """No server answers at the address, or it went away."""


class StoreRefused(StoreError):
    """The server answers, but refuses the name, the password, or the right to write."""


class SchemaRefused(StoreRefused):
    """A constraint or index cannot be made: by this user, or beside what the database holds. `statements` are what somebody has to run."""

    def __init__(self, text: str, statements: tuple[str, ...]) -> None:
        super().__init__(text)
        self.statements = statements


class StoreLocked(StoreError):
    """Another process holds the embedded database."""


class StoreFull(StoreError):
    """The disk under the store or the workspace is full."""


class WorkspaceError(KgraphError):
    """The workspace cannot be used: locked by another process, damaged, not writable, or its disk full."""

    exit_code = 3


class LexiconError(KgraphError):
    """A word list that is missing or not in the form its loader reads."""


class ExportError(KgraphError):
    """The file of an export cannot be written: no such folder, no right to write, disk full."""


class NotADocument(DocumentError):
    """A sound file that holds no document, such as JSON without a text: in a folder, it was hardly meant."""


class GazetteerError(KgraphError):
    """A gazetteer table, shipped or the user's own, that is not in the form its reader knows."""


class StoreBroken(StoreError):
    """The server failed at a query of our own making: its database may be damaged, or it runs out of something."""


class QueryError(KgraphError):
    """A SPARQL query that cannot be read, or asks for what is not allowed."""


class QueryCutOff(StoreError):
    """A SPARQL query that needed more time, memory or room for its result than it may have."""


class PortTaken(StoreError):
    """A port that the server should listen on belongs to another program."""


class RdfFileError(KgraphError):
    """An RDF file that cannot be read: missing, empty, or not in the format that its ending names."""
