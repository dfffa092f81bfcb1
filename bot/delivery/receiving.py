"""Receiving: of several processes one polls for a channel account, the one that holds its lease."""

import asyncio

from bot.delivery.leases import Leases, receives_for
from bot.delivery.ports import Channel, Intake

LOOK_AGAIN = 0.5  # seconds between looks at the lease


async def receive(leases: Leases, account: int, channel: Channel, intake: Intake) -> None:
    """Receive for ever, while the lease is held; raises what ends the channel, as a wrong token."""
    name = receives_for(account)
    while True:
        if leases.token(name) is None:
            await asyncio.sleep(LOOK_AGAIN)
            continue
        receiving = asyncio.create_task(channel.receive(intake))
        try:
            while leases.token(name) is not None and not receiving.done():
                await asyncio.wait([receiving], timeout=LOOK_AGAIN)
            if receiving.done():
                receiving.result()
        finally:  # what is being stored now comes once more, and is passed over then
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
