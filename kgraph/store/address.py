"""Where a store is, and how to enter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Address:
    """A Bolt address. `password` None: the server asks for none. `database` None: the user's home database."""

    uri: str
    username: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    database: str | None = None
