package journal

import (
	"encoding/json"
	"io"
)

// WriteNDJSON writes each entry as one line of JSON.
func WriteNDJSON(w io.Writer, calls []*Call) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, entry := range calls {
		if err := e.Encode(entry); err != nil {
			return err
		}
	}
	return nil
}
