package faults

import "fmt"

// String tells the effect in the words of JSON, such as "drop after" or "error 503 NotEnoughResources".
func (e Effect) String() string {
	switch {
	case e.Error != nil:
		answer := e.Error.withDefaults()
		if answer.Raw() {
			return fmt.Sprintf("error %d", answer.Status)
		}
		return fmt.Sprintf("error %d %s", answer.Status, answer.Name)
	case e.Preset != "":
		return "preset " + string(e.Preset)
	case e.Delay != 0:
		return "delay " + e.Delay.String()
	case e.Drop != "":
		return "drop " + string(e.Drop)
	}
	return e.spoilt()
}

// spoilt tells an effect on the reply of a call that was processed.
func (e Effect) spoilt() string {
	switch {
	case e.Truncate:
		return "truncate"
	case e.NotJSON:
		return "notJson"
	case e.ContentType != "":
		return "contentType " + e.ContentType
	case e.SlowBody != 0:
		return "slowBody " + e.SlowBody.String()
	}
	return "nothing"
}
