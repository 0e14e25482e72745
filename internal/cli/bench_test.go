package cli

// What reading many event files costs.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// memory is how much memory the Go runtime has from the system, in bytes.
func memory() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}

// BenchmarkParseEvents shows what the memory limit does: the peak of the memory used in addition to the JSON, and the time.
func BenchmarkParseEvents(b *testing.B) {
	const many = 10_000
	folder := b.TempDir()
	files := make([]eventFile, many)
	for i := range files {
		text := fmt.Sprintf("body: {name: Body %d}\nsessions:\n- {session_datetime: 2021-05-01T10:00, session_index: 0, "+
			"video_uri: https://example.org/%d}\nevent_minutes_items:\n", i, i)
		for n := range 8 {
			text += fmt.Sprintf("- minutes_item: {name: CB 11985%d}\n  matter: {name: CB 119858, matter_type: Council Bill, title: An ordinance}\n"+
				"  decision: Passed\n  votes:\n  - {person: {name: Teresa Mosqueda}, decision: Approve}\n", n)
		}
		files[i] = eventFile{filepath.Join(folder, fmt.Sprintf("%d.yml", i)), os.OpenFile}
		if err := os.WriteFile(files[i].name, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		limit func(int64)
	}{{"limited", limitMemory}, {"unlimited", func(int64) {}}} {
		b.Run(c.name, func(b *testing.B) {
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
			var peak int64
			for b.Loop() {
				debug.FreeOSMemory()
				before := memory()
				var size int64
				events, problems := parseEvents(files, time.UTC, (*event.Event).DropPlaces, func(jsonSize int64) {
					c.limit(jsonSize)
					peak = max(peak, memory()-before-jsonSize)
				})
				for _, e := range events {
					size += int64(len(e.JSON))
				}
				if size == 0 || len(problems) > 0 {
					b.Fatal(problems)
				}
			}
			b.ReportMetric(float64(peak)/1e6, "MB-beside-JSON")
		})
	}
}
