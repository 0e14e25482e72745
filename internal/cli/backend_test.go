package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A request may take half a minute, a log a whole one.
func TestHowLongTheNetworkMayTake(t *testing.T) {
	o := realGitHub{}.client()
	for _, c := range []struct {
		what    string
		network any
		want    time.Duration
	}{{"a request", o.Base, 30 * time.Second}, {"a log", o.Files, time.Minute}} {
		if got := fmt.Sprintf("%+v", c.network); !strings.Contains(got, fmt.Sprintf("timeout:%d ", c.want)) {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}
