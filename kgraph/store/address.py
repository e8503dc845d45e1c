"""Where a store is, and how to enter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Address:
    """A Bolt address. `password` None: the server asks for none. `database` None: the user's home database.

    `patience`: for so many seconds a load waits for a server that went away, and may be starting again. `writers`: so many
    transactions a load has under way at once.
    """

    uri: str
    username: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    patience: float = 60.0
    writers: int = 2
