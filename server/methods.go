package server

import (
	"time"

	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// methods is the table of contents: every method, its verb, who may call it, and the function that answers.
func (p *PDS) methods() []xrpc.Method {
	return []xrpc.Method{
		// session.go
		xrpc.Procedure("com.atproto.server.createSession", p.anyone, xrpc.FuncIn(p.createSession),
			limit(300, day, byIdentifier), limit(30, 5*time.Minute, byIdentifier)),
		xrpc.Procedure("com.atproto.server.refreshSession", p.refreshToken, xrpc.Func(p.refreshSession)),
		xrpc.Query("com.atproto.server.getSession", p.access(standardAccess.and(tokens.ScopeSignupQueued)), xrpc.Func(p.getSession)),
		xrpc.Procedure("com.atproto.server.deleteSession", p.refreshTokenOfAnyAge, xrpc.Func(p.deleteSession)),

		// account.go
		xrpc.Query("com.atproto.server.describeServer", p.anyone, xrpc.Func(p.describeServer)),
		xrpc.Procedure("com.atproto.server.createAccount", p.serviceTokenIfAny, xrpc.FuncIn(p.createAccount), limit(100, 5*time.Minute, byAddress)),
		xrpc.Procedure("com.atproto.server.deactivateAccount", p.access(fullAccess.and(tokens.ScopeTakendown)), xrpc.FuncIn(p.deactivateAccount)),

		// apppassword.go
		xrpc.Procedure("com.atproto.server.createAppPassword", p.access(fullAccess, notTakendown), xrpc.FuncIn(p.createAppPassword)),

		// identity.go
		xrpc.Query("com.atproto.identity.resolveHandle", p.anyone, xrpc.FuncIn(p.resolveHandle)),

		// admin.go
		xrpc.Query("com.atproto.admin.getAccountInfo", p.moderator, xrpc.FuncIn(p.getAccountInfo)),
		xrpc.Procedure("com.atproto.admin.updateSubjectStatus", p.moderator, xrpc.FuncIn(p.updateSubjectStatus)),
	}
}
