import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


@pytest.fixture(scope="module")
def pds() -> Iterator[str]:
    with DockerContainer("mockpds").with_exposed_ports(2583).waiting_for(HttpWaitStrategy(2583, "/_mock/health")) as container:
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(2583)}"


def test_a_client_logs_in(pds: str) -> None:
    login = json.dumps({"identifier": "alice.test", "password": "alice-pass"}).encode()
    with urlopen(Request(pds + "/xrpc/com.atproto.server.createSession", login, {"Content-Type": "application/json"})) as reply:
        assert reply.status == 200
