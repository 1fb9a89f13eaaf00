package faults

// A HoldReport is a hold and what became of it.
type HoldReport struct {
	Rule    HoldRule   `json:"rule"`    // with its ID, and what its empty fields stand for
	Arrived int        `json:"arrived"` // calls
	Over    bool       `json:"over"`    // it keeps no more calls
	Expired bool       `json:"expired"` // its timeout passed while it was not over
	Calls   []HeldCall `json:"calls"`   // those that arrived
	// NearMiss is nil when all calls have arrived, and before the first call that is not for the hold.
	NearMiss *NearMiss `json:"nearMiss,omitempty"`
}

// A HeldCall is one call of a hold.
type HeldCall struct {
	Number int    `json:"number"`         // from 1, in the order of arrival
	Call   Call   `json:"call"`           // as the server described it
	State  string `json:"state"`          // waiting, released, gone (given up by the client while it waited), or expired
	Drop   Drop   `json:"drop,omitempty"` // how it is lost when its turn comes
}

// Report tells how far the hold has come.
func (h *Hold) Report() HoldReport {
	h.mu.Lock()
	defer h.mu.Unlock()
	report := HoldReport{Rule: h.rule, Over: h.isOver(), Expired: h.expired, Arrived: h.arrived, Calls: make([]HeldCall, h.arrived)}
	for i := range report.Calls {
		s := &h.slots[i]
		report.Calls[i] = HeldCall{i + 1, s.call.clone(), string(s.state), s.drop}
	}
	if h.arrived < len(h.slots) {
		report.NearMiss = h.nearMiss(h.rule.match())
	}
	return report
}
