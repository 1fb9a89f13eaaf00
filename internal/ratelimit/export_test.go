package ratelimit

// Len is the number of windows held, ended ones included until they are let go.
func (l *Limiter) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.windows)
}
