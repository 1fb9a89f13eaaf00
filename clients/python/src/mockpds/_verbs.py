# Made by clients/generate.mjs from the OpenAPI document of the control API.
"""The verbs of the control API as methods."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


#: Stands for an argument that was not given. None is sent as null.
UNSET: Any = _Unset()


class Verbs:
    """The verbs of the control API. Nested values are written as the API names them, in camelCase."""

    def _call(self, method: str, path: str, given: Any = None, *, text: bool = False) -> Any:
        raise NotImplementedError

    def account(
        self,
        name: str,
    ) -> dict[str, Any]:
        """Show an account."""
        return self._call(
            "GET",
            f"accounts/{quote(name, safe='')}",
        )

    def accounts(
        self,
        *,
        after: str = UNSET,
        limit: int = UNSET,
    ) -> list[Any]:
        """List the accounts in order of creation, without passwords.

        after: handle or DID of the account before the first; from the beginning without it

        limit: how many at most, 1 to 1000; 100 without it
        """
        return self._call(
            "GET",
            "accounts",
            {
                "after": after,
                "limit": limit,
            },
        )

    def add_account(
        self,
        *,
        handle: str,
        access_ttl: str = UNSET,
        app_passwords: list[Any] = UNSET,
        created_at: str = UNSET,
        did: str = UNSET,
        email: str = UNSET,
        email_auth_factor: bool = UNSET,
        email_confirmed: bool = UNSET,
        host: str = UNSET,
        password: str = UNSET,
        records: list[Any] = UNSET,
        refresh_ttl: str = UNSET,
        status: str = UNSET,
        status_mode: str = UNSET,
    ) -> dict[str, Any]:
        """Add an account, with the fields that a fixture file has for it.

        handle: A domain name, which no other account may have. handle.invalid stands for a handle
            that does not resolve; any number of accounts may have it, each with a did.

        access_ttl: How long the access tokens of this account live. Default: the server's.

        app_passwords: Passwords that let a client log in for less than the whole account.

        created_at: When the account was created. Default: when accounts of a file are.

        did: did:plc, or did:web with a host and no path. Default: a did:plc derived from the seed
            and the handle.

        email: An address, which no other account may have. Default: none.

        email_auth_factor: Whether logging in with the password asks for a mailed sign-in code. True
            needs an email.

        email_confirmed: Whether the address has been confirmed. True needs an email.

        host: The URL of the server that the account's DID document names, in place of this one.

        password: The password, in clear. Default: none, so that nobody can log in by password.

        records: Records that the account has at the start.

        refresh_ttl: How long the refresh tokens of this account live. Default: the server's.

        status: The hosting status: deactivated by the owner, suspended or taken down by the
            service.

        status_mode: What a suspension or takedown does: enforce refuses the account, inform lets it
            in and tells its status.
        """
        return self._call(
            "POST",
            "accounts",
            {
                "handle": handle,
                "accessTtl": access_ttl,
                "appPasswords": app_passwords,
                "createdAt": created_at,
                "did": did,
                "email": email,
                "emailAuthFactor": email_auth_factor,
                "emailConfirmed": email_confirmed,
                "host": host,
                "password": password,
                "records": records,
                "refreshTtl": refresh_ttl,
                "status": status,
                "statusMode": status_mode,
            },
        )

    def add_fault(
        self,
        *,
        effect: dict[str, Any],
        id: str = UNSET,
        match: dict[str, Any] = UNSET,
    ) -> dict[str, Any]:
        """Make calls go wrong.

        effect: What happens to them.

        id: Names the fault, once in the file. Default: fault-1 and so on.

        match: Which calls it hits. Default: the next call of any method.
        """
        return self._call(
            "POST",
            "faults",
            {
                "effect": effect,
                "id": id,
                "match": match,
            },
        )

    def add_hold(
        self,
        *,
        account: str = UNSET,
        calls: int = UNSET,
        id: str = UNSET,
        method: str = UNSET,
        preset: str = UNSET,
        timeout: str = UNSET,
    ) -> dict[str, Any]:
        """Keep the next calls of a method waiting.

        account: DID or handle of the account that calls, or with lost-between of the token answer;
            any when absent

        calls: how many calls are held, at most 1000; later ones pass; 1 when absent

        id: names the hold; made up when absent: hold-1

        method: as in the match of a fault; any XRPC method when absent

        preset: in place of method: lost-between holds what a client of OAuth fetches next after a
            token answer, of the documents by which it finds the account's servers

        timeout: from the first call on, after which the hold ends by itself: real time, at most 1h;
            30s when absent
        """
        return self._call(
            "POST",
            "holds",
            {
                "account": account,
                "calls": calls,
                "id": id,
                "method": method,
                "preset": preset,
                "timeout": timeout,
            },
        )

    def add_stub(
        self,
        *,
        method: str,
        account: str = UNSET,
        aud: str = UNSET,
        auth: str = UNSET,
        body: Any = UNSET,
        headers: dict[str, Any] = UNSET,
        id: str = UNSET,
        lxm: str = UNSET,
        params: dict[str, Any] = UNSET,
        proxy: str = UNSET,
        status: int = UNSET,
        verb: str = UNSET,
    ) -> dict[str, Any]:
        """Answer a method that the PDS does not serve with a canned reply.

        method: NSID of a method that the PDS does not serve itself, its last part, or either with *
            for any characters.

        account: Handle or DID of the only caller that it answers. Default: any.

        aud: With auth service: the audience of the token. Default: the DID of the server.

        auth: What callers have to show: required is an access token; optional still refuses one
            that is no good; none looks at no token; service is a service token.

        body: The reply, any JSON. Default: an empty one. In its texts {did} and {handle} are those
            of the caller, and {now} is the server's time.

        headers: Headers of the reply.

        id: Names the stub, once in the file. Default: stub-1 and so on.

        lxm: With auth service: the method that the token is for. Default: the method that is
            called.

        params: Query parameters that a call must have.

        proxy: The atproto-proxy header that a call must have; * stands for any characters.

        status: The status of the reply.

        verb: The HTTP method of its calls. Default: either.
        """
        return self._call(
            "POST",
            "stubs",
            {
                "method": method,
                "account": account,
                "aud": aud,
                "auth": auth,
                "body": body,
                "headers": headers,
                "id": id,
                "lxm": lxm,
                "params": params,
                "proxy": proxy,
                "status": status,
                "verb": verb,
            },
        )

    def age_code(
        self,
        name: str,
        *,
        kind: str = UNSET,
        seconds: int = UNSET,
    ) -> dict[str, Any]:
        """Make a mailed code older.

        kind: confirm_email, update_email, reset_password, delete_account, plc_operation or sign_in

        seconds: the code is good for 900 seconds
        """
        return self._call(
            "POST",
            f"accounts/{quote(name, safe='')}/codes/age",
            {
                "kind": kind,
                "seconds": seconds,
            },
        )

    def assert_faults_hit(
        self,
    ) -> dict[str, Any]:
        """Fail if a fault was never hit."""
        return self._call(
            "GET",
            "faults/assert-hit",
        )

    def await_held(
        self,
        id: str,
        *,
        n: int = UNSET,
        timeout_seconds: int = UNSET,
    ) -> dict[str, Any]:
        """Wait until calls have arrived in a hold.

        n: how many calls; 1 without it

        timeout_seconds: real time, 1 to 600; 5 without it
        """
        return self._call(
            "GET",
            f"holds/{quote(id, safe='')}/arrived",
            {
                "n": n,
                "timeoutSeconds": timeout_seconds,
            },
        )

    def calls(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
    ) -> list[Any]:
        """List the calls that were made, the oldest first.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none
        """
        return self._call(
            "GET",
            "journal",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
            },
        )

    def change_account(
        self,
        name: str,
        *,
        access_ttl: Any = UNSET,
        app_passwords: list[Any] = UNSET,
        created_at: Any = UNSET,
        did: str = UNSET,
        email: str = UNSET,
        email_auth_factor: bool = UNSET,
        email_confirmed: bool = UNSET,
        handle: str = UNSET,
        host: str = UNSET,
        password: str = UNSET,
        records: list[Any] = UNSET,
        refresh_ttl: Any = UNSET,
        status: Any = UNSET,
        status_mode: Any = UNSET,
    ) -> dict[str, Any]:
        """Change the fields of an account that are given; null takes one away.

        access_ttl: How long the access tokens of this account live. Default: the server's.

        app_passwords: Passwords that let a client log in for less than the whole account.

        created_at: When the account was created. Default: when accounts of a file are.

        did: did:plc, or did:web with a host and no path. Default: a did:plc derived from the seed
            and the handle.

        email: An address, which no other account may have. Default: none.

        email_auth_factor: Whether logging in with the password asks for a mailed sign-in code. True
            needs an email.

        email_confirmed: Whether the address has been confirmed. True needs an email.

        handle: A domain name, which no other account may have. handle.invalid stands for a handle
            that does not resolve; any number of accounts may have it, each with a did.

        host: The URL of the server that the account's DID document names, in place of this one.

        password: The password, in clear. Default: none, so that nobody can log in by password.

        records: Records that the account has at the start.

        refresh_ttl: How long the refresh tokens of this account live. Default: the server's.

        status: The hosting status: deactivated by the owner, suspended or taken down by the
            service.

        status_mode: What a suspension or takedown does: enforce refuses the account, inform lets it
            in and tells its status.
        """
        return self._call(
            "PATCH",
            f"accounts/{quote(name, safe='')}",
            {
                "accessTtl": access_ttl,
                "appPasswords": app_passwords,
                "createdAt": created_at,
                "did": did,
                "email": email,
                "emailAuthFactor": email_auth_factor,
                "emailConfirmed": email_confirmed,
                "handle": handle,
                "host": host,
                "password": password,
                "records": records,
                "refreshTtl": refresh_ttl,
                "status": status,
                "statusMode": status_mode,
            },
        )

    def clear_faults(
        self,
    ) -> dict[str, Any]:
        """Take all faults away."""
        return self._call(
            "DELETE",
            "faults",
        )

    def clear_journal(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
    ) -> dict[str, Any]:
        """Forget calls, and findings with them.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none
        """
        return self._call(
            "DELETE",
            "journal",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
            },
        )

    def clear_limits(
        self,
    ) -> dict[str, Any]:
        """Take all rate limits on demand away."""
        return self._call(
            "DELETE",
            "limits",
        )

    def clear_stubs(
        self,
    ) -> dict[str, Any]:
        """Take all stubs out."""
        return self._call(
            "DELETE",
            "stubs",
        )

    def decide_consent(
        self,
        *,
        account: str = UNSET,
        deny: bool = UNSET,
        each: bool = UNSET,
        scope: str = UNSET,
    ) -> dict[str, Any]:
        """Decide the next request for access in the user's place.

        account: handle or DID; the login hint's, or the first account, if it is left out

        deny: the user rejects the request

        each: every request from then on, not only the next

        scope: what is granted beside atproto; everything if it is left out
        """
        return self._call(
            "POST",
            "oauth/consent",
            {
                "account": account,
                "deny": deny,
                "each": each,
                "scope": scope,
            },
        )

    def drop_held(
        self,
        id: str,
        *,
        call: int = UNSET,
        when: str = UNSET,
    ) -> dict[str, Any]:
        """Lose a held call, before it is processed or after it.

        call: number of the call as it arrived, from 1

        when: before or after it is processed
        """
        return self._call(
            "POST",
            f"holds/{quote(id, safe='')}/drop",
            {
                "call": call,
                "when": when,
            },
        )

    def exhaust_limit(
        self,
        *,
        method: str,
        account: str = UNSET,
        exhausted: bool = UNSET,
        id: str = UNSET,
        points: int = UNSET,
        window_seconds: int = UNSET,
    ) -> list[Any]:
        """Have no call left of a limit, now.

        method: NSID of the method whose calls count, its last part, or either with * for any
            characters.

        account: Handle or DID of the account whose calls count. Default: all calls count together.

        exhausted: Whether a window begins with the server, and with no call left.

        id: Names the limit, once in the file. Default: limit-1 and so on.

        points: Calls in each window. Default: as the reference PDS limits the method.

        window_seconds: Length of a window, in the server's own time. Default: as the reference PDS
            limits the method.
        """
        return self._call(
            "POST",
            "limits/exhaust",
            {
                "method": method,
                "account": account,
                "exhausted": exhausted,
                "id": id,
                "points": points,
                "windowSeconds": window_seconds,
            },
        )

    def expire_access(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Make access tokens expire now.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "sessions/expire-access",
            {
                "account": account,
                "session": session,
            },
        )

    def expire_o_auth_access(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Make OAuth access tokens expire now.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "oauth/sessions/expire-access",
            {
                "account": account,
                "session": session,
            },
        )

    def expire_o_auth_refresh(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Make OAuth refresh tokens expire now.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "oauth/sessions/expire-refresh",
            {
                "account": account,
                "session": session,
            },
        )

    def expire_refresh(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Make refresh tokens expire now.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "sessions/expire-refresh",
            {
                "account": account,
                "session": session,
            },
        )

    def findings(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
    ) -> list[Any]:
        """Tell what the calls show that clients do wrong.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none
        """
        return self._call(
            "GET",
            "findings",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
            },
        )

    def forget_documents(
        self,
        *,
        client_id: str = UNSET,
    ) -> dict[str, Any]:
        """Forget clients, so that their documents are read anew.

        client_id: the client's id; all clients without it
        """
        return self._call(
            "DELETE",
            "oauth/documents",
            {
                "clientId": client_id,
            },
        )

    def go_right(
        self,
    ) -> dict[str, Any]:
        """Take back what was to go wrong."""
        return self._call(
            "DELETE",
            "oauth/wrong",
        )

    def go_wrong(
        self,
        *,
        each: bool = UNSET,
        name: str = UNSET,
    ) -> dict[str, Any]:
        """Have OAuth answer wrong on purpose.

        each: from then on, not only at the next occasion

        name: what goes wrong, such as callback-other-iss; docs/oauth.md has them all
        """
        return self._call(
            "POST",
            "oauth/wrong",
            {
                "each": each,
                "name": name,
            },
        )

    def handles(
        self,
    ) -> list[Any]:
        """List handles of other domains, and to which DID they resolve."""
        return self._call(
            "GET",
            "handles",
        )

    def lineage(
        self,
        *,
        account: str = UNSET,
    ) -> list[Any]:
        """List sessions as chains of generations, also of what is no longer good.

        account: handle or DID; all accounts without it
        """
        return self._call(
            "GET",
            "lineage",
            {
                "account": account,
            },
        )

    def list_faults(
        self,
    ) -> list[Any]:
        """List the faults: what each hit, and what came closest to one that hit nothing."""
        return self._call(
            "GET",
            "faults",
        )

    def list_holds(
        self,
    ) -> list[Any]:
        """List the holds, and the calls in them."""
        return self._call(
            "GET",
            "holds",
        )

    def list_limits(
        self,
    ) -> list[Any]:
        """List the rate limits on demand, and where they stand."""
        return self._call(
            "GET",
            "limits",
        )

    def list_stubs(
        self,
    ) -> list[Any]:
        """List the stubs, and how often each answered."""
        return self._call(
            "GET",
            "stubs",
        )

    def mail(
        self,
        *,
        to: str = UNSET,
    ) -> list[Any]:
        """List what a real PDS would have mailed, the oldest first.

        to: address; all mail without it
        """
        return self._call(
            "GET",
            "mail",
            {
                "to": to,
            },
        )

    def mint(
        self,
        *,
        account: str = UNSET,
        audience: str = UNSET,
        claims: dict[str, Any] = UNSET,
        id: str = UNSET,
        issued_at: str = UNSET,
        kind: str = UNSET,
        scope: str = UNSET,
        ttl_seconds: float = UNSET,
        typ: str = UNSET,
        wrong: list[Any] = UNSET,
    ) -> dict[str, Any]:
        """Mint a token, right or wrong on purpose.

        account: handle or DID: the sub claim

        audience: the service's DID

        claims: further claims, or others; null takes one away

        id: the jti claim of a refresh token; made up

        issued_at: now; may lie in the future

        kind: access (default) or refresh

        scope: com.atproto.access for access tokens, com.atproto.refresh for refresh tokens

        ttl_seconds: 7200 for access tokens, 7776000 for refresh tokens; negative: expired already;
            at most a hundred years, 3153600000

        typ: at+jwt or refresh+jwt

        wrong: key: signed with another key; no-jti: without that claim; alg-none: unsigned
        """
        return self._call(
            "POST",
            "mint",
            {
                "account": account,
                "audience": audience,
                "claims": claims,
                "id": id,
                "issuedAt": issued_at,
                "kind": kind,
                "scope": scope,
                "ttlSeconds": ttl_seconds,
                "typ": typ,
                "wrong": wrong,
            },
        )

    def move_clock(
        self,
        *,
        advance_seconds: float = UNSET,
        freeze: bool = UNSET,
        reset: bool = UNSET,
        resume: bool = UNSET,
        set: str = UNSET,
        step_seconds: float = UNSET,
    ) -> dict[str, Any]:
        """Move mock time: reset, freeze, set, advance or resume it, in this order.

        advance_seconds: may be negative: the clock goes back

        freeze: stand still

        reset: back to wall time, running

        resume: run on from what it shows

        set: the time to show

        step_seconds: by which each minted token moves a frozen clock
        """
        return self._call(
            "POST",
            "clock",
            {
                "advanceSeconds": advance_seconds,
                "freeze": freeze,
                "reset": reset,
                "resume": resume,
                "set": set,
                "stepSeconds": step_seconds,
            },
        )

    def narrow_o_auth_session(
        self,
        *,
        account: str = UNSET,
        scope: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Take scopes away from OAuth sessions.

        account: handle or DID

        scope: what is left of the session's scopes, beside atproto

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "oauth/sessions/narrow",
            {
                "account": account,
                "scope": scope,
                "session": session,
            },
        )

    def now(
        self,
    ) -> dict[str, Any]:
        """Tell mock time."""
        return self._call(
            "GET",
            "clock",
        )

    def oauth_sessions(
        self,
        *,
        account: str = UNSET,
    ) -> list[Any]:
        """List OAuth sessions.

        account: handle or DID; all accounts without it
        """
        return self._call(
            "GET",
            "oauth/sessions",
            {
                "account": account,
            },
        )

    def public_url(
        self,
    ) -> dict[str, Any]:
        """Tell what the server calls itself."""
        return self._call(
            "GET",
            "public-url",
        )

    def put_document(
        self,
        *,
        body: str = UNSET,
        document: Any = UNSET,
        headers: dict[str, Any] = UNSET,
        status: int = UNSET,
        url: str = UNSET,
    ) -> dict[str, Any]:
        """Answer a fetch of a URL, such as a client's document.

        body: what is answered, as text

        document: what is answered, as JSON; in place of body

        headers: Content-Type is application/json if it is left out

        status: 200 if it is left out

        url: of a client's document, or of its keys; the client_id of document if it is left out
        """
        return self._call(
            "POST",
            "oauth/documents",
            {
                "body": body,
                "document": document,
                "headers": headers,
                "status": status,
                "url": url,
            },
        )

    def put_lexicon(
        self,
        *,
        lexicon: Any = UNSET,
        nsid: str = UNSET,
    ) -> dict[str, Any]:
        """Make a permission set known.

        lexicon: the lexicon document

        nsid: its name; the id of lexicon if it is left out
        """
        return self._call(
            "POST",
            "oauth/lexicons",
            {
                "lexicon": lexicon,
                "nsid": nsid,
            },
        )

    def quirks(
        self,
    ) -> dict[str, Any]:
        """List the quirks and profiles, and which quirks are on."""
        return self._call(
            "GET",
            "quirks",
        )

    def release_hold(
        self,
        id: str,
        *,
        order: list[Any] = UNSET,
    ) -> dict[str, Any]:
        """Let held calls go on, together or in an order.

        order: numbers of calls as they arrived, from 1; left out, all go on together
        """
        return self._call(
            "POST",
            f"holds/{quote(id, safe='')}/release",
            {
                "order": order,
            },
        )

    def reload(
        self,
    ) -> dict[str, Any]:
        """Put the world in place that the fixture files of the start hold now."""
        return self._call(
            "POST",
            "reload",
        )

    def remove_account(
        self,
        name: str,
    ) -> dict[str, Any]:
        """Delete an account."""
        return self._call(
            "DELETE",
            f"accounts/{quote(name, safe='')}",
        )

    def remove_fault(
        self,
        id: str,
    ) -> dict[str, Any]:
        """Take a fault away."""
        return self._call(
            "DELETE",
            f"faults/{quote(id, safe='')}",
        )

    def remove_hold(
        self,
        id: str,
    ) -> dict[str, Any]:
        """End a hold; the calls in it go on."""
        return self._call(
            "DELETE",
            f"holds/{quote(id, safe='')}",
        )

    def remove_limit(
        self,
        id: str,
    ) -> dict[str, Any]:
        """Take a rate limit on demand away."""
        return self._call(
            "DELETE",
            f"limits/{quote(id, safe='')}",
        )

    def remove_stub(
        self,
        id: str,
    ) -> dict[str, Any]:
        """Take a stub out."""
        return self._call(
            "DELETE",
            f"stubs/{quote(id, safe='')}",
        )

    def reset(
        self,
    ) -> dict[str, Any]:
        """Bring back the world of the start."""
        return self._call(
            "POST",
            "reset",
        )

    def resolve_handle(
        self,
        *,
        did: str = UNSET,
        handle: str = UNSET,
    ) -> dict[str, Any]:
        """Say to which DID a handle of another domain resolves.

        did: left out: the handle does not resolve

        handle: not under the server's own domain
        """
        return self._call(
            "POST",
            "handles",
            {
                "did": did,
                "handle": handle,
            },
        )

    def revoke_o_auth_session(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """End OAuth sessions.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "oauth/sessions/revoke",
            {
                "account": account,
                "session": session,
            },
        )

    def revoke_session(
        self,
        *,
        account: str = UNSET,
        session: int = UNSET,
    ) -> dict[str, Any]:
        """Make refresh tokens void.

        account: handle or DID

        session: number of the session; 0, or left out: all of the account's
        """
        return self._call(
            "POST",
            "sessions/revoke",
            {
                "account": account,
                "session": session,
            },
        )

    def root_c_as(
        self,
    ) -> str:
        """Give the certificate of the authority that clients have to trust over TLS."""
        return self._call(
            "GET",
            "ca.pem",
            text=True,
        )

    def rotate_nonce(
        self,
        *,
        each: bool = UNSET,
    ) -> dict[str, Any]:
        """Make every DPoP nonce that was handed out useless.

        each: every answer has another nonce from then on, and only the last one is good
        """
        return self._call(
            "POST",
            "oauth/nonce",
            {
                "each": each,
            },
        )

    def save_har(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
    ) -> str:
        """Save the calls as an HTTP Archive 1.2.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none
        """
        return self._call(
            "GET",
            "journal.har",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
            },
        )

    def save_ndjson(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
    ) -> str:
        """Save the calls, each as a line of JSON.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none
        """
        return self._call(
            "GET",
            "journal.ndjson",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
            },
            text=True,
        )

    def service(
        self,
    ) -> dict[str, Any]:
        """Tell what the server says of itself."""
        return self._call(
            "GET",
            "service",
        )

    def sessions(
        self,
        *,
        account: str = UNSET,
    ) -> list[Any]:
        """List sessions with their generations.

        account: handle or DID; all accounts without it
        """
        return self._call(
            "GET",
            "sessions",
            {
                "account": account,
            },
        )

    def set_limit(
        self,
        *,
        method: str,
        account: str = UNSET,
        exhausted: bool = UNSET,
        id: str = UNSET,
        points: int = UNSET,
        window_seconds: int = UNSET,
    ) -> dict[str, Any]:
        """Limit a method, or an account's calls of it.

        method: NSID of the method whose calls count, its last part, or either with * for any
            characters.

        account: Handle or DID of the account whose calls count. Default: all calls count together.

        exhausted: Whether a window begins with the server, and with no call left.

        id: Names the limit, once in the file. Default: limit-1 and so on.

        points: Calls in each window. Default: as the reference PDS limits the method.

        window_seconds: Length of a window, in the server's own time. Default: as the reference PDS
            limits the method.
        """
        return self._call(
            "POST",
            "limits",
            {
                "method": method,
                "account": account,
                "exhausted": exhausted,
                "id": id,
                "points": points,
                "windowSeconds": window_seconds,
            },
        )

    def set_o_auth(
        self,
        *,
        client_clock: str = UNSET,
        mode: str = UNSET,
    ) -> dict[str, Any]:
        """Change who answers for the user, and whose clock counts.

        client_clock: mock judges the clocks of clients by mock time alone; any also by the
            machine's

        mode: who answers for the user: page, approve or deny
        """
        return self._call(
            "POST",
            "oauth/settings",
            {
                "clientClock": client_clock,
                "mode": mode,
            },
        )

    def set_public_url(
        self,
        *,
        public_url: str = UNSET,
    ) -> dict[str, Any]:
        """Give the server another public URL.

        public_url: scheme and host, without a path; empty: the URL that each request came by
        """
        return self._call(
            "POST",
            "public-url",
            {
                "publicUrl": public_url,
            },
        )

    def set_quirks(
        self,
        *,
        set: list[Any] = UNSET,
    ) -> dict[str, Any]:
        """Answer as another make of server does.

        set: names of quirks and profiles; all other quirks are off
        """
        return self._call(
            "POST",
            "quirks",
            {
                "set": set,
            },
        )

    def set_service(
        self,
        *,
        contact_email: str = UNSET,
        invite_interval_seconds: int = UNSET,
        privacy_policy: str = UNSET,
        terms_of_service: str = UNSET,
    ) -> dict[str, Any]:
        """Change what the server says of itself, and when accounts get invite codes.

        contact_email: address, in the contact of describeServer

        invite_interval_seconds: for each of which an account gets an invite code, 5 unused ones at
            most, where sign-up needs one; left out: accounts get none

        privacy_policy: URL, among the links of describeServer

        terms_of_service: URL, among the links of describeServer
        """
        return self._call(
            "POST",
            "service",
            {
                "contactEmail": contact_email,
                "inviteIntervalSeconds": invite_interval_seconds,
                "privacyPolicy": privacy_policy,
                "termsOfService": terms_of_service,
            },
        )

    def set_status(
        self,
        name: str,
        *,
        mode: str = UNSET,
        status: str = UNSET,
    ) -> dict[str, Any]:
        """Make an account active, deactivated, suspended or takendown.

        mode: what a suspension or takedown does: enforce or inform; left out, what the account has,
            which is enforce unless something else was said

        status: active, deactivated, suspended or takendown
        """
        return self._call(
            "POST",
            f"accounts/{quote(name, safe='')}/status",
            {
                "mode": mode,
                "status": status,
            },
        )

    def snapshot(
        self,
    ) -> dict[str, Any]:
        """Copy the world."""
        return self._call(
            "GET",
            "snapshot",
        )

    def undecide_consent(
        self,
    ) -> dict[str, Any]:
        """Take decisions back that no request has met."""
        return self._call(
            "DELETE",
            "oauth/consent",
        )

    def unknown_calls(
        self,
    ) -> dict[str, Any]:
        """List the methods that were called and that nobody answers."""
        return self._call(
            "GET",
            "unknown",
        )

    def wait_for(
        self,
        *,
        method: str = UNSET,
        verb: str = UNSET,
        account: str = UNSET,
        host: str = UNSET,
        session: str = UNSET,
        token: str = UNSET,
        error: str = UNSET,
        fault: str = UNSET,
        lost: bool = UNSET,
        since: int = UNSET,
        limit: int = UNSET,
        status: int = UNSET,
        n: int = UNSET,
        timeout_seconds: int = UNSET,
    ) -> list[Any]:
        """Wait until so many calls have been made.

        method: NSID or its last part; a path if it begins with /; * is any text

        verb: GET, POST and so on

        account: handle or DID

        host: that the call was sent to, with its port

        session: alice#2, or alice#2/g5 for a generation; # is %23 in a URL

        token: none, access, refresh, service, basic or unreadable

        error: name of the error that was answered

        fault: id of a fault or hold that the call met; * is any text

        lost: true: only calls whose reply the client cannot have read

        since: number of a call: only those after it

        limit: how many: with since the first after it, else the newest

        status: of the reply; 0 where the server made none

        n: how many calls; 1 without it

        timeout_seconds: real time, 1 to 600; 5 without it
        """
        return self._call(
            "GET",
            "journal/wait",
            {
                "method": method,
                "verb": verb,
                "account": account,
                "host": host,
                "session": session,
                "token": token,
                "error": error,
                "fault": fault,
                "lost": lost,
                "since": since,
                "limit": limit,
                "status": status,
                "n": n,
                "timeoutSeconds": timeout_seconds,
            },
        )
