package workflow

import (
	"fmt"
	"net/http"
	"testing"

	"pgregory.net/rapid"
)

func TestStoreKeeps(t *testing.T) {
	marked := http.Header{"Etag": {`"1"`}}
	tests := []struct {
		name  string
		a     answer
		keeps bool
	}{
		{"a marked answer", answer{status: 200, header: marked}, true},
		{"none without a mark", answer{status: 200}, false},
		{"no refusal", answer{status: 404, header: marked}, false},
		{"nothing huge", answer{status: 200, header: marked, body: make([]byte, maxStoredBody+1)}, false},
	}
	for _, tt := range tests {
		var s store
		s.put("k", tt.a)
		if _, ok := s.get("k"); ok != tt.keeps {
			t.Errorf("%s: kept %t", tt.name, ok)
		}
	}
}

func TestStoreIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s store
		body := make([]byte, maxStoredBody)
		for range rapid.IntRange(0, 600).Draw(t, "puts") {
			key := fmt.Sprint(rapid.IntRange(0, 400).Draw(t, "key"))
			s.put(key, answer{status: 200, header: http.Header{"Etag": {key}}, body: body[:rapid.SampledFrom([]int{10, maxStoredBody}).Draw(t, "size")]})
			if _, ok := s.get(key); !ok {
				t.Fatal("the newest answer is gone")
			}
		}
		total := 0
		for _, a := range s.answers {
			total += len(a.body)
		}
		if total != s.bytes || total > maxStoredBytes || len(s.answers) > maxStored || len(s.order) != len(s.answers) {
			t.Fatalf("%d answers of %d bytes, counted as %d, in order %d", len(s.answers), total, s.bytes, len(s.order))
		}
	})
}

// One address has several representations: what was stored of one is no answer to a request for another.
func TestAnAnswerServesItsOwnRepresentationOnly(t *testing.T) {
	client, wire, _ := onWire(t, reply{status: 200, header: []string{"ETag", `"1"`}, body: `{"a":1}`}, reply{status: 200, body: "raw"})
	ask := func(accept string) {
		t.Helper()
		req, err := client.github.NewRequest(http.MethodGet, "repos/city/council/git/blobs/1", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		if _, err := client.roundTrip(req); err != nil {
			t.Fatal(err)
		}
	}
	ask("application/vnd.github+json")
	ask("application/vnd.github.raw")
	if mark := wire.seen[1].Header.Get("If-None-Match"); mark != "" {
		t.Errorf("the second representation was asked for with the mark %s of the first", mark)
	}
}
