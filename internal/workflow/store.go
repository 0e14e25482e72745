// Answers that may be asked for again, with GitHub's mark of their version: a 304 to one of them costs no budget.

package workflow

import (
	"net/http"
	"sync"
)

// Bounds of the store. What is too large to leave room for the rest, such as a ledger's blob, is not kept.
const (
	maxStored      = 256
	maxStoredBytes = 32 << 20
	maxStoredBody  = maxStoredBytes / 8
)

// A store holds the newest answers, by address and representation; the token is the same for all.
type store struct {
	mu      sync.Mutex
	answers map[string]answer
	order   []string // keys of answers, the one stored first in front
	bytes   int
}

func keyOf(req *http.Request) string { return req.Header.Get("Accept") + " " + req.URL.String() }

func (s *store) get(key string) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.answers[key]
	return a, ok
}

func (s *store) put(key string, a answer) {
	if a.status != http.StatusOK || a.header.Get("ETag") == "" || len(a.body) > maxStoredBody {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answers == nil {
		s.answers = make(map[string]answer)
	}
	if old, ok := s.answers[key]; ok {
		s.bytes -= len(old.body)
	} else {
		s.order = append(s.order, key)
	}
	s.answers[key] = a
	s.bytes += len(a.body)
	for len(s.order) > maxStored || s.bytes > maxStoredBytes {
		s.bytes -= len(s.answers[s.order[0]].body)
		delete(s.answers, s.order[0])
		s.order = s.order[1:]
	}
}
