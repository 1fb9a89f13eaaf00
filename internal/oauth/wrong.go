package oauth

// spoil makes a redirect to the client wrong, if a test asked for it.
func (s *Server) spoil(_ result, params []param) []param { return params }

func (s *Server) spoilMetadata(m *serverMetadata) *serverMetadata { return m }

func (s *Server) spoilAnswer(answer any) any { return answer }

func (s *Server) spoilRefusal(e *Error) reply { return replyError(e) }
