"""Uses of the shop's client, for type checkers. Never run."""

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from shop import CreateOrderBody, Label, ListResponse, Order, OrderPage
from shop.client import AsyncClient, AsyncPages, Client, Pages


def calls(client: Client) -> None:
    made = client.orders.create_order(CreateOrderBody(item="tea"), idempotency_key="k")
    assert_type(made, Order)
    assert_type(client.orders.get_line("o", 1), Order | None)
    client.orders.delete_line("o", 1)
    assert_type(client.default.set_labels([Label(id="a")]), int)
    assert_type(client.orders.list_orders(status=["open"]), Pages[OrderPage, Order])
    assert_type(client.orders.list_orders().pages(), Iterator[OrderPage])
    for order in client.orders.list_orders():
        assert_type(order, Order)


async def asynchronous(client: AsyncClient) -> None:
    assert_type(await client.orders.create_order(b"{}"), Order)
    assert_type(await client.orders.get_line("o", 1), Order | None)
    await client.orders.delete_line("o", 1)
    assert_type(client.default.list(self_=True), AsyncPages[ListResponse, Label])
    assert_type(client.default.list(self_=True).pages(), AsyncIterator[ListResponse])
    async for label in client.default.list(self_=True, sizes=[1]):
        assert_type(label, Label)
