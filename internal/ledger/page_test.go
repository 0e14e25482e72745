package ledger

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"
)

// folder is a GitHub with one branch: its files, and the number of its newest commit.
type folder struct {
	files  map[string]string // texts
	commit int
	refuse map[string]int // the status that a write of a file is refused with
	asked  []string
}

func (f *folder) write(name, text string) {
	f.files[name] = text
	f.commit++
}

func (f *folder) entry(name string) map[string]any {
	return map[string]any{"type": "file", "name": name, "path": name, "sha": Page{Text: []byte(f.files[name])}.blob()}
}

// RoundTrip implements [http.RoundTripper].
func (f *folder) RoundTrip(r *http.Request) (*http.Response, error) {
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/repos/o/r/")
	f.asked = append(f.asked, call)
	w := httptest.NewRecorder()
	answer := func(status int, body any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	head := fmt.Sprint("c", f.commit)
	if name, is := strings.CutPrefix(call, "PUT contents/"); is {
		var sent struct {
			Content []byte
			SHA     string
		}
		_ = json.NewDecoder(r.Body).Decode(&sent)
		_, exists := f.files[name]
		switch {
		case f.refuse[name] != 0:
			answer(f.refuse[name], map[string]any{"message": "no"})
		case exists && sent.SHA != f.entry(name)["sha"]:
			answer(http.StatusConflict, map[string]any{"message": name + " does not match " + sent.SHA})
		default:
			f.write(name, string(sent.Content))
			answer(http.StatusOK, map[string]any{"content": f.entry(name), "commit": map[string]any{"sha": fmt.Sprint("c", f.commit), "parents": []any{map[string]any{"sha": head}}}})
		}
	} else if strings.HasPrefix(call, "GET git/ref/") {
		answer(http.StatusOK, map[string]any{"object": map[string]any{"sha": head}})
	} else if call == "GET contents/" {
		all := []any{}
		for name := range f.files {
			all = append(all, f.entry(name))
		}
		answer(http.StatusOK, all)
	} else if strings.HasPrefix(call, "GET git/blobs/") {
		answer(http.StatusOK, map[string]any{"encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(f.files[FileName]))})
	} else if r.Header.Get("If-None-Match") == `"`+head+`"` {
		w.WriteHeader(http.StatusNotModified)
	} else {
		_, _ = w.WriteString(head)
	}
	response := w.Result()
	response.Request = r
	return response, nil
}

func TestPagesBesideALedger(t *testing.T) {
	readme := Page{"README.md", []byte("new\n")}
	for _, c := range []struct {
		name    string
		play    func(*folder) // after our own save, before the page
		shown   bool
		changed bool
	}{
		{"nobody else writes", func(*folder) {}, true, false},
		{"another writes the ledger", func(f *folder) { f.write(FileName, "") }, true, true},
		{"another writes another page", func(f *folder) { f.write("coverage.svg", "other") }, true, true},
		{"another writes the page", func(f *folder) { f.write("README.md", "other") }, false, true},
		{"a rule forbids it", func(f *folder) { f.refuse["README.md"] = http.StatusForbidden }, false, false},
		{"GitHub is down", func(f *folder) { f.refuse["README.md"] = http.StatusBadGateway }, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &folder{files: map[string]string{FileName: "", "README.md": "old\n"}, refuse: map[string]int{}}
			b := OpenBranch(github.NewClient(&http.Client{Transport: f}), "o", "r", "memory", func() time.Time { return when(0) })
			l, err := b.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(f.asked) != 3 {
				t.Errorf("to load it asks for %q", f.asked)
			}
			if b.Has(readme) || !b.Has(Page{"README.md", []byte("old\n")}) {
				t.Error("it doesn't know what is there")
			}
			l.Add(Tick{At: when(0)})
			if err := b.Save(t.Context(), l); err != nil {
				t.Fatal(err)
			}
			c.play(f)
			f.asked = nil
			if err := b.Show(t.Context(), readme); (err == nil) != c.shown || len(f.asked) != 1 {
				t.Errorf("%v, after %q", err, f.asked)
			}
			if b.Has(readme) != c.shown {
				t.Errorf("it knows the page to be there: %t", !c.shown)
			}
			if changed, err := b.Changed(t.Context()); changed != c.changed || err != nil {
				t.Errorf("changed: %t, %v", changed, err)
			}
			if c.changed {
				return
			}
			l.Add(Tick{At: when(5)})
			if err := b.Save(t.Context(), l); err != nil {
				t.Errorf("the next save: %v", err)
			}
		})
	}
}
