import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

import mockpds as m
import pytest


def log_in(url, identifier, password):
    body = json.dumps({"identifier": identifier, "password": password}).encode()
    request = urllib.request.Request(
        f"{url}/xrpc/com.atproto.server.createSession", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def test_server_is_steered(mockpds):
    assert log_in(mockpds.url, "alice.test", "alice-pass") == 200
    mockpds.set_status("alice.test", status="suspended")
    assert log_in(mockpds.url, "alice.test", "alice-pass") == 401
    assert len(mockpds.calls(method="createSession", status=401)) == 1
    mockpds.reset()
    assert mockpds.account("alice.test")["status"] == "active"


class TestOptions:
    @pytest.fixture
    def mockpds_options(self):
        return {"fixtures": {"accounts": [{"handle": "carol.test", "password": "carol-pass"}]}}

    def test_world_is_that_of_a_dict(self, mockpds):
        assert [a["handle"] for a in mockpds.accounts()] == ["carol.test"]


def test_world_is_replaced_by_text(mockpds):
    mockpds.replace_world("accounts:\n  - handle: dave.test\n    password: dave-pass\n")
    assert log_in(mockpds.url, "dave.test", "dave-pass") == 200
    before = mockpds.snapshot()
    mockpds.remove_account("dave.test")
    mockpds.restore(before)
    assert log_in(mockpds.url, "dave.test", "dave-pass") == 200


def test_entryway_stands_before_the_pds():
    with m.start(entryway_addr="localhost:0") as pds:
        assert log_in(pds.entryway_url, "alice.test", "alice-pass") == 200
        assert [call["origin"] for call in pds.calls()] == ["entryway"]


def test_null_takes_a_field_away(mockpds):
    mockpds.change_account("alice.test", email=None)
    assert "email" not in mockpds.account("alice.test")


def test_code_is_found_by_its_address(mockpds):
    with pytest.raises(LookupError):
        mockpds.code("signin-code@example.com")
    log_in(mockpds.url, "signin-code.test", "signin-code-pass")
    assert len(mockpds.code("signin-code@example.com")) == 11


def test_findings_fail_but_for_rules_excepted(mockpds):
    log_in(mockpds.url, "@alice.test", "alice-pass")
    with pytest.raises(AssertionError, match="at-sign-identifier"):
        mockpds.assert_no_findings()
    mockpds.assert_no_findings(excepting=["at-sign-identifier"])


def test_calls_are_followed(mockpds):
    log_in(mockpds.url, "alice.test", "wrong")
    assert next(mockpds.follow())["status"] == 401


def test_refusal_says_what_is_wrong(mockpds):
    with pytest.raises(m.MockPDSError, match="nobody.test") as refused:
        mockpds.account("nobody.test")
    assert (refused.value.status, refused.value.error) == (404, "NotFound")


def test_server_that_cannot_start_says_why():
    with pytest.raises(RuntimeError, match="access-ttl"):
        m.start(access_ttl="soon")
    with pytest.raises(RuntimeError, match=r"missing\.yaml"):
        m.start(fixtures="missing.yaml")


def test_control_token_and_tls():
    with m.start(control_token="let-me-in", tls=True) as pds:
        assert pds.url.startswith("https:")
        assert pds.list_faults() == []
        with pytest.raises(m.MockPDSError, match="token"):
            m.connect(pds.url, ca=pds.ca)


def test_server_ends_with_its_process():
    code = "import mockpds, os; print(mockpds.start().url, flush=True); os._exit(0)"
    url = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()
        except OSError:
            return
    raise AssertionError("the server is still there")


def test_atproto_package_logs_in(mockpds):
    from atproto import Client

    client = Client(base_url=mockpds.url + "/xrpc")
    session = client.com.atproto.server.create_session(
        {"identifier": "alice.test", "password": "alice-pass"}
    )
    assert session.handle == "alice.test"
