"""Break something, again and again, by the dice of a seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.torture.world import OWNER, World

WORKERS = 2


@dataclass(slots=True)
class Chaos:
    """What is broken and when follows from the dice; `struck` counts it. Kills are SIGKILL."""

    world: World
    dice: random.Random
    struck: Counter[str] = field(default_factory=Counter)
    _mending: set[asyncio.Task[None]] = field(default_factory=set)

    async def reign(self, is_over: Callable[[], bool]) -> None:
        """Until it is over; then everything runs again."""
        for number in range(WORKERS):
            await self.world.workers.start(number)
        deeds: tuple[tuple[Callable[[], Awaitable[None]], int], ...] = (
            (self._kill_worker, 10),
            (self._kill_server, 3),
            (self._kill_both, 3),
            (self._freeze_worker, 2),
            (self._stop_smtp, 2),
            (self._stop_imap, 2),
            (self._say_bye, 3),
            (self._cut_everything, 3),
            (self._new_uidvalidity, 1),
        )
        try:
            while not is_over():
                await asyncio.sleep(self.dice.uniform(0.5, 3.5))
                [deed] = self.dice.choices([deed for deed, _ in deeds], [weight for _, weight in deeds])
                await deed()
            await asyncio.gather(*self._mending)
        finally:
            for task in self._mending:
                task.cancel()
        for number in range(WORKERS):
            self.world.workers.freeze(number, thaw=True)
            await self.world.workers.start(number)

    @property
    def kills(self) -> int:
        return sum(count for name, count in self.struck.items() if name.startswith("SIGKILL"))

    async def _kill_worker(self) -> None:
        number = self.dice.randrange(WORKERS)
        if await self.world.workers.kill(number):
            self.struck["SIGKILL of a worker"] += 1
        self._later(self.dice.uniform(0, 2), lambda: self.world.workers.start(number))

    async def _kill_server(self) -> None:
        await self.world.kill_server()
        self.struck["SIGKILL of Temporal's server"] += 1
        await asyncio.sleep(self.dice.uniform(0, 1))
        await self.world.start_server()

    async def _kill_both(self) -> None:
        await asyncio.gather(self._kill_worker(), self._kill_server())

    async def _freeze_worker(self) -> None:
        number = self.dice.randrange(WORKERS)
        if self.world.workers.freeze(number):
            self.struck["a worker asleep, then late"] += 1

            async def thaw() -> None:
                self.world.workers.freeze(number, thaw=True)

            self._later(self.dice.uniform(3, 15), thaw)

    async def _stop_smtp(self) -> None:
        self.struck["Postfix stopped for a while"] += 1
        await self.world.host.stop_smtp()
        await asyncio.sleep(self.dice.uniform(0.5, 2))
        await self.world.host.start_smtp()

    async def _stop_imap(self) -> None:
        self.struck["Dovecot stopped for a while"] += 1
        await self.world.host.stop_imap()
        await asyncio.sleep(self.dice.uniform(0.5, 2))
        await self.world.host.start_imap()

    async def _say_bye(self) -> None:
        self.world.imap.say_bye_now()

    async def _cut_everything(self) -> None:
        self.struck["every connection cut"] += 1
        self.world.smtp.cut_all()
        self.world.imap.cut_all()

    async def _new_uidvalidity(self) -> None:
        self.struck["a new UIDVALIDITY"] += 1
        await self.world.host.new_uidvalidity(OWNER)

    def _later(self, after: float, deed: Callable[[], Awaitable[None]]) -> None:
        async def mend() -> None:
            await asyncio.sleep(after)
            await deed()

        task = asyncio.create_task(mend())
        self._mending.add(task)
        task.add_done_callback(self._mending.discard)
