"""Sockets that are gone are forgotten, and what one may ask in a minute is limited."""

import socketio

from gateway.channels.webchat.limits import QUESTIONS_PER_MINUTE, SocketLimits
from gateway.channels.webchat.socket import forget_closed


async def test_a_socket_whose_engine_socket_is_gone_is_forgotten() -> None:
    server, namespace = socketio.AsyncServer(async_mode="asgi"), socketio.AsyncNamespace("/webchat")
    server.register_namespace(namespace)
    server.manager.set_server(server)
    here, gone = [await server.manager.connect(name, "/webchat") for name in ("here", "gone")]
    server.environ["here"] = {}
    connected = {here: "a", gone: "b", "never known": "c"}
    forget_closed(namespace, connected)
    assert connected == {here: "a"}


def test_without_a_server_all_stay() -> None:
    connected = {"sid": "a"}
    forget_closed(socketio.AsyncNamespace("/webchat"), connected)
    assert connected == {"sid": "a"}


def test_questions_are_limited_for_each_socket() -> None:
    limits = SocketLimits(messages_per_minute=1, connections_per_minute=1)
    assert all(limits.may_ask("one") for _ in range(QUESTIONS_PER_MINUTE))
    assert not limits.may_ask("one")
    assert limits.may_ask("another")
    limits.forget("one")
    assert limits.may_ask("one")
