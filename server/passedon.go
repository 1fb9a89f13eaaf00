package server

import (
	"errors"
	"net/http"

	"mockpds/internal/lexicon"
	"mockpds/internal/syntax"
	"mockpds/internal/xrpc"
)

// The methods below the reference checks before it asks another service: their parameters or their
// body, and who calls. Here only a stub answers them.

// passedOn is a gate of such a method. It lets those in whom another gate lets in, unless no stub
// answers and their atproto-proxy header leads nowhere.
func (p *protocol) passedOn(other xrpc.Gate[*caller]) xrpc.Gate[*caller] {
	return func(c *xrpc.Call) (*caller, error) {
		who, err := other(c)
		if err != nil || c.Stub != nil {
			return who, err
		}
		p.stubs.Miss(p.stubCall(c))
		return who, p.checkProxy(c)
	}
}

// fails makes the handler of a method that reads I and then fails.
func fails[W, I any](err error) xrpc.Handler[W] {
	return xrpc.DoIn(func(W, I) error { return err })
}

// errRequestFailed is the reference's error where it asks another service for something itself, and
// does not only pass on the call.
var errRequestFailed = &xrpc.Error{
	Status: http.StatusBadGateway, Name: "InternalServerError",
	Message: "Failed to perform upstream request",
}

type pageParams struct {
	Limit int64 `lex:"limit,optional,min=1,max=100"`
}

type getActorLikesParams struct {
	Actor string `lex:"actor,format=at-identifier"`
	pageParams
}

type getAuthorFeedParams struct {
	getActorLikesParams
	IncludePins bool `lex:"includePins,optional"`
}

type getFeedParams struct {
	Feed string `lex:"feed,format=at-uri"`
	pageParams
}

type getPostThreadParams struct {
	URI          string `lex:"uri,format=at-uri"`
	Depth        int64  `lex:"depth,optional,min=0,max=1000"`
	ParentHeight int64  `lex:"parentHeight,optional,min=0,max=1000"`
}

type unregisterPushInput struct {
	ServiceDID string `lex:"serviceDid,format=did"`
	Token      string `lex:"token"`
	Platform   string `lex:"platform"`
	AppID      string `lex:"appId"`
}

type registerPushInput struct {
	unregisterPushInput
	AgeRestricted bool `lex:"ageRestricted,optional"`
}

// registerPush would have a service notify an app, and fails as if the service were out of reach.
func (p *protocol) registerPush(who *caller, in registerPushInput) error {
	return p.askNotifier(who, "app.bsky.notification.registerPush", in.ServiceDID)
}

// unregisterPush would have a service stop that.
func (p *protocol) unregisterPush(who *caller, in unregisterPushInput) error {
	return p.askNotifier(who, "app.bsky.notification.unregisterPush", in.ServiceDID)
}

var errForeignService = errors.New("serviceDid is neither did:plc nor did:web") // a 500, too

func (p *protocol) askNotifier(who *caller, method, did string) error {
	if who.oauth != nil {
		if err := missingScope(who.oauth.Scopes.RPC(method, did+"#bsky_notif")); err != nil {
			return err
		}
	}
	if _, ok := p.store.Account(did); ok {
		return xrpc.InvalidRequest("invalid notification service details in did document: " + did)
	}
	switch kind, _, _ := syntax.SplitDID(did); kind {
	case "plc":
		return xrpc.InvalidRequest("could not resolve did document: " + did)
	case "web": // which is taken to exist
		return errRequestFailed
	default:
		return errForeignService
	}
}

type createReportInput struct {
	ReasonType string        `lex:"reasonType"`
	Reason     string        `lex:"reason,optional,maxLength=20000"`
	Subject    reportSubject `lex:"subject"`
	ModTool    *modTool      `lex:"modTool,optional"`
}

// reportSubject is what a report is about. Other types are accepted, too.
type reportSubject struct {
	lexicon.Union
	Repo   *repoRef   `lex:"com.atproto.admin.defs#repoRef"`
	Record *strongRef `lex:"com.atproto.repo.strongRef"`
}

type modTool struct {
	Name string `lex:"name"`
}
