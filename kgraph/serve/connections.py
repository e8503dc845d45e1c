"""Connections that have a limited patience: whoever connects and says nothing, or half of something, is not waited for."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 10.0  # in which the head of a request has to come


class Timely(H11Protocol):
    """uvicorn's HTTP, with a time limit for the head of each request."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        if self._is_waiting():
            self._expect()
        super().data_received(data)
        if not self._is_waiting():
            self._forget()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _is_waiting(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
