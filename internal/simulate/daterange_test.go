package simulate

// Date ranges from untrusted text.

import "testing"

func FuzzCreated(f *testing.F) {
	for _, text := range []string{">=2021-01-01", "2021-01-01..2021-01-02", "*..2021-01-01T00:00:00Z", "<2021-01-01T00:00:00+02:00", ".."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, to, ok := parseDateRange(text); ok && to.IsZero() {
			t.Errorf("%q ends never", text)
		}
	})
}
