package server

import (
	"time"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// methods is the table of contents: every method and its verb; who may call it, and the function
// that answers; and how often it may be called.
//
// The gate access(scopes, need, checks...) says which scopes of a session token are good, what an
// OAuth token must allow, and in which state the account must not be. Func and Do make a handler of
// a function that answers with a body or without one, FuncIn and DoIn of one with an input. OrStub
// lets a stub of a test answer instead.
func (p *protocol) methods() table {
	standardOrQueued := standardAccess.and(tokens.ScopeSignupQueued)
	fullOrTakendown := fullAccess.and(tokens.ScopeTakendown)
	standardOrTakendown := standardAccess.and(tokens.ScopeTakendown)
	appView := p.passedOn(p.access(standardAccess, callScope, hasKey))
	return table{
		// session.go
		xrpc.Procedure("com.atproto.server.createSession",
			p.anyone, xrpc.FuncIn(p.createSession),
			limit(300, day, byIdentifier), limit(30, 5*time.Minute, byIdentifier)),
		xrpc.Procedure("com.atproto.server.refreshSession",
			p.refreshToken, xrpc.Func(p.refreshSession)),
		xrpc.Query("com.atproto.server.getSession",
			p.access(standardOrQueued, noScope), xrpc.Func(p.getSession)),
		xrpc.Procedure("com.atproto.server.deleteSession",
			p.refreshTokenOfAnyAge, xrpc.Do(p.deleteSession)),

		// account.go
		xrpc.Query("com.atproto.server.describeServer",
			p.anyone, xrpc.Func(p.describeServer)),
		xrpc.Procedure("com.atproto.server.createAccount",
			p.serviceTokenIfAny, xrpc.FuncIn(p.createAccount),
			limit(100, 5*time.Minute, byAddress)),
		xrpc.Query("com.atproto.temp.checkSignupQueue",
			p.access(standardOrQueued, notByOAuth), xrpc.Func(p.checkSignupQueue)),
		xrpc.Procedure("com.atproto.server.requestAccountDelete",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.Do(p.mails(fixtures.DeleteAccount)),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.deleteAccount",
			p.anyone, xrpc.DoIn(p.deleteAccount),
			limit(50, 5*time.Minute, byAddress)),

		// apppassword.go
		xrpc.Procedure("com.atproto.server.createAppPassword",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.FuncIn(p.createAppPassword)),
		xrpc.Query("com.atproto.server.listAppPasswords",
			p.access(standardAccess, notByOAuth), xrpc.Func(p.listAppPasswords)),
		xrpc.Procedure("com.atproto.server.revokeAppPassword",
			p.access(standardAccess, notByOAuth), xrpc.DoIn(p.revokeAppPassword)),

		// activation.go
		xrpc.Procedure("com.atproto.server.activateAccount",
			p.access(fullAccess, notActiveByOAuth), xrpc.Do(p.activateAccount)),
		xrpc.Procedure("com.atproto.server.deactivateAccount",
			p.access(fullOrTakendown, manages("status")), xrpc.DoIn(p.deactivateAccount)),
		xrpc.Query("com.atproto.server.checkAccountStatus",
			p.access(standardAccess, noScope), xrpc.Func(p.checkAccountStatus)),

		// invite.go
		xrpc.Procedure("com.atproto.server.createInviteCode",
			p.adminPassword, xrpc.FuncIn(p.createInviteCode).Checked(p.hasInvites)),
		xrpc.Procedure("com.atproto.server.createInviteCodes",
			p.adminPassword, xrpc.FuncIn(p.createInviteCodes).Checked(p.hasInvites)),
		xrpc.Query("com.atproto.server.getAccountInviteCodes",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.FuncIn(p.getAccountInviteCodes)),

		// admininvite.go
		xrpc.Query("com.atproto.admin.getInviteCodes",
			p.moderator, xrpc.FuncIn(p.getInviteCodes).Checked(p.hasInvites)),
		xrpc.Procedure("com.atproto.admin.disableInviteCodes",
			p.moderator, xrpc.DoIn(p.disableInviteCodes).Checked(p.hasInvites)),
		xrpc.Procedure("com.atproto.admin.disableAccountInvites",
			p.moderator, xrpc.DoIn(p.setInvitesDisabled(true)).Checked(p.hasInvites)),
		xrpc.Procedure("com.atproto.admin.enableAccountInvites",
			p.moderator, xrpc.DoIn(p.setInvitesDisabled(false)).Checked(p.hasInvites)),

		// email.go
		xrpc.Procedure("com.atproto.server.requestEmailConfirmation",
			p.access(standardAccess, manages("email"), notTakendown),
			xrpc.Do(p.mails(fixtures.ConfirmEmail)),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.confirmEmail",
			p.access(standardAccess, manages("email"), notTakendown), xrpc.DoIn(p.confirmEmail)),
		xrpc.Procedure("com.atproto.server.requestEmailUpdate",
			p.access(fullAccess, emailNotByOAuth, notTakendown), xrpc.Func(p.requestEmailUpdate),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.updateEmail",
			p.access(fullAccess, emailNotByOAuth, notTakendown), xrpc.DoIn(p.updateEmail)),

		// password.go
		xrpc.Procedure("com.atproto.server.requestPasswordReset",
			p.anyone, xrpc.DoIn(p.requestPasswordReset),
			limit(50, day, byAddress), limit(15, time.Hour, byAddress)),
		xrpc.Procedure("com.atproto.server.resetPassword",
			p.anyone, xrpc.DoIn(p.resetPassword),
			limit(50, 5*time.Minute, byAddress)),

		// adminaccount.go
		xrpc.Query("com.atproto.admin.getAccountInfo",
			p.moderator, xrpc.FuncIn(p.getAccountInfo)),
		xrpc.Query("com.atproto.admin.getAccountInfos",
			p.moderator, xrpc.FuncIn(p.getAccountInfos)),
		xrpc.Procedure("com.atproto.admin.updateAccountEmail",
			p.adminPassword, xrpc.DoIn(p.updateAccountEmail)),
		xrpc.Procedure("com.atproto.admin.updateAccountPassword",
			p.adminPassword, xrpc.DoIn(p.updateAccountPassword)),
		xrpc.Procedure("com.atproto.admin.deleteAccount",
			p.adminPassword, xrpc.DoIn(p.adminDeleteAccount)),
		xrpc.Procedure("com.atproto.admin.sendEmail",
			p.moderator, xrpc.FuncIn(p.sendEmail)),

		// identity.go
		xrpc.Query("com.atproto.identity.resolveHandle",
			p.anyone, xrpc.FuncIn(p.resolveHandle)),
		xrpc.Procedure("com.atproto.identity.updateHandle",
			p.access(standardAccess, handleScope, notTakendown), xrpc.DoIn(p.updateHandle),
			limit(10, 5*time.Minute, byAccount), limit(50, day, byAccount)),
		xrpc.Procedure("com.atproto.admin.updateAccountHandle",
			p.adminPassword, xrpc.DoIn(p.updateAccountHandle)),
		xrpc.Query("com.atproto.identity.getRecommendedDidCredentials",
			p.access(standardAccess, noScope), xrpc.Func(p.getRecommendedDidCredentials)),

		// plc.go
		xrpc.Procedure("com.atproto.identity.requestPlcOperationSignature",
			p.access(fullOrTakendown, wholeIdentity), xrpc.Do(p.mails(fixtures.PLCOperation))),
		xrpc.Procedure("com.atproto.identity.signPlcOperation",
			p.access(fullOrTakendown, wholeIdentity), xrpc.FuncIn(p.signPlcOperation)),
		xrpc.Procedure("com.atproto.identity.submitPlcOperation",
			p.access(standardAccess, wholeIdentity), xrpc.DoIn(p.submitPlcOperation)),

		// serviceauth.go
		xrpc.Query("com.atproto.server.getServiceAuth",
			p.access(standardOrTakendown, serviceTokenScope), xrpc.FuncIn(p.getServiceAuth)),
		xrpc.Procedure("com.atproto.server.reserveSigningKey",
			p.anyone, xrpc.FuncIn(p.reserveSigningKey)),

		// subject.go
		xrpc.Query("com.atproto.admin.getSubjectStatus",
			p.moderator, xrpc.FuncIn(p.getSubjectStatus)),
		xrpc.Procedure("com.atproto.admin.updateSubjectStatus",
			p.moderator, xrpc.FuncIn(p.updateSubjectStatus)),

		// sync.go
		xrpc.Query("com.atproto.sync.getRepoStatus",
			p.anyone, xrpc.FuncIn(p.getRepoStatus)),
		xrpc.Query("com.atproto.sync.getLatestCommit",
			p.repoReader(standardAccess), xrpc.FuncIn(p.getLatestCommit)),
		xrpc.Query("com.atproto.sync.getHead",
			p.repoReader(standardAccess), xrpc.FuncIn(p.getHead)).OrStub(),
		xrpc.Query("com.atproto.sync.listRepos",
			p.anyone, xrpc.FuncIn(p.listRepos)),

		// records.go
		xrpc.Procedure("com.atproto.repo.createRecord",
			p.writer, xrpc.FuncIn(p.createRecord).MaxBody(maxWrite), writes(points(3))...).OrStub(),
		xrpc.Procedure("com.atproto.repo.putRecord",
			p.writer, xrpc.FuncIn(p.putRecord).MaxBody(maxWrite), writes(points(2))...).OrStub(),
		xrpc.Procedure("com.atproto.repo.deleteRecord",
			p.writer, xrpc.FuncIn(p.deleteRecord), writes(points(1))...).OrStub(),

		// writes.go
		xrpc.Procedure("com.atproto.repo.applyWrites",
			p.writer, xrpc.FuncIn(p.applyWrites).MaxBody(maxWrite), writes(costOfWrites)...).OrStub(),

		// recordreads.go
		xrpc.Query("com.atproto.repo.getRecord",
			p.anyone, xrpc.FuncIn(p.getRecord)).OrStub(),
		xrpc.Query("com.atproto.repo.listRecords",
			p.anyone, xrpc.FuncIn(p.listRecords)).OrStub(),
		xrpc.Query("com.atproto.repo.describeRepo",
			p.anyone, xrpc.FuncIn(p.describeRepo)).OrStub(),
		xrpc.Query("com.atproto.sync.getRecord",
			p.repoReader(standardAccess), fails[reader, syncGetRecordParams](errNoTrees)).OrStub(),
		xrpc.Query("com.atproto.sync.getRepo",
			p.repoReader(standardOrTakendown), fails[reader, getRepoParams](errNoTrees)).OrStub(),
		xrpc.Query("com.atproto.sync.getCheckout",
			p.repoReader(standardAccess), fails[reader, didInput](errNoTrees)).OrStub(),
		xrpc.Query("com.atproto.sync.getBlocks",
			p.repoReader(standardAccess), fails[reader, getBlocksParams](errNoTrees)).OrStub(),
		xrpc.Procedure("com.atproto.repo.importRepo",
			p.access(fullAccess, manages("repo"), notTakendown),
			xrpc.FuncBlob("application/vnd.ipld.car", maxBlob, p.importRepo)).OrStub(),

		// blobs.go
		xrpc.Procedure("com.atproto.repo.uploadBlob",
			p.uploader(p.access(standardAccess, blobScope, notTakendown)),
			xrpc.FuncBlob("*/*", maxBlob, p.uploadBlob),
			limit(1000, day, byAddress)).OrStub(),
		xrpc.Query("com.atproto.repo.listMissingBlobs",
			p.access(standardAccess, noScope, hasRepo), xrpc.FuncIn(p.listMissingBlobs)).OrStub(),
		xrpc.Query("com.atproto.sync.getBlob",
			p.repoReader(standardOrTakendown), xrpc.FuncIn(p.getBlob)).OrStub(),
		xrpc.Query("com.atproto.sync.listBlobs",
			p.repoReader(standardOrTakendown), xrpc.FuncIn(p.listBlobs)).OrStub(),

		// preferences.go
		xrpc.Query("app.bsky.actor.getPreferences",
			p.preferencesReader, xrpc.Func(p.getPreferences)).OrStub(),
		xrpc.Procedure("app.bsky.actor.putPreferences",
			p.viewer(p.access(standardAccess, callScope, notTakendown)),
			xrpc.DoIn(p.putPreferences)).OrStub(),

		// profile.go
		xrpc.Query("app.bsky.actor.getProfile",
			p.viewer(p.access(standardAccess, callScope, hasKey)), xrpc.FuncIn(p.getProfile)).OrStub(),
		xrpc.Query("app.bsky.actor.getProfiles",
			p.viewer(p.access(standardAccess, callScope, hasKey)), xrpc.FuncIn(p.getProfiles)).OrStub(),

		// passedon.go
		xrpc.Query("app.bsky.feed.getActorLikes",
			appView, fails[*caller, getActorLikesParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getAuthorFeed",
			appView, fails[*caller, getAuthorFeedParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getFeed",
			appView, fails[*caller, getFeedParams](errRequestFailed)).OrStub(),
		xrpc.Query("app.bsky.feed.getPostThread",
			appView, fails[*caller, getPostThreadParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getTimeline",
			appView, fails[*caller, pageParams](errUnreachable)).OrStub(),
		xrpc.Procedure("app.bsky.notification.registerPush",
			p.access(standardOrQueued, noScope, hasKey), xrpc.DoIn(p.registerPush)).OrStub(),
		xrpc.Procedure("app.bsky.notification.unregisterPush",
			p.access(standardOrQueued, noScope, hasKey), xrpc.DoIn(p.unregisterPush)).OrStub(),
		xrpc.Procedure("com.atproto.moderation.createReport",
			p.passedOn(p.access(standardOrTakendown, callScope, hasKey)),
			fails[*caller, createReportInput](errRequestFailed)).OrStub(),
	}
}
