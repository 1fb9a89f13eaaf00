package journal

import (
	"encoding/json"
	"io"
)

// WriteNDJSON writes each call as one line of JSON.
func WriteNDJSON(w io.Writer, calls []*Call) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, c := range calls {
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	return nil
}
