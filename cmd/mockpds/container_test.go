package main

import (
	"strings"
	"testing"
)

func TestTheFlagsOfAContainersServerAreFound(t *testing.T) {
	t.Parallel()
	env := environment{"MOCKPDS_ADDR": "0.0.0.0:2583"}
	tests := [][2]string{
		{"/mockpds", "http://127.0.0.1:2583"},
		{"/mockpds --addr 0.0.0.0:80", "http://127.0.0.1:80"},
		{"/mockpds serve --rate-limits --addr=:80", "http://127.0.0.1:80"},
		{"/sbin/docker-init -- /mockpds --addr 0.0.0.0:80", "http://127.0.0.1:80"},
		{"/run/podman-init -- /mockpds --addr 0.0.0.0:80", "http://127.0.0.1:80"},
		{"/mockpds --tls --addr 0.0.0.0:443", "https://127.0.0.1:443"},
		{"/mockpds --fixtures a --fixtures b --addr :80", "http://127.0.0.1:80"},
		{"/mockpds journal --addr 0.0.0.0:80", "http://127.0.0.1:2583"},
		{"/mockpds --adr 0.0.0.0:80", "http://127.0.0.1:2583"},
		{"/sbin/init splash", "http://127.0.0.1:2583"},
		{"sh -c mockpds --addr 0.0.0.0:80", "http://127.0.0.1:2583"},
		{"", "http://127.0.0.1:2583"},
	}
	for _, test := range tests {
		commandLine, want := test[0], test[1]
		u, err := serverURL("health", env.withFlags(strings.Fields(commandLine)), nil)
		if err != nil || u.String() != want {
			t.Errorf("%s is asked at %v, want %s; error %v", commandLine, u, want, err)
		}
	}
	if env["MOCKPDS_ADDR"] != "0.0.0.0:2583" || len(env) != 1 {
		t.Errorf("the environment became %v", env)
	}
}
