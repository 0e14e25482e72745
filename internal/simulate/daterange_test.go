package simulate

// Date ranges from untrusted text.

import (
	"strings"
	"testing"
)

func FuzzCreated(f *testing.F) {
	for _, text := range []string{">=2021-01-01", "2021-01-01..2021-01-02", "*..2021-01-01T00:00:00Z", "<2021-01-01T00:00:00+02:00", "<0001-01-01", ".."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		unbounded := strings.HasPrefix(text, ">") || strings.HasSuffix(text, "..*")
		if _, to, ok := parseDateRange(text); ok && to.Equal(farFuture) != unbounded {
			t.Errorf("%q ends at %s", text, to)
		}
	})
}
