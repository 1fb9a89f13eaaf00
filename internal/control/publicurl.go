package control

import "context"

// A PublicURL is where the server says that clients reach it.
type PublicURL struct {
	PublicURL string `json:"publicUrl" doc:"scheme and host, without a path; empty: the URL that each request came by"`
}

// PublicURL returns where the server says that clients reach it.
func (c *Control) PublicURL() PublicURL {
	return PublicURL{c.Home.URL()}
}

// SetPublicURL moves the service: from now on DID documents and metadata name the URL, as if the
// account's host had moved to another name. The server listens where it did, its own DID stays, and
// tokens stay good.
func (c *Control) SetPublicURL(_ context.Context, to PublicURL) (PublicURL, error) {
	if err := c.Home.Move(to.PublicURL); err != nil {
		return PublicURL{}, invalid("%v", err)
	}
	return c.PublicURL(), nil
}
