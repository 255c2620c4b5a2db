"""Run as a program, in llamphouse's own environment: its server on a port, with an agent that writes five messages."""

import sys

from llamphouse.core import Agent, LLAMPHouse
from llamphouse.core.data_stores.in_memory_store import InMemoryDataStore
from llamphouse.core.workers.async_worker import AsyncWorker


class Writer(Agent):
    async def run(self, context):
        for number in range(5):
            await context.insert_message(f"message {number}")


house = LLAMPHouse(agents=[Writer("writer")], data_store=InMemoryDataStore(), worker=AsyncWorker(), compass=False)
house.ignite(host="127.0.0.1", port=int(sys.argv[1]))
