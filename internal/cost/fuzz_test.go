package cost

import (
	"bytes"
	"testing"

	"go.yaml.in/yaml/v4"
)

// However it is made: what passes takes at most some kilobytes a mark, a few times its own size, and what the deepest brackets take.
func FuzzCheck(f *testing.F) {
	for _, well := range wells {
		f.Add([]byte(well.before[:min(len(well.before), 100)]), []byte(well.again), []byte(well.after))
	}
	f.Fuzz(func(t *testing.T, before, again, after []byte) {
		const most = 1_000
		text := append(append(bytes.Clone(before), bytes.Repeat(again, 4<<10/(len(again)+1))...), after...)
		if Check(text, most) != nil {
			return
		}
		got := memory(func() {
			var n yaml.Node
			_ = yaml.Unmarshal(text, &n)
		})
		if limit := uint64(most*4_000 + 100*len(text) + 12<<20); got > limit {
			t.Errorf("%d bytes, of which %d are fine", got, limit)
		}
	})
}
