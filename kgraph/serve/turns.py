"""Who goes next: places that clients share fairly, however many requests each of them has."""

import asyncio
from collections import OrderedDict, deque


class Turns:
    """So many `places`, taken and left. Where clients wait, each gets a place in turn, and its own requests one after the other."""

    def __init__(self, places: int) -> None:
        self.free = places
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    async def take(self, client: str, seconds: float) -> None:
        """Wait for a place. Raises `asyncio.TimeoutError` after so many seconds."""
        if self.free and not self._waiting:
            self.free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await asyncio.wait_for(turn, seconds)
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.leave()  # it came at the very moment at which nobody wanted it any more
            raise

    def leave(self) -> None:
        """Give a place to whoever is next."""
        self.free += 1
        while self.free and self._waiting:
            client, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # behind all other clients
            if not turn.done():
                self.free -= 1
                turn.set_result(None)
