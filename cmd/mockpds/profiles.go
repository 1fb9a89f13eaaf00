package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"mockpds/internal/quirks"
)

// profiles prints the profiles and the quirks.
func profiles(_ context.Context, p *process, args []string) error {
	var b bytes.Buffer
	for _, profile := range quirks.All().Profiles {
		fmt.Fprintf(&b, "%s\n  %s\n", profile.Name, strings.Join(profile.Quirks, ", "))
		fmt.Fprintf(&b, "  rests %s\n", profile.Rests)
		if profile.Unknown != "" {
			fmt.Fprintf(&b, "  as the reference: %s\n", profile.Unknown)
		}
	}
	b.WriteString("\nQuirks:\n")
	for _, q := range quirks.All().Quirks {
		fmt.Fprintf(&b, "%s\n  %s\n  %s: %s\n", q.Name, q.Changes, q.Mark, q.Source)
	}
	return p.print("profiles", args, b.Bytes())
}
