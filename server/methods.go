package server

import (
	"time"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// methods is the table of contents: every method and its verb; who may call it, and the function
// that answers; and how often it may be called.
func (p *protocol) methods() table {
	orQueued := standardAccess.and(tokens.ScopeSignupQueued)
	orTakendown := fullAccess.and(tokens.ScopeTakendown)
	anyTakendown := standardAccess.and(tokens.ScopeTakendown)
	appView := p.passedOn(p.access(standardAccess, callScope, hasKey))
	return table{
		// session.go
		xrpc.Procedure("com.atproto.server.createSession",
			p.anyone, xrpc.FuncIn(p.createSession),
			limit(300, day, byIdentifier), limit(30, 5*time.Minute, byIdentifier)),
		xrpc.Procedure("com.atproto.server.refreshSession",
			p.refreshToken, xrpc.Func(p.refreshSession)),
		xrpc.Query("com.atproto.server.getSession",
			p.access(orQueued, noScope), xrpc.Func(p.getSession)),
		xrpc.Procedure("com.atproto.server.deleteSession",
			p.refreshTokenOfAnyAge, xrpc.Func(p.deleteSession)),

		// account.go
		xrpc.Query("com.atproto.server.describeServer",
			p.anyone, xrpc.Func(p.describeServer)),
		xrpc.Procedure("com.atproto.server.createAccount",
			p.serviceTokenIfAny, xrpc.FuncIn(p.createAccount),
			limit(100, 5*time.Minute, byAddress)),
		xrpc.Query("com.atproto.temp.checkSignupQueue",
			p.access(orQueued, notByOAuth), xrpc.Func(p.checkSignupQueue)),

		// apppassword.go
		xrpc.Procedure("com.atproto.server.createAppPassword",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.FuncIn(p.createAppPassword)),
		xrpc.Query("com.atproto.server.listAppPasswords",
			p.access(standardAccess, notByOAuth), xrpc.Func(p.listAppPasswords)),
		xrpc.Procedure("com.atproto.server.revokeAppPassword",
			p.access(standardAccess, notByOAuth), xrpc.FuncIn(p.revokeAppPassword)),

		// activation.go
		xrpc.Procedure("com.atproto.server.activateAccount",
			p.access(fullAccess, notActiveByOAuth), xrpc.Func(p.activateAccount)),
		xrpc.Procedure("com.atproto.server.deactivateAccount",
			p.access(orTakendown, manages("status")), xrpc.FuncIn(p.deactivateAccount)),
		xrpc.Query("com.atproto.server.checkAccountStatus",
			p.access(standardAccess, noScope), xrpc.Func(p.checkAccountStatus)),

		// invite.go
		xrpc.Procedure("com.atproto.server.createInviteCode",
			p.adminPassword, xrpc.FuncIn(invites(p, p.createInviteCode))),
		xrpc.Procedure("com.atproto.server.createInviteCodes",
			p.adminPassword, xrpc.FuncIn(invites(p, p.createInviteCodes))),
		xrpc.Query("com.atproto.server.getAccountInviteCodes",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.FuncIn(p.getAccountInviteCodes)),

		// admininvite.go
		xrpc.Query("com.atproto.admin.getInviteCodes",
			p.moderator, xrpc.FuncIn(invites(p, p.getInviteCodes))),
		xrpc.Procedure("com.atproto.admin.disableInviteCodes",
			p.moderator, xrpc.FuncIn(invites(p, p.disableInviteCodes))),
		xrpc.Procedure("com.atproto.admin.disableAccountInvites",
			p.moderator, xrpc.FuncIn(invites(p, p.disableAccountInvites))),
		xrpc.Procedure("com.atproto.admin.enableAccountInvites",
			p.moderator, xrpc.FuncIn(invites(p, p.enableAccountInvites))),

		// email.go
		xrpc.Procedure("com.atproto.server.requestEmailConfirmation",
			p.access(standardAccess, manages("email"), notTakendown), xrpc.Func(p.mails(fixtures.ConfirmEmail)),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.confirmEmail",
			p.access(standardAccess, manages("email"), notTakendown), xrpc.FuncIn(p.confirmEmail)),
		xrpc.Procedure("com.atproto.server.requestEmailUpdate",
			p.access(fullAccess, emailNotByOAuth, notTakendown), xrpc.Func(p.requestEmailUpdate),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.updateEmail",
			p.access(fullAccess, emailNotByOAuth, notTakendown), xrpc.FuncIn(p.updateEmail)),

		// password.go
		xrpc.Procedure("com.atproto.server.requestPasswordReset",
			p.anyone, xrpc.FuncIn(p.requestPasswordReset),
			limit(50, day, byAddress), limit(15, time.Hour, byAddress)),
		xrpc.Procedure("com.atproto.server.resetPassword",
			p.anyone, xrpc.FuncIn(p.resetPassword),
			limit(50, 5*time.Minute, byAddress)),

		// account.go
		xrpc.Procedure("com.atproto.server.requestAccountDelete",
			p.access(fullAccess, notByOAuth, notTakendown), xrpc.Func(p.mails(fixtures.DeleteAccount)),
			limit(15, day, byAccount), limit(5, time.Hour, byAccount)),
		xrpc.Procedure("com.atproto.server.deleteAccount",
			p.anyone, xrpc.FuncIn(p.deleteAccount),
			limit(50, 5*time.Minute, byAddress)),

		// adminaccount.go
		xrpc.Query("com.atproto.admin.getAccountInfo",
			p.moderator, xrpc.FuncIn(p.getAccountInfo)),
		xrpc.Query("com.atproto.admin.getAccountInfos",
			p.moderator, xrpc.FuncIn(p.getAccountInfos)),
		xrpc.Procedure("com.atproto.admin.updateAccountEmail",
			p.adminPassword, xrpc.FuncIn(p.updateAccountEmail)),
		xrpc.Procedure("com.atproto.admin.updateAccountPassword",
			p.adminPassword, xrpc.FuncIn(p.updateAccountPassword)),
		xrpc.Procedure("com.atproto.admin.deleteAccount",
			p.adminPassword, xrpc.FuncIn(p.adminDeleteAccount)),
		xrpc.Procedure("com.atproto.admin.sendEmail",
			p.moderator, xrpc.FuncIn(p.sendEmail)),

		// identity.go
		xrpc.Query("com.atproto.identity.resolveHandle",
			p.anyone, xrpc.FuncIn(p.resolveHandle)),
		xrpc.Procedure("com.atproto.identity.updateHandle",
			p.access(standardAccess, handleScope, notTakendown), xrpc.FuncIn(p.updateHandle),
			limit(10, 5*time.Minute, byAccount), limit(50, day, byAccount)),
		xrpc.Procedure("com.atproto.admin.updateAccountHandle",
			p.adminPassword, xrpc.FuncIn(p.updateAccountHandle)),
		xrpc.Query("com.atproto.identity.getRecommendedDidCredentials",
			p.access(standardAccess, noScope), xrpc.Func(p.getRecommendedDidCredentials)),

		// plc.go
		xrpc.Procedure("com.atproto.identity.requestPlcOperationSignature",
			p.access(orTakendown, wholeIdentity), xrpc.Func(p.mails(fixtures.PLCOperation))),
		xrpc.Procedure("com.atproto.identity.signPlcOperation",
			p.access(orTakendown, wholeIdentity), xrpc.FuncIn(p.signPlcOperation)),
		xrpc.Procedure("com.atproto.identity.submitPlcOperation",
			p.access(standardAccess, wholeIdentity), xrpc.FuncIn(p.submitPlcOperation)),

		// serviceauth.go
		xrpc.Query("com.atproto.server.getServiceAuth",
			p.access(anyTakendown, serviceTokenScope), xrpc.FuncIn(p.getServiceAuth)),
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
			p.readerIfAny(standardAccess), xrpc.FuncIn(p.getLatestCommit)),
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
			p.repoReader(standardAccess), xrpc.FuncIn(p.syncGetRecord)).OrStub(),
		xrpc.Query("com.atproto.sync.getRepo",
			p.repoReader(anyTakendown), xrpc.FuncIn(p.getRepo)).OrStub(),
		xrpc.Query("com.atproto.sync.getHead",
			p.repoReader(standardAccess), xrpc.FuncIn(p.getHead)).OrStub(),
		xrpc.Query("com.atproto.sync.getCheckout",
			p.repoReader(standardAccess), xrpc.FuncIn(p.getCheckout)).OrStub(),
		xrpc.Query("com.atproto.sync.getBlocks",
			p.repoReader(standardAccess), xrpc.FuncIn(p.getBlocks)).OrStub(),
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
			p.repoReader(anyTakendown), xrpc.FuncIn(p.getBlob)).OrStub(),
		xrpc.Query("com.atproto.sync.listBlobs",
			p.repoReader(anyTakendown), xrpc.FuncIn(p.listBlobs)).OrStub(),

		// preferences.go
		xrpc.Query("app.bsky.actor.getPreferences",
			p.preferencesReader, xrpc.Func(p.getPreferences)).OrStub(),
		xrpc.Procedure("app.bsky.actor.putPreferences",
			p.viewer(p.access(standardAccess, callScope, notTakendown)),
			xrpc.FuncIn(p.putPreferences)).OrStub(),

		// profile.go
		xrpc.Query("app.bsky.actor.getProfile",
			p.viewer(p.access(standardAccess, callScope, hasKey)), xrpc.FuncIn(p.getProfile)).OrStub(),
		xrpc.Query("app.bsky.actor.getProfiles",
			p.viewer(p.access(standardAccess, callScope, hasKey)), xrpc.FuncIn(p.getProfiles)).OrStub(),

		// passedon.go
		xrpc.Query("app.bsky.feed.getActorLikes",
			appView, fails[getActorLikesParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getAuthorFeed",
			appView, fails[getAuthorFeedParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getFeed",
			appView, fails[getFeedParams](errRequestFailed)).OrStub(),
		xrpc.Query("app.bsky.feed.getPostThread",
			appView, fails[getPostThreadParams](errUnreachable)).OrStub(),
		xrpc.Query("app.bsky.feed.getTimeline",
			appView, fails[pageParams](errUnreachable)).OrStub(),
		xrpc.Procedure("app.bsky.notification.registerPush",
			p.access(orQueued, noScope, hasKey), xrpc.FuncIn(p.registerPush)).OrStub(),
		xrpc.Procedure("app.bsky.notification.unregisterPush",
			p.access(orQueued, noScope, hasKey), xrpc.FuncIn(p.unregisterPush)).OrStub(),
		xrpc.Procedure("com.atproto.moderation.createReport",
			p.passedOn(p.access(anyTakendown, callScope, hasKey)),
			fails[createReportInput](errRequestFailed)).OrStub(),
	}
}
