package strictjson

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// kindOf says what a value of a type looks like in JSON.
func kindOf(t reflect.Type) string {
	if t == reflect.TypeFor[time.Time]() {
		return "a time such as 2026-01-02T15:04:05Z"
	}
	switch t.Kind() { //nolint:exhaustive // the others are as good as objects
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}

// shape says what some JSON is, without its text.
func shape(data json.RawMessage) string {
	switch data[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	}
	if strings.ContainsAny(string(data), ".eE") {
		return "a number that is not whole"
	}
	return "a number"
}

func oneOf(names []string) string {
	return "one of " + strings.Join(names, ", ")
}

func join(path, name string) string {
	return strings.TrimPrefix(path+"."+name, ".")
}

// quote shows a name in a message, shortened to a length that fits a line.
func quote(name string) string {
	const longest = 60
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest]) + "…"
	}
	return fmt.Sprintf("%q", name)
}
