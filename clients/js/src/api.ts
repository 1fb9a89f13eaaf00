// Made by clients/generate.mjs from the OpenAPI document of the control API.

export interface paths {
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the accounts in order of creation, without passwords. */
        get: operations["accounts"];
        put?: never;
        /** Add an account, with the fields that a fixture file has for it. */
        post: operations["addAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an account. */
        get: operations["account"];
        put?: never;
        post?: never;
        /** Delete an account. */
        delete: operations["removeAccount"];
        options?: never;
        head?: never;
        /** Change the fields of an account that are given; null takes one away. */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/accounts/{name}/codes/age": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a mailed code older. */
        post: operations["ageCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account active, deactivated, suspended or takendown. */
        post: operations["setStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ca.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give the certificate of the authority that clients have to trust over TLS. */
        get: operations["rootCAs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell mock time. */
        get: operations["now"];
        put?: never;
        /** Move mock time: reset, freeze, set, advance or resume it, in this order. */
        post: operations["moveClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the faults: what each hit, and what came closest to one that hit nothing. */
        get: operations["listFaults"];
        put?: never;
        /** Make calls go wrong. */
        post: operations["addFault"];
        /** Take all faults away. */
        delete: operations["clearFaults"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faults/assert-hit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fail if a fault was never hit. */
        get: operations["assertFaultsHit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faults/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a fault away. */
        delete: operations["removeFault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the calls show that clients do wrong. */
        get: operations["findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fixtures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put the world of a fixture file in place. */
        put: operations["replaceWorld"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List handles of other domains, and to which DID they resolve. */
        get: operations["handles"];
        put?: never;
        /** Say to which DID a handle of another domain resolves. */
        post: operations["resolveHandle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the holds, and the calls in them. */
        get: operations["listHolds"];
        put?: never;
        /** Keep the next calls of a method waiting. */
        post: operations["addHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a hold; the calls in it go on. */
        delete: operations["removeHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/arrived": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Wait until calls have arrived in a hold. */
        get: operations["awaitHeld"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lose a held call, before it is processed or after it. */
        post: operations["dropHeld"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let held calls go on, together or in an order. */
        post: operations["releaseHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the calls that were made, the oldest first. */
        get: operations["calls"];
        put?: never;
        post?: never;
        /** Forget calls, and findings with them. */
        delete: operations["clearJournal"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal.har": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Save the calls as an HTTP Archive 1.2. */
        get: operations["saveHAR"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal.ndjson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Save the calls, each as a line of JSON. */
        get: operations["saveNDJSON"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send the calls that were made, and then each as it is made, as server-sent events. */
        get: operations["follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal/wait": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Wait until so many calls have been made. */
        get: operations["waitFor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the rate limits on demand, and where they stand. */
        get: operations["listLimits"];
        put?: never;
        /** Limit a method, or an account's calls of it. */
        post: operations["setLimit"];
        /** Take all rate limits on demand away. */
        delete: operations["clearLimits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits/exhaust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have no call left of a limit, now. */
        post: operations["exhaustLimit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a rate limit on demand away. */
        delete: operations["removeLimit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sessions as chains of generations, also of what is no longer good. */
        get: operations["lineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a real PDS would have mailed, the oldest first. */
        get: operations["mail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mint a token, right or wrong on purpose. */
        post: operations["mint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide the next request for access in the user's place. */
        post: operations["decideConsent"];
        /** Take decisions back that no request has met. */
        delete: operations["undecideConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a fetch of a URL, such as a client's document. */
        post: operations["putDocument"];
        /** Forget clients, so that their documents are read anew. */
        delete: operations["forgetDocuments"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/lexicons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a permission set known. */
        post: operations["putLexicon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/nonce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make every DPoP nonce that was handed out useless. */
        post: operations["rotateNonce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List OAuth sessions. */
        get: operations["oauthSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/sessions/expire-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make OAuth access tokens expire now. */
        post: operations["expireOAuthAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/sessions/expire-refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make OAuth refresh tokens expire now. */
        post: operations["expireOAuthRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/sessions/narrow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take scopes away from OAuth sessions. */
        post: operations["narrowOAuthSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/sessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End OAuth sessions. */
        post: operations["revokeOAuthSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change who answers for the user, and whose clock counts. */
        post: operations["setOAuth"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/wrong": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have OAuth answer wrong on purpose. */
        post: operations["goWrong"];
        /** Take back what was to go wrong. */
        delete: operations["goRight"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the server calls itself. */
        get: operations["publicURL"];
        put?: never;
        /** Give the server another public URL. */
        post: operations["setPublicURL"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quirks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the quirks and profiles, and which quirks are on. */
        get: operations["quirks"];
        put?: never;
        /** Answer as another make of server does. */
        post: operations["setQuirks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the world in place that the fixture files of the start hold now. */
        post: operations["reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back the world of the start. */
        post: operations["reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the server says of itself. */
        get: operations["service"];
        put?: never;
        /** Change what the server says of itself, and when accounts get invite codes. */
        post: operations["setService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sessions with their generations. */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/expire-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make access tokens expire now. */
        post: operations["expireAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/expire-refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make refresh tokens expire now. */
        post: operations["expireRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make refresh tokens void. */
        post: operations["revokeSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copy the world. */
        get: operations["snapshot"];
        /** Put a copy in place of the world. */
        put: operations["restore"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stubs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the stubs, and how often each answered. */
        get: operations["listStubs"];
        put?: never;
        /** Answer a method that the PDS does not serve with a canned reply. */
        post: operations["addStub"];
        /** Take all stubs out. */
        delete: operations["clearStubs"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stubs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a stub out. */
        delete: operations["removeStub"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unknown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the methods that were called and that nobody answers. */
        get: operations["unknownCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            /** @description left out when it is the server's */
            accessTtl?: string;
            appPasswords: components["schemas"]["AppPassword"][];
            /**
             * Format: date-time
             * @description mock time
             */
            createdAt: string;
            did: string;
            email?: string;
            emailAuthFactor: boolean;
            emailConfirmed: boolean;
            handle: string;
            /** @description somebody can log in by password */
            hasPassword: boolean;
            /** @description URL of the server that its DID document names; left out: this one */
            host?: string;
            /** @description left out when it is the server's */
            refreshTtl?: string;
            /** @description active, deactivated, suspended or takendown */
            status: string;
            /** @description enforce or inform */
            statusMode: string;
        };
        AddedFault: {
            effect: components["schemas"]["FaultsEffect"];
            /** @description names the fault; made up when absent: fault-1 */
            id?: string;
            match?: components["schemas"]["FaultsMatch"];
            /** @description why it may never apply, with what was probably meant */
            warnings?: string[];
        };
        AddedHold: {
            /** @description DID or handle of the account that calls, or with lost-between of the token answer; any when absent */
            account?: string;
            /**
             * Format: int64
             * @description how many calls are held, at most 1000; later ones pass; 1 when absent
             */
            calls?: number;
            /** @description names the hold; made up when absent: hold-1 */
            id?: string;
            /** @description as in the match of a fault; any XRPC method when absent */
            method?: string;
            /** @description in place of method: lost-between holds what a client of OAuth fetches next after a token answer, of the documents by which it finds the account's servers */
            preset?: string;
            /** @description from the first call on, after which the hold ends by itself: real time, at most 1h; 30s when absent */
            timeout?: components["schemas"]["FixtureRealDuration"];
            /** @description why it may never apply, with what was probably meant */
            warnings?: string[];
        };
        AddedLimit: {
            /** @description handle or DID of the account whose calls count, or an address where that is what somebody logs in by; all calls when absent */
            account?: string;
            /**
             * Format: int64
             * @description calls that it counted
             */
            calls: number;
            /**
             * Format: date-time
             * @description when the window that runs ends, in mock time; absent while none runs
             */
            endsAt?: string;
            /** @description the first window begins at once and with no call left; of a limit that is set, whether none is left now */
            exhausted?: boolean;
            /** @description names the limit; made up when absent: limit-1 */
            id?: string;
            /** @description NSID of the method whose calls count, its last part, or either with * for any characters; or a path under /oauth/ */
            method: string;
            /** @description of a limit that counted none: the call that came closest */
            nearMiss?: components["schemas"]["RulesetNearMiss"];
            /**
             * Format: int64
             * @description calls in each window, at least 1; as the reference has it when absent
             */
            points?: number;
            /**
             * Format: int64
             * @description those of them that were one too many
             */
            refused: number;
            /**
             * Format: int64
             * @description calls left now
             */
            remaining: number;
            /** @description why it may never apply, with what was probably meant */
            warnings?: string[];
            /**
             * Format: int64
             * @description length of a window in mock time; as the reference has it when absent
             */
            windowSeconds?: number;
        };
        AddedStub: {
            /** @description handle or DID of the only caller that it answers */
            account?: string;
            /** @description with auth service: the audience of the token; the DID of this server when absent */
            aud?: string;
            /** @description what callers have to show. required (the default): an access token; optional: one that is good, or none; none: nothing; service: a service token */
            auth?: string;
            /** @description the reply, any JSON; an empty one when absent. In its texts {did} and {handle} are those of the caller, and {now} is mock time */
            body?: unknown;
            /** @description headers of the reply */
            headers?: {
                [key: string]: string;
            };
            /** @description names the stub; made up when absent: stub-1 */
            id?: string;
            /** @description with auth service: the method that the token is for; the method that is called when absent */
            lxm?: string;
            /** @description NSID of a method that the PDS does not serve itself, its last part, or either with * for any characters */
            method: string;
            /** @description query parameters that a call must have; one given more than once matches by any of its values */
            params?: {
                [key: string]: string;
            };
            /** @description atproto-proxy header that a call must have, such as did:web:api.bsky.chat#bsky_chat; * stands for any characters */
            proxy?: string;
            /**
             * Format: int64
             * @description 200 to 599; 200 when absent
             */
            status?: number;
            /** @description GET or POST; either when absent */
            verb?: string;
            /** @description why it may never apply, with what was probably meant */
            warnings?: string[];
        };
        AppPassword: {
            /**
             * Format: date-time
             * @description mock time
             */
            createdAt: string;
            name: string;
            privileged: boolean;
        };
        ClockState: {
            frozen: boolean;
            /** Format: date-time */
            now: string;
            /**
             * Format: double
             * @description how far mock time is ahead of wall time; negative behind it
             */
            offsetSeconds: number;
            /**
             * Format: double
             * @description by which each minted token moves a frozen clock
             */
            stepSeconds: number;
        };
        Error: {
            /** @description of the calls that were made, the one most like those waited for in vain */
            closest?: components["schemas"]["JournalCall"];
            error: string;
            message: string;
            /** @description all that is wrong with what was sent, in its order */
            mistakes?: components["schemas"]["WordsMistake"][];
        };
        FaultsEffect: {
            /** @description is sent in place of the reply's own */
            contentType?: string;
            /** @description waits before the call is processed: real time, at most 1h */
            delay?: components["schemas"]["FixtureRealDuration"];
            /** @description closes the connection without a reply, before the call is processed or after it */
            drop?: string;
            /** @description answers in place of the method, which does not run */
            error?: components["schemas"]["FaultsError"];
            /** @description sends a body that no JSON parser takes */
            notJson?: boolean;
            /** @description short name of a usual error */
            preset?: string;
            /** @description beside preset rate-limited (default 5m) or unavailable: whole seconds of mock time */
            retryAfter?: components["schemas"]["FixtureRealDuration"];
            /** @description pause before each 64 bytes of the reply's body: real time, at most 1h */
            slowBody?: components["schemas"]["FixtureRealDuration"];
            /** @description ends the connection in the middle of the reply's body */
            truncate?: boolean;
        };
        FaultsError: {
            /** @description is sent as it is, in place of an XRPC error: at most 1 MiB */
            body?: string;
            /** @description of the body; text/html in UTF-8 when absent; alone it asks for an empty body */
            contentType?: string;
            /** @description are sent as well; not Content-Type and the length of the body */
            headers?: {
                [key: string]: string;
            };
            /** @description message of an XRPC error; the reference's for the status when absent */
            message?: string;
            /** @description error of an XRPC error; the reference's for the status when absent */
            name?: string;
            /**
             * Format: int64
             * @description 200 to 599
             */
            status: number;
        };
        FaultsHeldCall: {
            call: components["schemas"]["RulesetCall"];
            /** @description how it is lost when its turn comes */
            drop?: string;
            /**
             * Format: int64
             * @description from 1, in the order of arrival
             */
            number: number;
            /** @description waiting, released, gone (given up by the client while it waited) or expired */
            state: string;
        };
        FaultsHold: {
            /** @description DID or handle of the account that calls, or with lost-between of the token answer; any when absent */
            account?: string;
            /**
             * Format: int64
             * @description how many calls are held, at most 1000; later ones pass; 1 when absent
             */
            calls?: number;
            /** @description names the hold; made up when absent: hold-1 */
            id?: string;
            /** @description as in the match of a fault; any XRPC method when absent */
            method?: string;
            /** @description in place of method: lost-between holds what a client of OAuth fetches next after a token answer, of the documents by which it finds the account's servers */
            preset?: string;
            /** @description from the first call on, after which the hold ends by itself: real time, at most 1h; 30s when absent */
            timeout?: components["schemas"]["FixtureRealDuration"];
        };
        FaultsHoldReport: {
            /**
             * Format: int64
             * @description calls that arrived
             */
            arrived: number;
            /** @description those that arrived */
            calls: components["schemas"]["FaultsHeldCall"][];
            /** @description its timeout passed while it was not over */
            expired: boolean;
            /** @description while calls are missing: the call that came closest */
            nearMiss?: components["schemas"]["RulesetNearMiss"];
            /** @description it keeps no more calls */
            over: boolean;
            /** @description the hold with its id and its defaults */
            rule: components["schemas"]["FaultsHold"];
        };
        FaultsMatch: {
            /** @description DID or handle of the account that calls; any, also an unknown one, when absent */
            account?: string;
            /**
             * Format: int64
             * @description number of the first matching call that may be hit, from 1; also calls that another fault hit count
             */
            from?: number;
            /**
             * Format: int64
             * @description of the session's refresh token; any when absent
             */
            generation?: number;
            /** @description NSID, its last part, either with * for any characters, or a path outside of XRPC; any XRPC method when absent */
            method?: string;
            /**
             * Format: double
             * @description above 0 and at most 1: hits only some of the calls it could; needs a seed
             */
            probability?: number;
            /**
             * Format: int64
             * @description decides which calls a fault with a probability hits
             */
            seed?: number;
            /**
             * Format: int64
             * @description number of the account's session; any when absent
             */
            session?: number;
            /** @description how many calls are hit, or always; 1 when absent */
            times?: components["schemas"]["FixtureTimes"];
        };
        FaultsReport: {
            /**
             * Format: int64
             * @description calls that it hit
             */
            applied: number;
            /** @description while no call has matched: the one that came closest */
            nearMiss?: components["schemas"]["RulesetNearMiss"];
            /** @description the fault with its id and its defaults */
            rule: components["schemas"]["FixtureFault"];
            /**
             * Format: int64
             * @description calls that matched
             */
            seen: number;
            /** @description it has hit as many calls as it should, and hits no more */
            spent: boolean;
            /** @description why the calls that matched were not hit; absent once one was */
            unhit?: string;
        };
        FindingsFinding: {
            correct: string;
            docs: string;
            entries: number[];
            happened: string;
            rule: string;
            severity: string;
            subject?: string;
            title: string;
            why: string;
        };
        FixtureAccount: {
            /** @description How long the access tokens of this account live. Default: the server's. */
            accessTtl?: components["schemas"]["FixtureDuration"];
            /** @description Passwords that let a client log in for less than the whole account. */
            appPasswords?: components["schemas"]["FixtureAppPassword"][];
            /** @description When the account was created. Default: when accounts of a file are. */
            createdAt?: components["schemas"]["FixtureMoment"];
            /** @description did:plc, or did:web with a host and no path. Default: a did:plc derived from the seed and the handle. */
            did?: string;
            /** @description An address, which no other account may have. Default: none. */
            email?: string;
            /** @description Whether logging in with the password asks for a mailed sign-in code. True needs an email. */
            emailAuthFactor?: boolean;
            /** @description Whether the address has been confirmed. True needs an email. */
            emailConfirmed?: boolean;
            /** @description A domain name, which no other account may have. handle.invalid stands for a handle that does not resolve; any number of accounts may have it, each with a did. */
            handle: string;
            /** @description The URL of the server that the account's DID document names, in place of this one. */
            host?: string;
            /** @description The password, in clear. Default: none, so that nobody can log in by password. */
            password?: string;
            /** @description Records that the account has at the start. */
            records?: components["schemas"]["FixtureRecord"][];
            /** @description How long the refresh tokens of this account live. Default: the server's. */
            refreshTtl?: components["schemas"]["FixtureDuration"];
            /** @description The hosting status: deactivated by the owner, suspended or taken down by the service. */
            status?: components["schemas"]["FixtureStatus"];
            /** @description What a suspension or takedown does: enforce refuses the account, inform lets it in and tells its status. */
            statusMode?: components["schemas"]["FixtureStatusMode"];
        };
        FixtureAccountChange: {
            /** @description How long the access tokens of this account live. Default: the server's. */
            accessTtl?: components["schemas"]["FixtureDuration"] | null;
            /** @description Passwords that let a client log in for less than the whole account. */
            appPasswords?: components["schemas"]["FixtureAppPassword"][] | null;
            /** @description When the account was created. Default: when accounts of a file are. */
            createdAt?: components["schemas"]["FixtureMoment"] | null;
            /** @description did:plc, or did:web with a host and no path. Default: a did:plc derived from the seed and the handle. */
            did?: string | null;
            /** @description An address, which no other account may have. Default: none. */
            email?: string | null;
            /** @description Whether logging in with the password asks for a mailed sign-in code. True needs an email. */
            emailAuthFactor?: boolean | null;
            /** @description Whether the address has been confirmed. True needs an email. */
            emailConfirmed?: boolean | null;
            /** @description A domain name, which no other account may have. handle.invalid stands for a handle that does not resolve; any number of accounts may have it, each with a did. */
            handle?: string | null;
            /** @description The URL of the server that the account's DID document names, in place of this one. */
            host?: string | null;
            /** @description The password, in clear. Default: none, so that nobody can log in by password. */
            password?: string | null;
            /** @description Records that the account has at the start. */
            records?: components["schemas"]["FixtureRecord"][] | null;
            /** @description How long the refresh tokens of this account live. Default: the server's. */
            refreshTtl?: components["schemas"]["FixtureDuration"] | null;
            /** @description The hosting status: deactivated by the owner, suspended or taken down by the service. */
            status?: components["schemas"]["FixtureStatus"] | null;
            /** @description What a suspension or takedown does: enforce refuses the account, inform lets it in and tells its status. */
            statusMode?: components["schemas"]["FixtureStatusMode"] | null;
        };
        FixtureAppPassword: {
            /** @description What the owner calls it, once in an account. */
            name: string;
            /** @description The app password, in clear. Servers make them of four groups of four characters. */
            password: string;
            /** @description Whether it also gives access to direct messages. */
            privileged?: boolean;
        };
        FixtureClient: {
            /** @description What is answered, as text. */
            body?: string;
            /** @description What is answered, as JSON; in place of body. */
            document?: unknown;
            /** @description Headers of the answer. Default: a Content-Type of application/json. */
            headers?: {
                [key: string]: string;
            };
            /** @description What is answered. Default: 200. */
            status?: number;
            /** @description Of the client's document, or of its keys. Default: the client_id of document. */
            url?: string;
        };
        FixtureConsent: {
            /** @description Handle or DID of who signs in. Default: the login hint's, or the first account that is active. */
            account?: components["schemas"]["FixtureName"];
            /** @description Whether the request is rejected. Default: false. */
            deny?: boolean;
            /** @description Every request, not only one. Default: false. */
            each?: boolean;
            /** @description What is granted beside atproto. Default: everything. */
            scope?: string;
        };
        FixtureDuration: string;
        /** @description An account, or with count many, each with its number in the place of {n}. */
        FixtureEntry: {
            /** @description How long the access tokens of these accounts live. Default: the server's. */
            accessTtl?: components["schemas"]["FixtureDuration"];
            /** @description Passwords that let a client log in to any of the accounts for less than the whole of it. */
            appPasswords?: components["schemas"]["FixtureAppPassword"][];
            /** @description How many accounts there are. They have the numbers from 1 on. */
            count?: number;
            /** @description When the accounts were created, as with one account. */
            createdAt?: components["schemas"]["FixtureMoment"];
            /** @description did:plc, or did:web with a host and no path. Default: a did:plc derived from the seed and the handle. */
            did?: string;
            /** @description The addresses, with {n} once for the account's number. Default: none. */
            email?: string;
            /** @description Whether logging in with the password asks for a mailed sign-in code. True needs an email. */
            emailAuthFactor?: boolean;
            /** @description Whether the addresses have been confirmed. True needs an email. */
            emailConfirmed?: boolean;
            /** @description The handles, with {n} once for the account's number. */
            handle: string;
            /** @description The URL of the server that the account's DID document names, in place of this one. */
            host?: string;
            /** @description The password, in clear; {n} in it stands for the account's number. Default: none, so that nobody can log in by password. */
            password?: string;
            /** @description Records that each of the accounts has at the start. */
            records?: components["schemas"]["FixtureRecord"][];
            /** @description How long the refresh tokens of these accounts live. Default: the server's. */
            refreshTtl?: components["schemas"]["FixtureDuration"];
            /** @description The hosting status of all, or how many in a row have which, over and over, in the order of the fields here. */
            status?: components["schemas"]["FixtureStatus"] | components["schemas"]["FixtureStatusShares"];
            /** @description What a suspension or takedown does, as with one account. */
            statusMode?: components["schemas"]["FixtureStatusMode"];
        };
        FixtureFault: {
            /** @description What happens to them. */
            effect: components["schemas"]["FixtureFaultEffect"];
            /** @description Names the fault, once in the file. Default: fault-1 and so on. */
            id?: components["schemas"]["FixtureId"];
            /** @description Which calls it hits. Default: the next call of any method. */
            match?: components["schemas"]["FixtureFaultMatch"];
        };
        /** @description Exactly one of its fields, but for retryAfter, which goes with a preset. */
        FixtureFaultEffect: {
            /** @description The Content-Type of the reply, in place of its own. */
            contentType?: string;
            /** @description The call waits before it is processed. Real time, at most an hour. */
            delay?: components["schemas"]["FixtureRealDuration"];
            /**
             * @description The connection is closed without a reply: before the call is processed, or after it, so that only the reply is lost.
             * @enum {string}
             */
            drop?: "before" | "after";
            /** @description Answers in place of the method, which does not run. */
            error?: components["schemas"]["FixtureFaultError"];
            /**
             * @description The reply's body is no JSON.
             * @enum {boolean}
             */
            notJson?: true;
            /**
             * @description The short name of a usual error.
             * @enum {string}
             */
            preset?: "expired" | "revoked" | "invalid" | "takendown" | "rate-limited" | "internal" | "upstream" | "unavailable" | "timeout";
            /** @description Whole seconds after which a client may come again, in the server's own time: of the presets rate-limited and unavailable. */
            retryAfter?: components["schemas"]["FixtureRealDuration"];
            /** @description The pause before each piece of the reply's body. Real time, at most an hour. */
            slowBody?: components["schemas"]["FixtureRealDuration"];
            /**
             * @description The connection ends in the middle of the reply.
             * @enum {boolean}
             */
            truncate?: true;
        };
        FixtureFaultError: {
            /** @description A body of its own, in place of an XRPC error. */
            body?: string;
            /** @description The Content-Type of that body. */
            contentType?: string;
            /** @description Headers of the reply. */
            headers?: components["schemas"]["FixtureHeaders"];
            /** @description The message field of an XRPC error. */
            message?: string;
            /** @description The error field of an XRPC error. */
            name?: string;
            /** @description The status of the reply. */
            status: number;
        };
        FixtureFaultMatch: {
            /** @description Handle or DID of the account that calls. Default: any. */
            account?: components["schemas"]["FixtureName"];
            /** @description The number of the first matching call that may be hit. */
            from?: number;
            /** @description Generation of the session's refresh token, from 1. Default: any. */
            generation?: number;
            /** @description An NSID, its last part, either with * for any characters, or a path outside of XRPC. Default: any XRPC method. */
            method?: string;
            /** @description Hits only some of the calls that it could. Needs a seed. */
            probability?: number;
            /** @description Decides which calls a probability hits. */
            seed?: number;
            /** @description Number of the account's session, from 1. Default: any. */
            session?: number;
            /** @description How many calls are hit. */
            times?: components["schemas"]["FixtureTimes"];
        };
        /**
         * mockpds fixture file
         * @description The accounts that a mock PDS starts with, and what else is set up at its start.
         */
        FixtureFile: {
            /** @description Where the editor finds this schema. The server does not look at it. */
            $schema?: string;
            /** @description The accounts, in the order in which they are listed. An empty list is a world without any. */
            accounts: components["schemas"]["FixtureEntry"][];
            /**
             * @description The clock by which the proofs of OAuth clients are judged: mock time alone, or also the machine's. Default: any, unless the server was told otherwise.
             * @enum {string}
             */
            clientClock?: "mock" | "any";
            /** @description Documents of OAuth clients, and their keys: what their URLs answer, in place of the network. */
            clients?: components["schemas"]["FixtureClient"][];
            /** @description What users answer to the next requests of OAuth clients for access, in order. */
            consents?: components["schemas"]["FixtureConsent"][];
            /** @description Whether ${NAME} in a text stands for that variable of the environment, in a file that the server starts with. */
            expandEnv?: boolean;
            /** @description What goes wrong from the start: rules, of which the first that matches a call is applied. */
            faults?: components["schemas"]["FixtureFault"][];
            /** @description Handles of other domains, and to which DID they resolve. */
            handles?: components["schemas"]["FixtureResolvedHandle"][];
            /** @description Calls that wait until the control API releases them: rules, of which the first that matches a call keeps it. */
            holds?: components["schemas"]["FixtureHold"][];
            /** @description Permission sets, for scopes like include:NSID. */
            lexicons?: components["schemas"]["FixtureLexicon"][];
            /** @description Rate limits that hold from the start, whether or not the server counts calls as the reference does. */
            limits?: components["schemas"]["FixtureLimit"][];
            /**
             * @description The make of server that this one answers as. Default: the reference.
             * @enum {string}
             */
            profile?: "bsky.social" | "pds-default" | "pds-0.4" | "cocoon";
            /** @description Single differences of other makes of server, or profiles. */
            quirks?: ("no-did-doc" | "did-doc-at-sign-up" | "refresh-bare" | "no-status" | "email-auth-factor-always" | "expired-401" | "expired-bad-jwt" | "expired-wording" | "expired-wording-is" | "expired-wording-exp" | "expired-www-auth" | "revoked-401" | "refresh-single-use" | "access-dies-on-refresh" | "two-factor-400" | "two-factor-hyphen" | "sign-in-codes" | "login-limit-100-a-day" | "entryway-tokens" | "token-typ-jwt" | "token-no-typ" | "token-kid" | "access-jti" | "wrong-token-type" | "login-400" | "login-invalid" | "login-failed" | "errors-text" | "no-message" | "no-token-unauthorized" | "logout-needs-access-token" | "takendown-name" | "no-allow-takendown" | "short-lives" | "bsky.social" | "pds-default" | "pds-0.4" | "cocoon")[];
            /** @description Canned replies of XRPC methods that the PDS does not serve itself. */
            stubs?: components["schemas"]["FixtureStub"][];
            /** @description What OAuth does wrong on purpose. */
            wrongAnswers?: components["schemas"]["FixtureWrongAnswer"][];
        };
        FixtureHeaders: {
            [key: string]: string;
        };
        FixtureHold: {
            /** @description Handle or DID of the account that calls. Default: any. */
            account?: components["schemas"]["FixtureName"];
            /** @description How many calls are held. Default: 1. */
            calls?: number;
            /** @description Names the hold, once in the file. Default: hold-1 and so on. */
            id?: components["schemas"]["FixtureId"];
            /** @description An NSID, its last part, either with * for any characters, or a path outside of XRPC. Default: any XRPC method. */
            method?: string;
            /**
             * @description In place of method: what a client of OAuth fetches next after a token answer.
             * @enum {string}
             */
            preset?: "lost-between";
            /** @description From the first call on, in real time, after which the hold ends by itself. Default: 30s. */
            timeout?: components["schemas"]["FixtureRealDuration"];
        };
        FixtureId: string;
        FixtureLexicon: {
            /** @description Its lexicon document. */
            lexicon: Record<string, never>;
            /** @description The name of the permission set. Default: the id of lexicon. */
            nsid?: string;
        };
        FixtureLimit: {
            /** @description Handle or DID of the account whose calls count. Default: all calls count together. */
            account?: components["schemas"]["FixtureName"];
            /** @description Whether a window begins with the server, and with no call left. */
            exhausted?: boolean;
            /** @description Names the limit, once in the file. Default: limit-1 and so on. */
            id?: components["schemas"]["FixtureId"];
            /** @description NSID of the method whose calls count, its last part, or either with * for any characters. */
            method: components["schemas"]["FixtureMethods"];
            /** @description Calls in each window. Default: as the reference PDS limits the method. */
            points?: number;
            /** @description Length of a window, in the server's own time. Default: as the reference PDS limits the method. */
            windowSeconds?: number;
        };
        /** @description An NSID, its last part, or either with * for any characters. */
        FixtureMethods: string;
        FixtureMoment: string;
        FixtureName: string;
        FixtureRealDuration: string;
        FixtureRecord: {
            /** @description The name of its collection. */
            collection: string;
            /** @description Its key, once in a collection. */
            rkey: string;
            /** @description What is in it. Without a $type it has that of the collection. */
            value: Record<string, never>;
        };
        FixtureResolvedHandle: {
            /** @description The DID that it resolves to. Default: it does not resolve. */
            did?: string;
            /** @description A handle that is not under the server's own domain. */
            handle: string;
        };
        /** @description How many accounts in a row have the status. */
        FixtureShare: number;
        /** @enum {string} */
        FixtureStatus: "active" | "deactivated" | "suspended" | "takendown";
        /** @enum {string} */
        FixtureStatusMode: "enforce" | "inform";
        /** @description How many accounts in a row have which status, over and over, in this order. */
        FixtureStatusShares: {
            active?: components["schemas"]["FixtureShare"];
            deactivated?: components["schemas"]["FixtureShare"];
            suspended?: components["schemas"]["FixtureShare"];
            takendown?: components["schemas"]["FixtureShare"];
        };
        FixtureStub: {
            /** @description Handle or DID of the only caller that it answers. Default: any. */
            account?: components["schemas"]["FixtureName"];
            /** @description With auth service: the audience of the token. Default: the DID of the server. */
            aud?: string;
            /**
             * @description What callers have to show: required is an access token; optional still refuses one that is no good; none looks at no token; service is a service token.
             * @enum {string}
             */
            auth?: "required" | "optional" | "none" | "service";
            /** @description The reply, any JSON. Default: an empty one. In its texts {did} and {handle} are those of the caller, and {now} is the server's time. */
            body?: unknown;
            /** @description Headers of the reply. */
            headers?: components["schemas"]["FixtureHeaders"];
            /** @description Names the stub, once in the file. Default: stub-1 and so on. */
            id?: components["schemas"]["FixtureId"];
            /** @description With auth service: the method that the token is for. Default: the method that is called. */
            lxm?: string;
            /** @description NSID of a method that the PDS does not serve itself, its last part, or either with * for any characters. */
            method: components["schemas"]["FixtureMethods"];
            /** @description Query parameters that a call must have. */
            params?: {
                [key: string]: string;
            };
            /** @description The atproto-proxy header that a call must have; * stands for any characters. */
            proxy?: string;
            /** @description The status of the reply. */
            status?: number;
            /**
             * @description The HTTP method of its calls. Default: either.
             * @enum {string}
             */
            verb?: "GET" | "POST";
        };
        FixtureTimes: number | "always";
        FixtureWrongAnswer: {
            /** @description From the start on, not only at the first occasion. Default: false. */
            each?: boolean;
            /**
             * @description What goes wrong.
             * @enum {string}
             */
            name: "callback-without-iss" | "callback-other-iss" | "callback-other-state" | "metadata-other-issuer" | "metadata-other-endpoints" | "token-other-sub" | "token-sub-elsewhere" | "token-unknown-sub" | "token-without-atproto" | "token-wider-scope" | "token-type-bearer" | "token-without-refresh" | "token-without-expiry" | "token-expiry-as-text" | "nonce-empty-body" | "nonce-header-alone" | "nonce-stale" | "refresh-used-first";
        };
        FixturesAccount: {
            /** Format: int64 */
            accessTtlNanoseconds?: number;
            appPasswords?: components["schemas"]["FixturesAppPassword"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            deactivatedAt?: string;
            deleteAfter?: string;
            did: string;
            email?: string;
            emailAuthFactor?: boolean;
            /** Format: date-time */
            emailConfirmedAt?: string;
            handle: string;
            host?: string;
            invitesDisabled?: boolean;
            noPassword?: boolean;
            password?: string;
            /** Format: int64 */
            refreshTtlNanoseconds?: number;
            statusMode?: string;
            suspended?: boolean;
            takedownRef?: string;
        };
        FixturesAppPassword: {
            /** Format: date-time */
            createdAt: string;
            name: string;
            password: string;
            privileged?: boolean;
        };
        FixturesCode: {
            code: string;
            /** Format: date-time */
            requestedAt: string;
        };
        FixturesCutoff: {
            /** Format: date-time */
            issuedAt: string;
            /** Format: int64 */
            serial: number;
        };
        FixturesGrant: {
            appPassword?: string;
            expired?: boolean;
            /** Format: date-time */
            expiresAt: string;
            /** Format: int64 */
            generation: number;
            id: string;
            next?: string;
            /** Format: int64 */
            session: number;
        };
        FixturesInvite: {
            /** Format: int64 */
            available: number;
            code: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            disabled?: boolean;
            forAccount: string;
            uses?: components["schemas"]["FixturesInviteUse"][];
        };
        FixturesInviteUse: {
            /** Format: date-time */
            usedAt: string;
            usedBy: string;
        };
        FixturesSavedAccount: {
            /** Format: int64 */
            accessTtlNanoseconds?: number;
            appPasswords?: components["schemas"]["FixturesAppPassword"][];
            /** @description mailed codes, by purpose */
            codes?: {
                [key: string]: components["schemas"]["FixturesCode"];
            };
            /** Format: date-time */
            createdAt: string;
            /** @description up to where access tokens are expired, by session; 0 is all */
            cutoffs?: {
                [key: string]: components["schemas"]["FixturesCutoff"];
            };
            /** Format: date-time */
            deactivatedAt?: string;
            deleteAfter?: string;
            did: string;
            email?: string;
            emailAuthFactor?: boolean;
            /** Format: date-time */
            emailConfirmedAt?: string;
            handle: string;
            host?: string;
            invitesDisabled?: boolean;
            /**
             * Format: int64
             * @description sessions opened so far
             */
            logins: number;
            noPassword?: boolean;
            /**
             * Format: int64
             * @description in order of creation
             */
            number: number;
            password?: string;
            refreshTokens?: components["schemas"]["FixturesGrant"][];
            /** Format: int64 */
            refreshTtlNanoseconds?: number;
            statusMode?: string;
            suspended?: boolean;
            /** Format: int64 */
            sweepAt?: number;
            takedownRef?: string;
        };
        FixturesSnapshot: {
            /** @description in order of creation */
            accounts: components["schemas"]["FixturesSavedAccount"][];
            /** @description in order of creation */
            invites: components["schemas"]["FixturesInvite"][];
            /**
             * Format: int64
             * @description the highest number an account has had
             */
            numbered: number;
            /** @description accounts that are gone, as they were in the end */
            removed: components["schemas"]["FixturesAccount"][];
        };
        Forgotten: {
            /** Format: int64 */
            clients: number;
        };
        IdentityData: {
            alsoKnownAs: string[];
            did?: string;
            rotationKeys: string[];
            services: {
                [key: string]: components["schemas"]["IdentityService"];
            };
            verificationMethods: {
                [key: string]: string;
            };
        };
        IdentityLogged: {
            /** @description of the operation */
            cid?: string;
            /** Format: date-time */
            createdAt: string;
            /** @description of a tombstone, those before it; this server is a service without an endpoint */
            data: components["schemas"]["IdentityData"];
            /** @description a later operation undid it */
            nullified?: boolean;
            /** @description signed when somebody asks for it */
            operation?: components["schemas"]["IdentityOperation"];
        };
        IdentityMemory: {
            /** @description of documents that need not be as the account says, by DID */
            logs?: {
                [key: string]: components["schemas"]["IdentityLogged"][];
            };
            /** @description how often the account of a DID moved here */
            moves?: {
                [key: string]: number;
            };
            /** @description documents as the server last read them, by DID */
            seen?: {
                [key: string]: components["schemas"]["IdentitySighting"];
            };
        };
        IdentityOperation: {
            alsoKnownAs: string[];
            did?: string;
            rotationKeys: string[];
            services: {
                [key: string]: components["schemas"]["IdentityService"];
            };
            verificationMethods: {
                [key: string]: string;
            };
        };
        IdentityService: {
            endpoint: string;
            type: string;
        };
        IdentitySighting: {
            /**
             * Format: date-time
             * @description mock time
             */
            at: string;
            /** @description of another document */
            data?: components["schemas"]["IdentityData"];
            /** @description of a document that follows from the account */
            handle?: string;
        };
        JournalCall: {
            client?: string;
            did?: string;
            /** Format: int64 */
            durationNs: number;
            error?: string;
            fault?: components["schemas"]["JournalFault"];
            /** Format: int64 */
            generation?: number;
            handle?: string;
            host?: string;
            lost?: boolean;
            message?: string;
            method?: string;
            minted?: string;
            /** Format: int64 */
            number: number;
            origin?: string;
            path: string;
            query?: string;
            quirks?: string[];
            /** Format: date-time */
            realTime: string;
            reply: components["schemas"]["JournalContent"];
            request: components["schemas"]["JournalContent"];
            session?: string;
            /** Format: int64 */
            status: number;
            /** Format: date-time */
            time: string;
            token: string;
            verb: string;
            why?: string;
        };
        JournalContent: {
            body?: string;
            /** Format: int64 */
            bytes: number;
            headers?: components["schemas"]["JournalHeader"][];
            truncated?: boolean;
        };
        JournalFault: {
            effect: string;
            rule: string;
        };
        JournalGeneration: {
            /** Format: date-time */
            accessExpiresAt?: string;
            /** Format: int64 */
            accessUses: number;
            /** Format: int64 */
            deliveredBy?: number;
            /** Format: int64 */
            generation: number;
            /** Format: date-time */
            graceUntil?: string;
            /** Format: int64 */
            lastUsedBy?: number;
            /** Format: int64 */
            lostWith?: number;
            /** Format: date-time */
            mintedAt: string;
            /** Format: int64 */
            mintedBy?: number;
            /** Format: date-time */
            refreshExpiresAt?: string;
            /** Format: int64 */
            refreshUses: number;
            /** Format: date-time */
            remintedAt?: string;
            /** Format: int64 */
            remintedBy?: number;
            /** Format: date-time */
            revokedAt?: string;
            /** Format: int64 */
            revokedBy?: number;
            state: string;
            /** Format: date-time */
            supersededAt?: string;
            /** Format: int64 */
            supersededBy?: number;
        };
        JournalHeader: {
            name: string;
            value: string;
        };
        JournalLineage: {
            appPassword?: string;
            clientId?: string;
            did: string;
            /** Format: int64 */
            forgotten?: number;
            generations: components["schemas"]["JournalGeneration"][];
            handle?: string;
            /** Format: int64 */
            number: number;
            /** Format: date-time */
            openedAt: string;
            /** Format: int64 */
            openedBy?: number;
            session: string;
        };
        ListedQuirk: {
            /** @description what it changes on the wire */
            changes: string;
            /** @description how it is known: measured, observed, read or modelled */
            mark: string;
            name: string;
            source: string;
        };
        MailboxMessage: {
            content?: string;
            /** @description confirm_email, update_email, reset_password, delete_account, plc_operation, sign_in or admin */
            kind: string;
            /**
             * Format: date-time
             * @description mock time
             */
            sentAt: string;
            subject?: string;
            to: string;
            /** @description the code in it */
            token?: string;
        };
        Memory: {
            /**
             * Format: int64
             * @description ids, codes and passwords made up so far; the seed and this number give the next one
             */
            draws: number;
            /** @description DID documents and the log of their operations */
            identities: components["schemas"]["IdentityMemory"];
            /**
             * Format: int64
             * @description access tokens minted so far; a restore never lowers the server's own number
             */
            minted: number;
            /** @description OAuth sessions; log-ins that are under way are not kept */
            oauth?: components["schemas"]["OauthMemory"];
            /** @description what the server calls itself; left out: the URL of each request */
            publicUrl?: string;
            /** @description records, blobs and preferences */
            records?: components["schemas"]["RecordsSnapshot"];
        };
        Minted: {
            token: string;
        };
        Nothing: Record<string, never>;
        OAuthOutcome: {
            /**
             * Format: int64
             * @description how many OAuth sessions were hit
             */
            sessions: number;
        };
        OAuthSession: {
            /** Format: date-time */
            accessExpiresAt: string;
            clientId: string;
            /** Format: date-time */
            createdAt: string;
            did: string;
            dpopThumbprint: string;
            /**
             * Format: int64
             * @description one more at each refresh
             */
            generation: number;
            handle: string;
            /** Format: date-time */
            refreshExpiresAt?: string;
            scope: string;
            /**
             * Format: int64
             * @description of the account's OAuth sessions, from 1
             */
            session: number;
            /** Format: date-time */
            updatedAt: string;
        };
        OauthAuthentication: {
            algorithm?: string;
            keyId?: string;
            /** @description none or private_key_jwt */
            method: string;
            thumbprint?: string;
        };
        OauthMemory: {
            /** @description sessions opened so far, by DID */
            numbers?: {
                [key: string]: number;
            };
            /** @description by account, in the order in which they were opened */
            sessions?: components["schemas"]["OauthSavedSession"][];
        };
        OauthSavedSession: {
            /** @description scope that was granted, with permission sets by their names */
            askedScope: string;
            /** @description how the client proved who it is; left out if it proved nothing at the start */
            client?: components["schemas"]["OauthAuthentication"];
            clientId: string;
            /** Format: date-time */
            createdAt: string;
            did: string;
            /**
             * Format: date-time
             * @description end of the access token
             */
            expiresAt: string;
            /** Format: int64 */
            generation: number;
            /** @description thumbprint of the key that tokens are bound to */
            key: string;
            /**
             * Format: date-time
             * @description end of the refresh token, if a test set it
             */
            refreshEnd?: string;
            refreshToken?: string;
            /** @description of the access token */
            scope: string;
            /** Format: int64 */
            session: number;
            /** @description of the access token */
            tokenId: string;
            /** Format: date-time */
            updatedAt: string;
            usedRefreshTokens?: string[];
        };
        OpenSession: {
            /** @description name of the app password it was opened with */
            appPassword?: string;
            did: string;
            /** @description the oldest first */
            generations: components["schemas"]["RefreshToken"][];
            handle: string;
            /**
             * Format: int64
             * @description number of the account's log-in, from 1
             */
            session: number;
        };
        Outcome: {
            /**
             * Format: int64
             * @description how many refresh tokens were hit
             */
            refreshTokens: number;
            /**
             * Format: int64
             * @description how many sessions had their access tokens expired
             */
            sessions: number;
        };
        PublicURL: {
            /** @description scheme and host, without a path; empty: the URL that each request came by */
            publicUrl: string;
        };
        QuirkList: {
            /** @description names of the quirks that are on */
            on: string[];
            profiles: components["schemas"]["QuirksProfile"][];
            quirks: components["schemas"]["ListedQuirk"][];
        };
        QuirksProfile: {
            name: string;
            quirks: string[];
            /** @description on which version of that server, and when */
            rests: string;
            /** @description what of it is not known or not played, and is the reference's */
            unknown: string;
        };
        RatelimitReport: {
            /** @description handle or DID of the account whose calls count, or an address where that is what somebody logs in by; all calls when absent */
            account?: string;
            /**
             * Format: int64
             * @description calls that it counted
             */
            calls: number;
            /**
             * Format: date-time
             * @description when the window that runs ends, in mock time; absent while none runs
             */
            endsAt?: string;
            /** @description the first window begins at once and with no call left; of a limit that is set, whether none is left now */
            exhausted?: boolean;
            /** @description names the limit; made up when absent: limit-1 */
            id?: string;
            /** @description NSID of the method whose calls count, its last part, or either with * for any characters; or a path under /oauth/ */
            method: string;
            /** @description of a limit that counted none: the call that came closest */
            nearMiss?: components["schemas"]["RulesetNearMiss"];
            /**
             * Format: int64
             * @description calls in each window, at least 1; as the reference has it when absent
             */
            points?: number;
            /**
             * Format: int64
             * @description those of them that were one too many
             */
            refused: number;
            /**
             * Format: int64
             * @description calls left now
             */
            remaining: number;
            /**
             * Format: int64
             * @description length of a window in mock time; as the reference has it when absent
             */
            windowSeconds?: number;
        };
        RecordsBlob: {
            data: unknown[];
            mimeType: string;
        };
        RecordsBlobRef: {
            cid: string;
            mimeType: string;
            /** Format: int64 */
            size: number;
        };
        RecordsHead: {
            cid: string;
            rev: string;
        };
        RecordsPreference: {
            type: string;
            value: unknown;
        };
        RecordsRecord: {
            /** @description that the value refers to */
            blobs?: components["schemas"]["RecordsBlobRef"][];
            cid: string;
            /** @description of the commit that wrote it */
            rev: string;
            /** @description what a follow, block, like or repost points at */
            subject?: string;
            value: unknown;
        };
        RecordsRepo: {
            /** @description by CID */
            blobs?: {
                [key: string]: components["schemas"]["RecordsBlob"];
            };
            head: components["schemas"]["RecordsHead"];
            preferences?: components["schemas"]["RecordsPreference"][];
            /** @description by collection/key */
            records?: {
                [key: string]: components["schemas"]["RecordsRecord"];
            };
            /** @description the reference under which a record (by collection/key) or a blob (by CID) is taken down */
            takedowns?: {
                [key: string]: string;
            };
        };
        RecordsSnapshot: {
            /**
             * Format: int64
             * @description microseconds in the latest TID
             */
            last?: number;
            /** @description by DID */
            repos?: {
                [key: string]: components["schemas"]["RecordsRepo"];
            };
        };
        RefreshToken: {
            /**
             * Format: date-time
             * @description mock time
             */
            expiresAt: string;
            /**
             * Format: int64
             * @description from 1; each refresh makes the next one
             */
            generation: number;
            /**
             * Format: date-time
             * @description until when a superseded token leads to the same next one; mock time
             */
            graceUntil?: string;
            /** @description current, grace (superseded and still good) or expired */
            state: string;
        };
        ResolvedHandle: {
            /** @description left out: the handle does not resolve */
            did?: string;
            /** @description not under the server's own domain */
            handle: string;
        };
        RulesetCall: {
            /** @description DID and handle of the account that calls; absent if unknown */
            accounts?: string[];
            /**
             * Format: int64
             * @description of the refresh token, or of the one that the access token was minted with; absent if unknown
             */
            generation?: number;
            /** @description NSID, or the path of a request outside of XRPC, which begins with a slash */
            method: string;
            /**
             * Format: int64
             * @description number of the account's session that the token belongs to; absent if unknown
             */
            session?: number;
        };
        RulesetNearMiss: {
            call: components["schemas"]["RulesetCall"];
            /** @description such as: method is com.atproto.server.getSession, not refreshSession */
            why: string;
        };
        SavedClock: {
            /**
             * Format: date-time
             * @description left out while it runs
             */
            frozenAt?: string;
            /**
             * Format: int64
             * @description of a clock that runs: how far ahead of wall time
             */
            offsetNanoseconds?: number;
            /**
             * Format: int64
             * @description by which each minted token moves a clock that stands still
             */
            stepNanoseconds?: number;
        };
        Service: {
            /** @description address, in the contact of describeServer */
            contactEmail?: string;
            /**
             * Format: int64
             * @description for each of which an account gets an invite code, 5 unused ones at most, where sign-up needs one; left out: accounts get none
             */
            inviteIntervalSeconds?: number;
            /** @description URL, among the links of describeServer */
            privacyPolicy?: string;
            /** @description URL, among the links of describeServer */
            termsOfService?: string;
        };
        Snapshot: {
            clock: components["schemas"]["SavedClock"];
            /** @description the oldest first */
            mail: components["schemas"]["MailboxMessage"][];
            memory: components["schemas"]["Memory"];
            /**
             * Format: int64
             * @description 1
             */
            version: number;
            world: components["schemas"]["FixturesSnapshot"];
        };
        StubsReport: {
            /** @description handle or DID of the only caller that it answers */
            account?: string;
            /** @description with auth service: the audience of the token; the DID of this server when absent */
            aud?: string;
            /** @description what callers have to show. required (the default): an access token; optional: one that is good, or none; none: nothing; service: a service token */
            auth?: string;
            /** @description the reply, any JSON; an empty one when absent. In its texts {did} and {handle} are those of the caller, and {now} is mock time */
            body?: unknown;
            /** @description headers of the reply */
            headers?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description calls that it answered
             */
            hits: number;
            /** @description names the stub; made up when absent: stub-1 */
            id?: string;
            /** @description with auth service: the method that the token is for; the method that is called when absent */
            lxm?: string;
            /** @description NSID of a method that the PDS does not serve itself, its last part, or either with * for any characters */
            method: string;
            /** @description of a stub that answered none: the call that came closest */
            nearMiss?: components["schemas"]["RulesetNearMiss"];
            /** @description query parameters that a call must have; one given more than once matches by any of its values */
            params?: {
                [key: string]: string;
            };
            /** @description atproto-proxy header that a call must have, such as did:web:api.bsky.chat#bsky_chat; * stands for any characters */
            proxy?: string;
            /**
             * Format: int64
             * @description 200 to 599; 200 when absent
             */
            status?: number;
            /** @description GET or POST; either when absent */
            verb?: string;
        };
        StubsUnknownMethod: {
            /**
             * Format: int64
             * @description how often it was called
             */
            count: number;
            method: string;
            /** @description the stub that came closest to answering the last of these calls, and how the call missed it */
            nearMiss?: string;
        };
        Unknown: {
            /** @description the most called first; at most 1000 */
            methods: components["schemas"]["StubsUnknownMethod"][];
            /**
             * Format: int64
             * @description calls to still other methods
             */
            others: number;
        };
        WordsMistake: {
            /**
             * Format: int64
             * @description from 1, in characters; left out when it is not known
             */
            column?: number;
            /** @description what was read: a file, fixtures or account; left out for other bodies */
            file?: string;
            /**
             * Format: int64
             * @description from 1
             */
            line?: number;
            /** @description of the field, such as effect.error.status; left out when it is the whole */
            path?: string;
            /** @description what is wrong */
            problem: string;
            /** @description what is allowed */
            remedy: string;
        };
        WorldSize: {
            /** Format: int64 */
            accounts: number;
            /** @description which rules of a fixture file may never apply, and what was probably meant */
            warnings?: string[];
        };
    };
    responses: {
        /** @description What is wrong, and what is allowed. */
        Refusal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts: {
        parameters: {
            query?: {
                /** @description handle or DID of the account before the first; from the beginning without it */
                after?: string;
                /** @description how many at most, 1 to 1000; 100 without it */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    addAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixtureAccount"];
                "application/yaml": components["schemas"]["FixtureAccount"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description handle or DID */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    removeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description handle or DID */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description handle or DID */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixtureAccountChange"];
                "application/yaml": components["schemas"]["FixtureAccountChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    ageCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description handle or DID */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description confirm_email, update_email, reset_password, delete_account, plc_operation or sign_in */
                    kind?: string;
                    /**
                     * Format: int64
                     * @description the code is good for 900 seconds
                     */
                    seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description handle or DID */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description what a suspension or takedown does: enforce or inform; left out, what the account has, which is enforce unless something else was said */
                    mode?: string;
                    /** @description active, deactivated, suspended or takendown */
                    status?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    rootCAs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockState"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    moveClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: double
                     * @description may be negative: the clock goes back
                     */
                    advanceSeconds?: number;
                    /** @description stand still */
                    freeze?: boolean;
                    /** @description back to wall time, running */
                    reset?: boolean;
                    /** @description run on from what it shows */
                    resume?: boolean;
                    /**
                     * Format: date-time
                     * @description the time to show
                     */
                    set?: string | null;
                    /**
                     * Format: double
                     * @description by which each minted token moves a frozen clock
                     */
                    stepSeconds?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockState"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    listFaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultsReport"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    addFault: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FixtureFault"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedFault"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    clearFaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    assertFaultsHit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    removeFault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    findings: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsFinding"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    replaceWorld: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixtureFile"];
                "application/yaml": components["schemas"]["FixtureFile"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorldSize"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    handles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResolvedHandle"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    resolveHandle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description left out: the handle does not resolve */
                    did?: string;
                    /** @description not under the server's own domain */
                    handle?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResolvedHandle"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    listHolds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultsHoldReport"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    addHold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description DID or handle of the account that calls, or with lost-between of the token answer; any when absent */
                    account?: string;
                    /**
                     * Format: int64
                     * @description how many calls are held, at most 1000; later ones pass; 1 when absent
                     */
                    calls?: number;
                    /** @description names the hold; made up when absent: hold-1 */
                    id?: string;
                    /** @description as in the match of a fault; any XRPC method when absent */
                    method?: string;
                    /** @description in place of method: lost-between holds what a client of OAuth fetches next after a token answer, of the documents by which it finds the account's servers */
                    preset?: string;
                    /** @description from the first call on, after which the hold ends by itself: real time, at most 1h; 30s when absent */
                    timeout?: components["schemas"]["FixtureRealDuration"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedHold"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    removeHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    awaitHeld: {
        parameters: {
            query?: {
                /** @description how many calls; 1 without it */
                n?: number;
                /** @description real time, 1 to 600; 5 without it */
                timeoutSeconds?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultsHoldReport"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    dropHeld: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: int64
                     * @description number of the call as it arrived, from 1
                     */
                    call?: number;
                    /** @description before or after it is processed */
                    when?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultsHoldReport"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    releaseHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description numbers of calls as they arrived, from 1; left out, all go on together */
                    order?: number[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultsHoldReport"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    calls: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalCall"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    clearJournal: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    saveHAR: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    saveNDJSON: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    follow: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
                /** @description true: send findings, too, as they become true */
                findings?: boolean;
            };
            header?: {
                /** @description in place of since, as browsers send it */
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    waitFor: {
        parameters: {
            query?: {
                /** @description NSID or its last part; a path if it begins with /; * is any text */
                method?: string;
                /** @description GET, POST and so on */
                verb?: string;
                /** @description handle or DID */
                account?: string;
                /** @description that the call was sent to, with its port */
                host?: string;
                /** @description alice#2, or alice#2/g5 for a generation; # is %23 in a URL */
                session?: string;
                /** @description none, access, refresh, service, basic or unreadable */
                token?: string;
                /** @description name of the error that was answered */
                error?: string;
                /** @description id of a fault or hold that the call met; * is any text */
                fault?: string;
                /** @description true: only calls whose reply the client cannot have read */
                lost?: boolean;
                /** @description number of a call: only those after it */
                since?: number;
                /** @description how many: with since the first after it, else the newest */
                limit?: number;
                /** @description of the reply; 0 where the server made none */
                status?: number;
                /** @description how many calls; 1 without it */
                n?: number;
                /** @description real time, 1 to 600; 5 without it */
                timeoutSeconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalCall"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    listLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatelimitReport"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FixtureLimit"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedLimit"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    clearLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    exhaustLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FixtureLimit"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatelimitReport"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    removeLimit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    lineage: {
        parameters: {
            query?: {
                /** @description handle or DID; all accounts without it */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalLineage"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    mail: {
        parameters: {
            query?: {
                /** @description address; all mail without it */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxMessage"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    mint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID: the sub claim */
                    account?: string;
                    /** @description the service's DID */
                    audience?: string;
                    /** @description further claims, or others; null takes one away */
                    claims?: {
                        [key: string]: unknown;
                    };
                    /** @description the jti claim of a refresh token; made up */
                    id?: string;
                    /**
                     * Format: date-time
                     * @description now; may lie in the future
                     */
                    issuedAt?: string | null;
                    /** @description access (default) or refresh */
                    kind?: string;
                    /** @description com.atproto.access for access tokens, com.atproto.refresh for refresh tokens */
                    scope?: string;
                    /**
                     * Format: double
                     * @description 7200 for access tokens, 7776000 for refresh tokens; negative: expired already; at most a hundred years, 3153600000
                     */
                    ttlSeconds?: number;
                    /** @description at+jwt or refresh+jwt */
                    typ?: string;
                    /** @description key: signed with another key; no-jti: without that claim; alg-none: unsigned */
                    wrong?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Minted"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    decideConsent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID; the login hint's, or the first account, if it is left out */
                    account?: string;
                    /** @description the user rejects the request */
                    deny?: boolean;
                    /** @description every request from then on, not only the next */
                    each?: boolean;
                    /** @description what is granted beside atproto; everything if it is left out */
                    scope?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    undecideConsent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    putDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description what is answered, as text */
                    body?: string;
                    /** @description what is answered, as JSON; in place of body */
                    document?: unknown;
                    /** @description Content-Type is application/json if it is left out */
                    headers?: {
                        [key: string]: string;
                    };
                    /**
                     * Format: int64
                     * @description 200 if it is left out
                     */
                    status?: number;
                    /** @description of a client's document, or of its keys; the client_id of document if it is left out */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    forgetDocuments: {
        parameters: {
            query?: {
                /** @description the client's id; all clients without it */
                clientId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forgotten"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    putLexicon: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description the lexicon document */
                    lexicon?: unknown;
                    /** @description its name; the id of lexicon if it is left out */
                    nsid?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    rotateNonce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description every answer has another nonce from then on, and only the last one is good */
                    each?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    oauthSessions: {
        parameters: {
            query?: {
                /** @description handle or DID; all accounts without it */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthSession"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    expireOAuthAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthOutcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    expireOAuthRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthOutcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    narrowOAuthSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /** @description what is left of the session's scopes, beside atproto */
                    scope?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthOutcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    revokeOAuthSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthOutcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setOAuth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description mock judges the clocks of clients by mock time alone; any also by the machine's */
                    clientClock?: string;
                    /** @description who answers for the user: page, approve or deny */
                    mode?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    goWrong: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description from then on, not only at the next occasion */
                    each?: boolean;
                    /** @description what goes wrong, such as callback-other-iss; docs/oauth.md has them all */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    goRight: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    publicURL: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicURL"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setPublicURL: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description scheme and host, without a path; empty: the URL that each request came by */
                    publicUrl?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicURL"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    quirks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuirkList"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setQuirks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description names of quirks and profiles; all other quirks are off */
                    set?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuirkList"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    reload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorldSize"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorldSize"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    service: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    setService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description address, in the contact of describeServer */
                    contactEmail?: string;
                    /**
                     * Format: int64
                     * @description for each of which an account gets an invite code, 5 unused ones at most, where sign-up needs one; left out: accounts get none
                     */
                    inviteIntervalSeconds?: number;
                    /** @description URL, among the links of describeServer */
                    privacyPolicy?: string;
                    /** @description URL, among the links of describeServer */
                    termsOfService?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    sessions: {
        parameters: {
            query?: {
                /** @description handle or DID; all accounts without it */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    expireAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    expireRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description handle or DID */
                    account?: string;
                    /**
                     * Format: int64
                     * @description number of the session; 0, or left out: all of the account's
                     */
                    session?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    restore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    clock?: {
                        /**
                         * Format: date-time
                         * @description left out while it runs
                         */
                        frozenAt?: string;
                        /**
                         * Format: int64
                         * @description of a clock that runs: how far ahead of wall time
                         */
                        offsetNanoseconds?: number;
                        /**
                         * Format: int64
                         * @description by which each minted token moves a clock that stands still
                         */
                        stepNanoseconds?: number;
                    };
                    /** @description the oldest first */
                    mail?: {
                        content?: string;
                        /** @description confirm_email, update_email, reset_password, delete_account, plc_operation, sign_in or admin */
                        kind?: string;
                        /**
                         * Format: date-time
                         * @description mock time
                         */
                        sentAt?: string;
                        subject?: string;
                        to?: string;
                        /** @description the code in it */
                        token?: string;
                    }[];
                    memory?: {
                        /**
                         * Format: int64
                         * @description ids, codes and passwords made up so far; the seed and this number give the next one
                         */
                        draws?: number;
                        /** @description DID documents and the log of their operations */
                        identities?: {
                            /** @description of documents that need not be as the account says, by DID */
                            logs?: {
                                [key: string]: {
                                    /** @description of the operation */
                                    cid?: string;
                                    /** Format: date-time */
                                    createdAt?: string;
                                    /** @description of a tombstone, those before it; this server is a service without an endpoint */
                                    data?: {
                                        alsoKnownAs?: string[];
                                        did?: string;
                                        rotationKeys?: string[];
                                        services?: {
                                            [key: string]: {
                                                endpoint?: string;
                                                type?: string;
                                            };
                                        };
                                        verificationMethods?: {
                                            [key: string]: string;
                                        };
                                    } | null;
                                    /** @description a later operation undid it */
                                    nullified?: boolean;
                                    /** @description signed when somebody asks for it */
                                    operation?: {
                                        alsoKnownAs?: string[];
                                        did?: string;
                                        rotationKeys?: string[];
                                        services?: {
                                            [key: string]: {
                                                endpoint?: string;
                                                type?: string;
                                            };
                                        };
                                        verificationMethods?: {
                                            [key: string]: string;
                                        };
                                    };
                                }[];
                            };
                            /** @description how often the account of a DID moved here */
                            moves?: {
                                [key: string]: number;
                            };
                            /** @description documents as the server last read them, by DID */
                            seen?: {
                                [key: string]: {
                                    /**
                                     * Format: date-time
                                     * @description mock time
                                     */
                                    at?: string;
                                    /** @description of another document */
                                    data?: {
                                        alsoKnownAs?: string[];
                                        did?: string;
                                        rotationKeys?: string[];
                                        services?: {
                                            [key: string]: {
                                                endpoint?: string;
                                                type?: string;
                                            };
                                        };
                                        verificationMethods?: {
                                            [key: string]: string;
                                        };
                                    };
                                    /** @description of a document that follows from the account */
                                    handle?: string;
                                };
                            };
                        };
                        /**
                         * Format: int64
                         * @description access tokens minted so far; a restore never lowers the server's own number
                         */
                        minted?: number;
                        /** @description OAuth sessions; log-ins that are under way are not kept */
                        oauth?: {
                            /** @description sessions opened so far, by DID */
                            numbers?: {
                                [key: string]: number;
                            };
                            /** @description by account, in the order in which they were opened */
                            sessions?: {
                                /** @description scope that was granted, with permission sets by their names */
                                askedScope?: string;
                                /** @description how the client proved who it is; left out if it proved nothing at the start */
                                client?: {
                                    algorithm?: string;
                                    keyId?: string;
                                    /** @description none or private_key_jwt */
                                    method?: string;
                                    thumbprint?: string;
                                };
                                clientId?: string;
                                /** Format: date-time */
                                createdAt?: string;
                                did?: string;
                                /**
                                 * Format: date-time
                                 * @description end of the access token
                                 */
                                expiresAt?: string;
                                /** Format: int64 */
                                generation?: number;
                                /** @description thumbprint of the key that tokens are bound to */
                                key?: string;
                                /**
                                 * Format: date-time
                                 * @description end of the refresh token, if a test set it
                                 */
                                refreshEnd?: string;
                                refreshToken?: string;
                                /** @description of the access token */
                                scope?: string;
                                /** Format: int64 */
                                session?: number;
                                /** @description of the access token */
                                tokenId?: string;
                                /** Format: date-time */
                                updatedAt?: string;
                                usedRefreshTokens?: string[];
                            }[];
                        };
                        /** @description what the server calls itself; left out: the URL of each request */
                        publicUrl?: string;
                        /** @description records, blobs and preferences */
                        records?: {
                            /**
                             * Format: int64
                             * @description microseconds in the latest TID
                             */
                            last?: number;
                            /** @description by DID */
                            repos?: {
                                [key: string]: {
                                    /** @description by CID */
                                    blobs?: {
                                        [key: string]: {
                                            data?: unknown[];
                                            mimeType?: string;
                                        };
                                    };
                                    head?: {
                                        cid?: string;
                                        rev?: string;
                                    };
                                    preferences?: {
                                        type?: string;
                                        value?: unknown;
                                    }[];
                                    /** @description by collection/key */
                                    records?: {
                                        [key: string]: {
                                            /** @description that the value refers to */
                                            blobs?: {
                                                cid?: string;
                                                mimeType?: string;
                                                /** Format: int64 */
                                                size?: number;
                                            }[];
                                            cid?: string;
                                            /** @description of the commit that wrote it */
                                            rev?: string;
                                            /** @description what a follow, block, like or repost points at */
                                            subject?: string;
                                            value?: unknown;
                                        };
                                    };
                                    /** @description the reference under which a record (by collection/key) or a blob (by CID) is taken down */
                                    takedowns?: {
                                        [key: string]: string;
                                    };
                                };
                            };
                        };
                    };
                    /**
                     * Format: int64
                     * @description 1
                     */
                    version?: number;
                    world?: {
                        /** @description in order of creation */
                        accounts?: {
                            /** Format: int64 */
                            accessTtlNanoseconds?: number;
                            appPasswords?: {
                                /** Format: date-time */
                                createdAt?: string;
                                name?: string;
                                password?: string;
                                privileged?: boolean;
                            }[];
                            /** @description mailed codes, by purpose */
                            codes?: {
                                [key: string]: {
                                    code?: string;
                                    /** Format: date-time */
                                    requestedAt?: string;
                                };
                            };
                            /** Format: date-time */
                            createdAt?: string;
                            /** @description up to where access tokens are expired, by session; 0 is all */
                            cutoffs?: {
                                [key: string]: {
                                    /** Format: date-time */
                                    issuedAt?: string;
                                    /** Format: int64 */
                                    serial?: number;
                                };
                            };
                            /** Format: date-time */
                            deactivatedAt?: string;
                            deleteAfter?: string;
                            did?: string;
                            email?: string;
                            emailAuthFactor?: boolean;
                            /** Format: date-time */
                            emailConfirmedAt?: string;
                            handle?: string;
                            host?: string;
                            invitesDisabled?: boolean;
                            /**
                             * Format: int64
                             * @description sessions opened so far
                             */
                            logins?: number;
                            noPassword?: boolean;
                            /**
                             * Format: int64
                             * @description in order of creation
                             */
                            number?: number;
                            password?: string;
                            refreshTokens?: {
                                appPassword?: string;
                                expired?: boolean;
                                /** Format: date-time */
                                expiresAt?: string;
                                /** Format: int64 */
                                generation?: number;
                                id?: string;
                                next?: string;
                                /** Format: int64 */
                                session?: number;
                            }[];
                            /** Format: int64 */
                            refreshTtlNanoseconds?: number;
                            statusMode?: string;
                            suspended?: boolean;
                            /** Format: int64 */
                            sweepAt?: number;
                            takedownRef?: string;
                        }[];
                        /** @description in order of creation */
                        invites?: {
                            /** Format: int64 */
                            available?: number;
                            code?: string;
                            /** Format: date-time */
                            createdAt?: string;
                            createdBy?: string;
                            disabled?: boolean;
                            forAccount?: string;
                            uses?: {
                                /** Format: date-time */
                                usedAt?: string;
                                usedBy?: string;
                            }[];
                        }[];
                        /**
                         * Format: int64
                         * @description the highest number an account has had
                         */
                        numbered?: number;
                        /** @description accounts that are gone, as they were in the end */
                        removed?: {
                            /** Format: int64 */
                            accessTtlNanoseconds?: number;
                            appPasswords?: {
                                /** Format: date-time */
                                createdAt?: string;
                                name?: string;
                                password?: string;
                                privileged?: boolean;
                            }[];
                            /** Format: date-time */
                            createdAt?: string;
                            /** Format: date-time */
                            deactivatedAt?: string;
                            deleteAfter?: string;
                            did?: string;
                            email?: string;
                            emailAuthFactor?: boolean;
                            /** Format: date-time */
                            emailConfirmedAt?: string;
                            handle?: string;
                            host?: string;
                            invitesDisabled?: boolean;
                            noPassword?: boolean;
                            password?: string;
                            /** Format: int64 */
                            refreshTtlNanoseconds?: number;
                            statusMode?: string;
                            suspended?: boolean;
                            takedownRef?: string;
                        }[];
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorldSize"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    listStubs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StubsReport"][];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    addStub: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FixtureStub"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedStub"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    clearStubs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    removeStub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
    unknownCalls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unknown"];
                };
            };
            default: components["responses"]["Refusal"];
        };
    };
}
