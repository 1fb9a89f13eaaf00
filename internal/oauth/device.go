package oauth

import (
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A device is a browser that was seen, and the accounts that it remembers.
type device struct {
	id, session string // its cookies
	seen        time.Time
	userAgent   string
	address     string
	accounts    map[string]time.Time // when each signed in, by DID
	order       []string             // of accounts
}

var (
	deviceForm    = regexp.MustCompile(`^dev-[0-9a-f]{32}$`)
	sessionIDForm = regexp.MustCompile(`^ses-[0-9a-f]{32}$`)
)

func cookieOf(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

// device finds the browser that sent a request, or makes its acquaintance. The id of its session
// changes when it has to, or is told to.
func (s *Server) device(r *http.Request, reply http.Header, rotate bool) *device {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, session := cookieOf(r, "dev-id"), cookieOf(r, "ses-id")
	d := s.devices[id]
	now := s.now()
	if d == nil || !deviceForm.MatchString(id) || !sessionIDForm.MatchString(session) {
		delete(s.devices, id)
		return s.newDevice(r, reply)
	}
	age := now.Sub(d.seen)
	if session != d.session {
		if age > oldSessionIDLife { // somebody else may have it
			delete(s.devices, id)
			return s.newDevice(r, reply)
		}
		rotate = true
	}
	address, agent := addressOf(r), r.UserAgent()
	if rotate || address != d.address || agent != d.userAgent || age > sessionIDLife {
		d.address, d.seen, d.session = address, now, s.draw("ses-", 16)
		if agent != "" {
			d.userAgent = agent
		}
		s.setCookies(r, reply, d)
	}
	return d
}

// maxDevices is how many browsers are kept that have not signed in.
const maxDevices = 10_000

func (s *Server) newDevice(r *http.Request, reply http.Header) *device {
	if len(s.devices) >= maxDevices {
		maps.DeleteFunc(s.devices, func(_ string, d *device) bool { return len(d.accounts) == 0 })
	}
	d := &device{
		id: s.draw("dev-", 16), session: s.draw("ses-", 16), seen: s.now(),
		userAgent: r.UserAgent(), address: addressOf(r), accounts: map[string]time.Time{},
	}
	s.devices[d.id] = d
	s.setCookies(r, reply, d)
	return d
}

func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (s *Server) setCookies(r *http.Request, reply http.Header, d *device) {
	secure := !strings.HasPrefix(s.config.URL(r), "http:")
	for _, c := range [][2]string{{"dev-id", d.id}, {"ses-id", d.session}} {
		cookie := http.Cookie{ //nolint:gosec // not Secure where the server speaks plain HTTP
			Name: c[0], Value: c[1], MaxAge: 315532800, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
		}
		reply.Add("Set-Cookie", cookie.String())
	}
}

// remember signs an account in to a browser for longer than one request.
func (s *Server) remember(d *device, did string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(d.order, did) {
		d.order = append(d.order, did)
	}
	d.accounts[did] = s.now()
}

func (s *Server) forget(d *device, did string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(d.accounts, did)
	d.order = slices.DeleteFunc(d.order, func(other string) bool { return other == did })
}

// A remembered account is one that is signed in to a browser.
type remembered struct {
	Account       Account
	loginRequired bool // it signed in too long ago
}

// remembers lists the accounts of a browser in the order in which they signed in.
func (s *Server) remembers(d *device) []remembered {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []remembered
	for _, did := range d.order {
		since, ok := d.accounts[did]
		a, known := s.config.Accounts.ByDID(did)
		if ok && known {
			list = append(list, remembered{a, s.now().Sub(since) > signInLife})
		}
	}
	return list
}

// needsConsent reports whether the user has to be asked for what a client wants.
func (s *Server) needsConsent(p *request, did, client string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	granted, known := s.granted[did][client]
	return !known || p.prompt == "consent" || slices.ContainsFunc(strings.Fields(p.scope), func(v string) bool { return !slices.Contains(granted, v) })
}

// grant remembers what the user let a client do. Clients under development are not told apart, so
// that nothing is remembered for them.
func (s *Server) grant(did, client, scope string) {
	if isLoopbackClient(client) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.granted[did] == nil {
		s.granted[did] = map[string][]string{}
	}
	list := s.granted[did][client]
	for v := range strings.FieldsSeq(scope) {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	s.granted[did][client] = list
}
