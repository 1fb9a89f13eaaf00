package oauth

import "net/http"

// serverMetadata is RFC 8414's, with the members of the extensions that the reference announces, in
// its order.
type serverMetadata struct {
	Issuer                                     string   `json:"issuer"`
	RequestParameterSupported                  bool     `json:"request_parameter_supported"`
	RequestURIParameterSupported               bool     `json:"request_uri_parameter_supported"`
	RequireRequestURIRegistration              bool     `json:"require_request_uri_registration"`
	ScopesSupported                            []string `json:"scopes_supported"`
	SubjectTypesSupported                      []string `json:"subject_types_supported"`
	ResponseTypesSupported                     []string `json:"response_types_supported"`
	ResponseModesSupported                     []string `json:"response_modes_supported"`
	GrantTypesSupported                        []string `json:"grant_types_supported"`
	CodeChallengeMethodsSupported              []string `json:"code_challenge_methods_supported"`
	UILocalesSupported                         []string `json:"ui_locales_supported"`
	DisplayValuesSupported                     []string `json:"display_values_supported"`
	RequestObjectSigningAlgValuesSupported     []string `json:"request_object_signing_alg_values_supported"`
	AuthorizationResponseIssParameterSupported bool     `json:"authorization_response_iss_parameter_supported"`
	RequestObjectEncryptionAlgValuesSupported  []string `json:"request_object_encryption_alg_values_supported"`
	RequestObjectEncryptionEncValuesSupported  []string `json:"request_object_encryption_enc_values_supported"`
	JWKSURI                                    string   `json:"jwks_uri"`
	AuthorizationEndpoint                      string   `json:"authorization_endpoint"`
	TokenEndpoint                              string   `json:"token_endpoint"`
	TokenEndpointAuthMethodsSupported          []string `json:"token_endpoint_auth_methods_supported"`
	TokenEndpointAuthSigningAlgValuesSupported []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevocationEndpoint                         string   `json:"revocation_endpoint"`
	PushedAuthorizationRequestEndpoint         string   `json:"pushed_authorization_request_endpoint"`
	RequirePushedAuthorizationRequests         bool     `json:"require_pushed_authorization_requests"`
	DPoPSigningAlgValuesSupported              []string `json:"dpop_signing_alg_values_supported"`
	ProtectedResources                         []string `json:"protected_resources"`
	ClientIDMetadataDocumentSupported          bool     `json:"client_id_metadata_document_supported"`
	PromptValuesSupported                      []string `json:"prompt_values_supported"`
}

// metadata describes the server that a request came to.
func (s *Server) metadata(r *http.Request) *serverMetadata {
	url := s.config.URL(r)
	resource := url
	if s.config.Resource != nil {
		resource = s.config.Resource.URL(r)
	}
	return &serverMetadata{
		Issuer:                                     url,
		RequestParameterSupported:                  true,
		RequestURIParameterSupported:               true,
		RequireRequestURIRegistration:              true,
		ScopesSupported:                            []string{"atproto", "transition:email", "transition:generic", "transition:chat.bsky"},
		SubjectTypesSupported:                      []string{"public"},
		ResponseTypesSupported:                     []string{"code"},
		ResponseModesSupported:                     []string{"query", "fragment", "form_post"},
		GrantTypesSupported:                        []string{"authorization_code", "refresh_token"},
		CodeChallengeMethodsSupported:              []string{"S256"},
		UILocalesSupported:                         []string{"en-US"},
		DisplayValuesSupported:                     []string{"page", "popup", "touch"},
		RequestObjectSigningAlgValuesSupported:     append(append([]string{}, algorithms...), "none"),
		AuthorizationResponseIssParameterSupported: true,
		RequestObjectEncryptionAlgValuesSupported:  []string{},
		RequestObjectEncryptionEncValuesSupported:  []string{},
		JWKSURI:                           url + "/oauth/jwks",
		AuthorizationEndpoint:             url + "/oauth/authorize",
		TokenEndpoint:                     url + "/oauth/token",
		TokenEndpointAuthMethodsSupported: []string{"none", "private_key_jwt"},
		TokenEndpointAuthSigningAlgValuesSupported: algorithms,
		RevocationEndpoint:                         url + "/oauth/revoke",
		PushedAuthorizationRequestEndpoint:         url + "/oauth/par",
		RequirePushedAuthorizationRequests:         true,
		DPoPSigningAlgValuesSupported:              algorithms,
		ProtectedResources:                         []string{resource},
		ClientIDMetadataDocumentSupported:          true,
		PromptValuesSupported:                      []string{"none", "login", "consent", "select_account", "create"},
	}
}

// resourceMetadata is RFC 9728's.
type resourceMetadata struct {
	Resource               string   `json:"resource"`
	AuthorizationServers   []string `json:"authorization_servers"`
	ScopesSupported        []string `json:"scopes_supported"`
	BearerMethodsSupported []string `json:"bearer_methods_supported"`
	ResourceDocumentation  string   `json:"resource_documentation"`
}

// ResourceMetadata tells clients who issues tokens for a resource server.
func ResourceMetadata(resource, issuer string) any {
	return resourceMetadata{
		Resource:               resource,
		AuthorizationServers:   []string{issuer},
		ScopesSupported:        []string{},
		BearerMethodsSupported: []string{"header"},
		ResourceDocumentation:  "https://atproto.com",
	}
}
