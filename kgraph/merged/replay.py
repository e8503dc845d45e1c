"""A few accounts of agreements put where they belong, among all that were put together before, as if all had come in one go.

Accounts are put together one by one, in an order of their own (`place` in kgraph/resolve/agreements.py), each by what came before it. So a
changed account is decided anew, and where it now goes elsewhere, those after it which that may concern are decided anew in their turn.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from kgraph.merged.kept import key_text
from kgraph.resolve.agreements import Cluster, Told, fitting, found_by, link, seeks

if TYPE_CHECKING:
    from kgraph.merged.pacts import Joining

Placed = tuple[str, int]  # an account's place in the order, and its number


class _Group:
    """A cluster while it changes: its accounts in order, and what came of those before the one that is decided now."""

    def __init__(self, members: Iterable[Placed]) -> None:
        self.members = sorted(members)
        self._cluster, self._taken = Cluster(), 0

    def before(self, at: Placed, told: dict[int, Told]) -> Cluster:
        """The cluster of the accounts before one. `at` never comes before that of an earlier call."""
        end = bisect_left(self.members, at)
        for _, account in self.members[self._taken : end]:
            # Why each was joined tells nothing of where others belong.
            self._cluster.add(told[account])
        self._taken = end
        return self._cluster

    def whole(self, told: dict[int, Told], people: set[int]) -> Cluster:
        """The cluster, each account with why it was joined."""
        out = Cluster()
        for _, account in self.members:
            out.add(told[account], link(out, told[account], people) if out.members else None)
        return out


class Replay:
    """Use one for one `replay`."""

    def __init__(self, joining: "Joining") -> None:
        self._joining = joining
        self._told: dict[int, Told] = {}
        self._people: set[int] = set()
        self._groups: dict[int, _Group] = {}
        self._at: dict[int, tuple[Placed, int | None]] = {}  # by account: where it stands, and its group
        self._dirty: set[int] = set()
        self._heap: list[Placed] = []
        self._queued: set[int] = set()
        self._on: dict[tuple[int, str], set[int]] = {}
        self._new = 0

    def replay(self, touched: Iterable[int]) -> tuple[dict[int, Told], list[Cluster]]:
        """Decide anew of these accounts and of all that this concerns. Gives the clusters that changed, and all accounts that are
        or were in one of them."""
        self._queue(touched)
        # What lost an account that is no more.
        for number in self._joining.lost():
            self._queue(self._related(number))
        while self._heap:
            self._decide(heappop(self._heap))
        groups = [self._groups[number] for number in sorted(self._dirty)]
        members = sorted(account for group in groups for _, account in group.members)
        told = self._known(members)
        return {account: told[account] for account in members}, [group.whole(told, self._people) for group in groups if group.members]

    def _decide(self, at: Placed) -> None:
        account = at[1]
        t = self._known([account])[account]
        found = fitting(t, self._candidates(at, t), self._people)
        now = self._at[account][1]
        if found is not None:
            number = found[0]
        elif now is not None and self._group(now).members[0] == at:
            number = now  # it begins its own cluster, as before
        else:
            self._new -= 1  # no number of an agreement that there is
            number = self._new
            self._groups[number] = _Group(())
        if number == now:
            self._group(number)
            self._dirty.add(number)  # why it is there may be otherwise
            return
        if now is not None:
            self._group(now).members.remove(at)
            self._queue(self._concerned(now, at))
        self._queue(self._concerned(number, at))
        insort(self._group(number).members, at)
        self._at[account] = (at, number)

    def _candidates(self, at: Placed, t: Told) -> Iterator[tuple[int, Cluster]]:
        """The clusters that have, before this account, one that it may belong to; the oldest first, where `fitting` takes the first."""
        numbers = self._before(at, {key_text(key) for key in seeks(t)})
        if len(t.date or "") == 10:
            numbers = iter(sorted(numbers, key=lambda number: self._group(number).members[0]))
        for number in numbers:
            yield number, self._group(number).before(at, self._known(account for _, account in self._group(number).members))

    def _before(self, at: Placed, keys: Iterable[str]) -> Iterator[int]:
        """The clusters, each once, of the accounts before one that are found by these keys."""
        seen: set[int | None] = {None}
        for key in keys:
            for other in self._found(0, key):
                placed, number = self._at[other]
                if number not in seen and placed < at:
                    seen.add(number)
                    yield number  # type: ignore[misc]

    def _related(self, number: int, more: Iterable[int] = ()) -> set[int]:
        """The accounts of a cluster, and those that may look for it."""
        self._dirty.add(number)
        members = {account for _, account in self._group(number).members}.union(more)
        told = self._known(members)
        keys = {key_text(key) for account in members for key in found_by(told[account])}
        return members.union(*(self._found(1, key) for key in keys))

    def _concerned(self, number: int, at: Placed) -> Iterator[int]:
        """Those after an account to whom it matters whether the cluster has it, or only its other accounts."""
        others = self._group(number).members
        first = not others or at < others[0]  # clusters are asked in the order of their first accounts
        later = sorted(placed for account in self._related(number, (at[1],)) if (placed := self._at[account][0]) > at)
        told = self._known(account for _, account in later)
        without, taken = Cluster(), 0
        having = Cluster()
        having.add(told[at[1]])
        for placed in later:
            while taken < len(others) and others[taken] < placed:
                member = told[others[taken][1]]
                without.add(member)
                having.add(member)
                taken += 1
            fits = [bool(cluster.members) and link(cluster, told[placed[1]], self._people) is not None for cluster in (without, having)]
            if fits[0] != fits[1] or (first and any(fits)):
                yield placed[1]

    def _queue(self, accounts: Iterable[int]) -> None:
        accounts = [account for account in accounts if account not in self._queued]
        self._locate(accounts)
        for account in accounts:
            self._queued.add(account)
            heappush(self._heap, self._at[account][0])

    # What is kept

    def _found(self, side: int, key: str) -> set[int]:
        """The accounts that are found by a key, or seek by it."""
        accounts = self._on.get((side, key))
        if accounts is None:
            accounts = self._on[side, key] = self._joining.on(side, [key])
            self._locate(accounts)
        return accounts

    def _group(self, number: int) -> _Group:
        group = self._groups.get(number)
        if group is None:
            members = self._joining.members(number)
            group = self._groups[number] = _Group(members)
            for placed in members:
                self._at.setdefault(placed[1], (placed, number))
        return group

    def _locate(self, accounts: Iterable[int]) -> None:
        for account, place, number in self._joining.places([account for account in accounts if account not in self._at]):
            self._at[account] = ((place, account), number)

    def _known(self, accounts: Iterable[int]) -> dict[int, Told]:
        """What the accounts tell; those of others may be in it too."""
        new = [account for account in accounts if account not in self._told]
        if new:
            told = self._joining.told(new)
            self._people |= self._joining.people(told.values())
            self._told |= told
        return self._told
