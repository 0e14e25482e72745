// Answers that may be asked for again, with GitHub's mark of their version: a 304 to one of them costs no budget.

package workflow

import (
	"net/http"
	"slices"
	"sync"
)

// Bounds of the store. What is too large to leave room for the rest, such as a ledger's blob, is not kept.
const (
	maxStored      = 256
	maxStoredBytes = 32 << 20
	maxStoredBody  = maxStoredBytes / 8
)

// A store holds the answers used last, by address and representation; the token is the same for all.
type store struct {
	mu      sync.Mutex
	answers map[string]answer
	order   []string // keys of answers, the one used last at the end
	bytes   int
}

func keyOf(req *http.Request) string { return req.Header.Get("Accept") + " " + req.URL.String() }

func (s *store) get(key string) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.answers[key]
	if ok {
		s.touch(key)
	}
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
	s.bytes += len(a.body) - len(s.answers[key].body)
	s.answers[key] = a
	s.touch(key)
	for len(s.order) > maxStored || s.bytes > maxStoredBytes {
		s.bytes -= len(s.answers[s.order[0]].body)
		delete(s.answers, s.order[0])
		s.order = s.order[1:]
	}
}

// touch looks from the end: what is asked for again is mostly what was asked for last.
func (s *store) touch(key string) {
	for i, k := range slices.Backward(s.order) {
		if k == key {
			s.order = slices.Delete(s.order, i, i+1)
			break
		}
	}
	s.order = append(s.order, key)
}
