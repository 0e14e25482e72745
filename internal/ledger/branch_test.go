package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"
)

// fakeGitHub answers for a branch that exists, as GitHub's contents and git APIs do. A test changes it between requests.
type fakeGitHub struct {
	blob   string // the sha of the ledger's blob; empty where there is no such file
	status int    // that a save is refused with; 0 lets it happen
	says   string // the message of a refusal
	saves  int    // that it was asked for
}

// ServeHTTP implements [http.Handler].
func (f *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(status int, body any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	type object = map[string]any
	file := object{"type": "file", "name": FileName, "path": FileName, "sha": f.blob}
	switch call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/repos/o/r/"); {
	case call == "PUT contents/ledger.jsonl":
		f.saves++
		if f.status != 0 {
			answer(f.status, object{"message": f.says})
			return
		}
		file["sha"] = "saved"
		f.blob = "saved"
		answer(http.StatusOK, object{"content": file, "commit": object{"sha": "c"}})
	case call == "GET contents/" && f.blob != "":
		answer(http.StatusOK, []object{{"type": "file", "name": "README.md", "path": "README.md", "sha": "old"}, file})
	case strings.HasPrefix(call, "GET git/blobs/"):
		answer(http.StatusOK, object{"sha": f.blob, "encoding": "base64", "content": ""})
	case strings.HasPrefix(call, "GET git/ref/"):
		answer(http.StatusOK, object{"ref": "refs/heads/memory", "object": object{"sha": "c"}})
	default:
		answer(http.StatusNotFound, object{"message": "Not Found"})
	}
}

// RoundTrip implements [http.RoundTripper].
func (f *fakeGitHub) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	response := w.Result()
	response.Request = r
	return response, nil
}

// branch is a ledger on a fake GitHub, and the clock that it is read by.
type branch struct {
	fakeGitHub
	store *Branch
	t     *testing.T
	now   time.Time
}

func openBranch(t *testing.T) *branch {
	b := &branch{t: t, now: when(0), fakeGitHub: fakeGitHub{blob: "first", status: http.StatusConflict, says: "Changes must be made through\na pull request."}}
	client := github.NewClient(&http.Client{Transport: &b.fakeGitHub})
	b.store = OpenBranch(client, "o", "r", "memory", func() time.Time { return b.now })
	return b
}

// try loads and saves, as a step does that goes on after a refusal.
func (b *branch) try() error {
	b.t.Helper()
	l, err := b.store.Load(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return b.store.Save(b.t.Context(), l)
}

// refuse is refused n times in a row, the last of them so long after the first; each must be a lost race.
func (b *branch) refuse(n int, over time.Duration) {
	b.t.Helper()
	first := b.now
	for i := range n {
		if n > 1 {
			b.now = first.Add(over * time.Duration(i) / time.Duration(n-1))
		}
		if err := b.try(); !isLostRace(err) {
			b.t.Fatalf("refusal %d of %d over %s: %v", i+1, n, over, err)
		}
	}
}

func isLostRace(err error) bool {
	return errors.Is(err, ErrLostRace) && !errors.As(err, new(*RefusedError))
}

func TestRefusedForGood(t *testing.T) {
	for _, c := range []struct {
		name    string
		play    func(*branch)
		refused bool // the next save is refused for good
	}{
		{"six times over half a minute", func(b *branch) { b.refuse(6, 30*time.Second) }, true},
		{"five times over an hour", func(b *branch) { b.refuse(5, time.Hour) }, false},
		{"six times within 29 seconds", func(b *branch) { b.refuse(6, 29*time.Second) }, false},
		{"twenty within 29 seconds", func(b *branch) { b.refuse(20, 29*time.Second) }, false},
		{"once", func(b *branch) { b.refuse(1, 0); b.now = b.now.Add(time.Hour) }, false},
		{"never", func(b *branch) { b.now = b.now.Add(time.Hour) }, false},
		{"somebody wrote before the next", func(b *branch) { b.refuse(6, time.Hour); b.blob = "second" }, false},
		{"somebody wrote in the middle", func(b *branch) {
			b.refuse(5, time.Hour)
			b.blob = "second"
			b.refuse(5, time.Hour)
		}, false},
		{"half a minute counts from when somebody wrote", func(b *branch) {
			b.refuse(3, time.Hour)
			b.blob = "second"
			b.refuse(6, 29*time.Second)
		}, false},
		{"six times since somebody wrote", func(b *branch) {
			b.refuse(3, time.Hour)
			b.blob = "second"
			b.refuse(6, 30*time.Second)
		}, true},
		{"somebody deleted the file", func(b *branch) { b.refuse(6, time.Hour); b.blob = "" }, false},
		{"no file yet", func(b *branch) { b.blob = ""; b.refuse(6, time.Hour) }, true},
		{"a read that lags", func(b *branch) { b.says = "ledger.jsonl does not match 1f2e3d"; b.refuse(50, 10*time.Hour) }, false},
		{"a read that lags in the middle", func(b *branch) {
			says := b.says
			b.refuse(5, time.Hour)
			b.says = "ledger.jsonl does not match 1f2e3d"
			b.refuse(1, 0)
			b.says = says
			b.refuse(5, time.Hour)
		}, false},
		{"a success in the middle", func(b *branch) {
			b.refuse(5, time.Hour)
			b.succeed()
			b.blob = "first" // as it was
			b.refuse(5, time.Hour)
		}, false},
		{"six times since a success", func(b *branch) { b.refuse(5, time.Hour); b.succeed(); b.refuse(6, time.Hour) }, true},
		{"422", func(b *branch) { b.status = http.StatusUnprocessableEntity; b.refuse(6, time.Hour) }, true},
		{"423", func(b *branch) { b.status = http.StatusLocked; b.refuse(6, time.Hour) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := openBranch(t)
			c.play(b)
			saves := b.saves
			err := b.try()
			if !c.refused {
				if !isLostRace(err) || b.saves != saves+1 {
					t.Fatalf("asked %d times: %v", b.saves-saves, err)
				}
				return
			}
			var refused *RefusedError
			if !errors.As(err, &refused) || errors.Is(err, ErrLostRace) || b.saves != saves {
				t.Fatalf("asked %d times: %v", b.saves-saves, err)
			}
			if want := fmt.Sprintf(`write branch "memory": %d Changes must be made through a pull request.`, b.status); err.Error() != want {
				t.Errorf("says %q, want %q", err, want)
			}
			if hint := "let the token write this branch (branch protection, rulesets), or name another with ledger: branch:NAME"; refused.Hint() != hint {
				t.Errorf("hint %q", refused.Hint())
			}
		})
	}
}

// succeed saves once.
func (b *branch) succeed() {
	b.t.Helper()
	status := b.status
	b.status = 0
	if err := b.try(); err != nil {
		b.t.Fatal(err)
	}
	b.status = status
}

// Any other refusal is neither a race nor a rule.
func TestOtherRefusalsAreNoRaces(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		b := openBranch(t)
		b.status = status
		for range 10 {
			b.now = b.now.Add(time.Minute)
			if err := b.try(); err == nil || errors.Is(err, ErrLostRace) || errors.As(err, new(*RefusedError)) {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
}
