package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"mockpds/server"
)

// canonical writes JSON with its keys in order.
func canonical(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGetAccountInfosTellsEachAccountOnceInOrderOfDIDs(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	dids := []string{}
	query := "com.atproto.admin.getAccountInfos?dids=" + nobody
	for _, handle := range []string{"one.test", "two.test", "three.test"} {
		did := w.signUp(handle).text("did")
		dids = append(dids, did)
		query += "&dids=" + did + "&dids=" + did
	}
	w.decide(dids[0], object{"takedown": object{"applied": true}})
	w.decide(dids[1], object{"deactivated": object{"applied": true}})
	slices.Sort(dids)
	same(t, w.get(query, admin).column("infos", "did"), dids)

	if r := w.get("com.atproto.admin.getAccountInfos?dids="+nobody, admin); r.raw != `{"infos":[]}` {
		t.Errorf("infos of nobody: %s", r.raw)
	}
	w.get("com.atproto.admin.getAccountInfos", admin).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.admin.getAccountInfos?dids="+dids[0]+"&dids=x", admin).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.admin.getAccountInfos?dids="+dids[0], "").is(t, http.StatusUnauthorized, "AuthenticationRequired")
}
