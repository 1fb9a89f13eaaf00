package mockpdstest_test

import (
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

// inGo is the vocabulary: each operation of the control API, and the method that does it in Go; of
// an operation that does several things, all of them.
func inGo(pds *mockpdstest.PDS) map[string][]any {
	return map[string][]any{
		"POST /reset":   {pds.Reset},
		"PUT /fixtures": {pds.ReplaceWorld},
		"POST /reload":  {pds.Reload},

		"GET /accounts":                {pds.Accounts},
		"POST /accounts":               {pds.AddAccount},
		"GET /accounts/{name}":         {pds.Account},
		"PATCH /accounts/{name}":       {pds.ChangeAccount},
		"DELETE /accounts/{name}":      {pds.RemoveAccount},
		"POST /accounts/{name}/status": {pds.SetStatus},

		"GET /service":                    {pds.Service},
		"POST /service":                   {pds.SetService},
		"GET /handles":                    {pds.Handles},
		"POST /handles":                   {pds.ResolveHandle},
		"POST /accounts/{name}/codes/age": {pds.AgeCode},

		"GET /snapshot": {pds.Snapshot},
		"PUT /snapshot": {pds.Restore},

		"GET /clock":  {pds.Now},
		"POST /clock": {pds.Advance, pds.SetClock, pds.Freeze, pds.Resume, pds.ResetClock},

		"GET /sessions":                 {pds.Sessions},
		"POST /sessions/expire-access":  {pds.ExpireAccess},
		"POST /sessions/expire-refresh": {pds.ExpireRefresh},
		"POST /sessions/revoke":         {pds.RevokeSession},

		"POST /mint": {pds.Mint},

		"GET /public-url":  {pds.PublicURL},
		"POST /public-url": {pds.SetPublicURL},

		"GET /ca.pem": {pds.RootCAs},

		"GET /stubs":         {pds.ListStubs},
		"POST /stubs":        {pds.AddStub},
		"DELETE /stubs":      {pds.ClearStubs},
		"DELETE /stubs/{id}": {pds.RemoveStub},
		"GET /unknown":       {pds.UnknownCalls},

		"GET /quirks":  {pds.Quirks},
		"POST /quirks": {pds.SetQuirks},

		"GET /limits":          {pds.ListLimits},
		"POST /limits":         {pds.SetLimit},
		"POST /limits/exhaust": {pds.ExhaustLimit},
		"DELETE /limits":       {pds.ClearLimits},
		"DELETE /limits/{id}":  {pds.RemoveLimit},

		"GET /faults":            {pds.ListFaults},
		"GET /faults/assert-hit": {pds.AssertFaultsHit},
		"POST /faults":           {pds.AddFault},
		"DELETE /faults":         {pds.ClearFaults},
		"DELETE /faults/{id}":    {pds.RemoveFault},

		"GET /holds":               {pds.ListHolds},
		"POST /holds":              {pds.AddHold},
		"GET /holds/{id}/arrived":  {pds.AwaitHeld},
		"POST /holds/{id}/release": {pds.ReleaseHold},
		"POST /holds/{id}/drop":    {pds.DropHeld},
		"DELETE /holds/{id}":       {pds.RemoveHold},

		"GET /journal":        {pds.Calls, pds.AssertCalls},
		"GET /journal/wait":   {pds.WaitFor},
		"GET /journal/follow": {pds.Follow},
		"GET /journal.ndjson": {pds.SaveNDJSON},
		"GET /journal.har":    {pds.SaveHAR},
		"DELETE /journal":     {pds.ClearJournal},
		"GET /findings":       {pds.Findings, pds.AssertNoFindings},
		"GET /lineage":        {pds.Lineage},

		"GET /oauth/sessions":                 {pds.OAuthSessions},
		"POST /oauth/sessions/expire-access":  {pds.ExpireOAuthAccess},
		"POST /oauth/sessions/expire-refresh": {pds.ExpireOAuthRefresh},
		"POST /oauth/sessions/revoke":         {pds.RevokeOAuthSession},
		"POST /oauth/sessions/narrow":         {pds.NarrowOAuthSession},
		"POST /oauth/nonce":                   {pds.RotateNonce},
		"POST /oauth/documents":               {pds.PutDocument},
		"DELETE /oauth/documents":             {pds.ForgetDocuments},
		"POST /oauth/lexicons":                {pds.PutLexicon},
		"POST /oauth/consent":                 {pds.DecideConsent},
		"DELETE /oauth/consent":               {pds.UndecideConsent},
		"POST /oauth/wrong":                   {pds.GoWrong},
		"DELETE /oauth/wrong":                 {pds.GoRight},
		"POST /oauth/settings":                {pds.SetOAuth},

		"GET /mail": {pds.Mail, pds.Code},
	}
}

func TestEachVerbOfTheControlAPIIsAMethodInGo(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	served, methods := operations(t, pds), inGo(pds)
	for operation, id := range served {
		switch does := methods[operation]; {
		case len(does) == 0:
			t.Errorf("%s has no method in Go", operation)
		case operation == "POST /clock": // one operation, five methods
		case !strings.EqualFold(nameOf(does[0]), id):
			t.Errorf("%s is %s over HTTP and %s in Go", operation, id, nameOf(does[0]))
		}
	}
	for operation := range methods {
		if served[operation] == "" {
			t.Errorf("there is no %s in the control API", operation)
		}
	}
}

// nameOf returns the name of a method of PDS.
func nameOf(method any) string {
	name := runtime.FuncForPC(reflect.ValueOf(method).Pointer()).Name()
	return strings.TrimSuffix(name[strings.LastIndex(name, ".")+1:], "-fm")
}

// operations maps each operation of the control API to its operationId.
func operations(t *testing.T, pds *mockpdstest.PDS) map[string]string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/_mock/openapi.json", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	decode(t, pds.Client(), r, &document)
	ids := map[string]string{}
	for path, verbs := range document.Paths {
		for verb, operation := range verbs {
			ids[strings.ToUpper(verb)+" "+path] = operation.OperationID
		}
	}
	return ids
}
