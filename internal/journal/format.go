package journal

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Format returns a call as one line, without a line break, for a person to read: mock time, number,
// who called with which token, what was called, and what came of it.
//
//	12:00:03.000   #41 alice#2/g5 refresh   POST refreshSession           200 → alice#2/g6
func Format(e *Call) string {
	line := fmt.Sprintf("%s %5s %-*s %-4s %-24s %s",
		e.Time.Format("15:04:05.000"), fmt.Sprintf("#%d", e.Number), callerWidth, e.caller(),
		e.Verb, e.ShortTarget(), e.result())
	if slow := e.Duration; slow >= 100*time.Millisecond {
		line += fmt.Sprintf(", took %s", slow.Round(time.Millisecond))
	}
	return OneLine(line)
}

// callerWidth is how many columns the caller has.
const callerWidth = 20

// caller names who called: alice#2/g5 refresh, or a handle or "nobody" with the kind of what was
// shown. The middle of a long name is left out.
func (e *Call) caller() string {
	name, rest := e.Handle, ""
	if e.Session != "" {
		owner, number, _ := strings.Cut(e.Session, "#")
		name, rest = owner, fmt.Sprintf("#%s/g%d", number, e.Generation)
	}
	switch {
	case e.Token != KindNone && name != "":
		rest += " " + string(e.Token)
	case e.Token != KindNone:
		name = string(e.Token)
	case name == "":
		name = "nobody"
	}
	return shorten(name, callerWidth-len(rest)) + rest
}

// shorten leaves out the middle of a text that has more characters than there is room for.
func shorten(s string, room int) string {
	runes := []rune(s)
	if room = max(room, 5); len(runes) <= room {
		return s
	}
	end := (room - 1) / 2
	return string(runes[:room-1-end]) + "…" + string(runes[len(runes)-end:])
}

func (e *Call) result() string {
	var b strings.Builder
	fmt.Fprint(&b, e.Status)
	if e.Error != "" {
		b.WriteString(" " + e.Error)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Why != "" {
		b.WriteString(" (" + e.Why + ")")
	}
	if e.Minted != "" {
		b.WriteString(" → " + e.Minted)
	}
	if e.Origin == OriginEntryway {
		b.WriteString(", at the entryway")
	}
	if e.Lost {
		b.WriteString(", reply lost")
	}
	if e.Fault != nil {
		fmt.Fprintf(&b, " (%s: %s)", e.Fault.Rule, e.Fault.Effect)
	}
	return b.String()
}

// OneLine replaces what would break a line or move a terminal's cursor.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '·'
		}
		return r
	}, s)
}

// Plural returns a number of things, as in "1 call" or "3 calls".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
