package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// A failedError says at which step the user did not get on.
type failedError string

func (e failedError) Error() string { return string(e) }

// approve plays the user: it opens the page, signs in, and consents. A server that redirects to the
// client by itself is followed.
func (c *conversation) approve(ctx context.Context, s Step) (Answer, error) {
	location, form, err := c.playUser(ctx, *s.Approve)
	if failed, ok := errors.AsType[failedError](err); ok {
		return Answer{Response: map[string]any{"failed": c.norm.text(string(failed))}}, nil
	}
	if err != nil {
		return Answer{}, err
	}
	code := parameterOf(location, "code")
	if m := codeField.FindStringSubmatch(form); m != nil {
		code = m[1]
	}
	if s.Into != "" && code != "" {
		c.vars[s.Into] = code
	}
	response := map[string]any{"page": c.norm.oauth.page(c.norm, form)}
	if location != "" {
		response = map[string]any{"redirect": c.norm.oauth.url(c.norm, location)} // which numbers the code
	}
	if s.Setup {
		response = map[string]any{"approved": code != ""}
	}
	return Answer{Response: response}, nil
}

var codeField = regexp.MustCompile(`name="code" value="([^"]*)"`)

func (c *conversation) playUser(ctx context.Context, a Approval) (location, form string, err error) {
	const browser = "b"
	address := c.vars.expand(a.URL)
	visit := func(path, site string) (*reply, error) {
		headers := [][2]string{
			{"accept", "text/html"},
			{"user-agent", "case-runner"},
			{"sec-fetch-site", site},
			{"sec-fetch-mode", "navigate"},
			{"sec-fetch-dest", "document"},
			{"referer", c.instance.base + address},
		}
		return c.sendStep(ctx, Step{Request: &Request{Method: http.MethodGet, Path: path, Headers: headers}, OAuthStep: OAuthStep{Jar: browser}})
	}
	page, err := visit(address, "none")
	if err != nil {
		return "", "", err
	}
	if to := c.toClient(page); to != "" {
		return to, "", nil
	}
	if page.status != http.StatusOK {
		return "", "", failedError(fmt.Sprintf("authorization page: %d", page.status))
	}
	call := func(name, bearer string, body map[string]any) (map[string]any, error) {
		return c.callPage(ctx, name, bearer, address, body)
	}
	signedIn, err := call("sign-in", "", map[string]any{"locale": "en", "username": c.vars.expand(a.User), "password": c.vars.expand(a.Password), "remember": a.Remember})
	if err != nil {
		return "", "", err
	}
	token, _ := signedIn["ephemeralToken"].(string)
	done, err := call("consent", token, map[string]any{"did": c.vars.expand(a.DID)})
	if err != nil {
		return "", "", err
	}
	next, _ := done["url"].(string)
	last, err := visit(next, "same-origin")
	if err != nil {
		return "", "", err
	}
	if to := c.toClient(last); to != "" {
		return to, "", nil
	}
	return "", string(last.body), nil
}

// callPage calls the API of the page at an address.
func (c *conversation) callPage(ctx context.Context, name, bearer, address string, body map[string]any) (map[string]any, error) {
	text, err := marshal(body)
	if err != nil {
		return nil, err
	}
	headers := [][2]string{
		{"accept", "application/json"},
		{"user-agent", "case-runner"},
		{"origin", c.instance.base},
		{"referer", c.instance.base + address},
		{"sec-fetch-mode", "same-origin"},
		{"sec-fetch-site", "same-origin"},
		{"x-csrf-token", "$csrf"},
	}
	if bearer != "" {
		headers = append(headers, [2]string{"authorization", "Bearer " + bearer})
	}
	request := &Request{Method: http.MethodPost, Path: "/@atproto/oauth-provider/~api/" + name, Headers: headers, Body: &Body{JSON: text}}
	got, err := c.sendStep(ctx, Step{Request: request, OAuthStep: OAuthStep{Jar: "b"}})
	if err != nil {
		return nil, err
	}
	var out map[string]any
	if err := json.Unmarshal(got.body, &out); err != nil || got.status != http.StatusOK {
		description, _ := out["error_description"].(string)
		return nil, failedError(fmt.Sprintf("%s: %d %s", name, got.status, description))
	}
	return out, nil
}

// toClient is where a reply redirects, unless that is this server.
func (c *conversation) toClient(r *reply) string {
	to := r.header.Get("Location")
	if strings.HasPrefix(to, c.instance.base) || strings.HasPrefix(to, "/") {
		return ""
	}
	return to
}
