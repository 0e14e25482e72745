package simulate_test

// Reading and saving files, and the Git Data API: what they return and what they refuse.

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

type fileView struct {
	SHA      string `json:"sha"`
	Content  string `json:"content"`
	Encoding string `json:"encoding"`
	Message  string `json:"message"`
}

// save puts text at ledger.jsonl of a branch and returns the new blob's name, or GitHub's refusal.
func (s *stage) save(branch, text, sha string) (string, int) {
	s.t.Helper()
	body := object{"message": "save", "content": []byte(text), "branch": branch}
	if sha != "" {
		body["sha"] = sha
	}
	got, response := ask[struct {
		Content fileView `json:"content"`
		Message string   `json:"message"`
	}](s, "PUT", "/contents/ledger.jsonl", body)
	return got.Content.SHA + got.Message, response.StatusCode
}

// orphan begins a branch without history, as the Git Data API can.
func (s *stage) orphan(branch string) {
	s.t.Helper()
	tree, _ := ask[fileView](s, "POST", "/git/trees", object{"tree": []object{
		{"path": "README.md", "mode": "100644", "type": "blob", "content": "A ledger.\n"}}})
	commit, _ := ask[fileView](s, "POST", "/git/commits", object{"message": "begin", "tree": tree.SHA, "parents": []string{}})
	if _, response := ask[any](s, "POST", "/git/refs", object{"ref": "refs/heads/" + branch, "sha": commit.SHA}); response.StatusCode != http.StatusCreated {
		s.t.Fatalf("ref: %s", response.Status)
	}
}

// head is the commit of a branch.
func (s *stage) head(branch string) string {
	s.t.Helper()
	got, _ := ask[struct{ Object fileView }](s, "GET", "/git/ref/heads/"+branch, nil)
	return got.Object.SHA
}

// tree is a new tree.
func (s *stage) tree() string {
	s.t.Helper()
	got, _ := ask[fileView](s, "POST", "/git/trees", object{"tree": []object{{"path": "a", "mode": "100644", "type": "blob", "content": "a"}}})
	return got.SHA
}

func TestSaveComparesAndSwaps(t *testing.T) {
	s := on(t, "")
	if _, code := s.save("ledger", "a", ""); code != http.StatusNotFound {
		t.Errorf("no branch: %d, want 404", code)
	}
	s.orphan("ledger")
	first, code := s.save("ledger", "hello\n", "")
	// git hash-object of the same bytes
	if want := "ce013625030ba8dba906f756967f9e9ca394464a"; first != want || code != http.StatusCreated {
		t.Errorf("first save: %s %d, want %s 201", first, code, want)
	}
	for _, c := range []struct {
		sha  string
		code int
		want string
	}{
		{"", 422, `"sha" wasn't supplied`},
		{strings.Repeat("0", 40), 409, "ledger.jsonl does not match " + strings.Repeat("0", 40)},
	} {
		if got, code := s.save("ledger", "x", c.sha); code != c.code || !strings.Contains(got, c.want) {
			t.Errorf("sha %q: %d %s", c.sha, code, got)
		}
	}
	if _, code := s.save("ledger", "hello again\n", first); code != http.StatusOK {
		t.Errorf("second save: %d", code)
	}
	got, _ := ask[fileView](s, "GET", "/contents/ledger.jsonl?ref=ledger", nil)
	if text, _ := base64.StdEncoding.DecodeString(got.Content); string(text) != "hello again\n" {
		t.Errorf("read %q", text)
	}
	if n := len(s.Effects()); n != 3 { // the branch, two saves
		t.Errorf("%d effects", n)
	}
	s.clean()
}

func TestLargeFilesAreReadAsBlobs(t *testing.T) {
	s := on(t, "")
	large := strings.Repeat("0123456789abcdef", simulate.LargeFile/16) + "."
	s.WriteFile("main", "large", []byte(large))
	got, _ := ask[fileView](s, "GET", "/contents/large", nil)
	if got.Encoding != "none" || got.Content != "" {
		t.Errorf("encoding %q with %d characters", got.Encoding, len(got.Content))
	}
	blob, _ := ask[fileView](s, "GET", "/git/blobs/"+got.SHA, nil)
	if text, _ := base64.StdEncoding.DecodeString(blob.Content); string(text) != large {
		t.Errorf("the blob has %d bytes, want %d", len(text), len(large))
	}
	s.clean()
}

func TestOverwrittenBlobsAreForgottenInTime(t *testing.T) {
	s := on(t, "")
	s.orphan("ledger")
	sha, _ := s.save("ledger", "0", "")
	first := sha
	for i := range simulate.Remembered + 1 {
		sha, _ = s.save("ledger", itoa(int64(i+1)), sha)
		if i == 0 {
			if _, response := ask[fileView](s, "GET", "/git/blobs/"+first, nil); response.StatusCode != http.StatusOK {
				t.Errorf("just overwritten: %s", response.Status)
			}
		}
	}
	if _, response := ask[fileView](s, "GET", "/git/blobs/"+first, nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("long overwritten: %s", response.Status)
	}
	if n := s.Blobs(); n > simulate.Remembered+20 {
		t.Errorf("%d blobs are kept", n)
	}
}

func TestFoldersAreListed(t *testing.T) {
	s := on(t, "lanes=2")
	folder, _ := ask[[]struct{ Name, Type string }](s, "GET", "/contents/.github/workflows", nil)
	if len(folder) != 3 || folder[0].Name != "event-gather-pipeline-0.yml" || folder[0].Type != "file" {
		t.Errorf("folder %v", folder)
	}
	for _, name := range []string{"cookiecutter.yaml", "python/event-gather-config.json", "README.md"} {
		if _, there := s.ReadFile("main", name); !there {
			t.Errorf("no %s", name)
		}
	}
	s.clean()
}

// What the Git Data API refuses is no violation: a controller may meet it in a race.
func TestGitRefusals(t *testing.T) {
	s := on(t, "")
	head := s.head("main")
	none := strings.Repeat("0", 40)
	for _, c := range []struct {
		method, path string
		body         any
		status       int
		message      string
	}{
		{"GET", "/contents/none", nil, 404, "Not Found"},
		{"GET", "/contents/cookiecutter.yaml?ref=none", nil, 404, "No commit found for the ref none"},
		{"PUT", "/contents/python", object{"message": "m", "content": "YQ=="}, 422, "Invalid request.\n\npython is a directory."},
		{"POST", "/git/trees", object{"tree": []object{}, "base_tree": none}, 422, "base_tree is not a valid tree oid"},
		{"POST", "/git/trees", object{"tree": []object{{"path": "a", "mode": "100644", "type": "blob", "sha": none}}}, 422, "tree.sha " + none + " is not a valid blob"},
		{"POST", "/git/commits", object{"message": "m", "tree": none}, 422, "Tree SHA does not exist"},
		{"POST", "/git/commits", object{"message": "m", "tree": s.tree(), "parents": []string{none}}, 422, "Parent SHA does not exist or is not a commit object"},
		{"POST", "/git/refs", object{"ref": "refs/heads/main", "sha": head}, 422, "Reference already exists"},
		{"POST", "/git/refs", object{"ref": "refs/heads/new", "sha": none}, 422, "Object does not exist"},
	} {
		got, response := ask[errorBody](s, c.method, c.path, c.body)
		if response.StatusCode != c.status || got.Message != c.message {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, response.StatusCode, got.Message, c.status, c.message)
		}
	}
	if n := len(s.Effects()); n != 0 {
		t.Errorf("%d effects", n)
	}
	s.clean()
}

func TestCommitsHaveTheirAuthors(t *testing.T) {
	s := on(t, "")
	tree := s.tree()
	type signature struct {
		Name, Email string
		Date        time.Time
	}
	got, _ := ask[struct{ Author signature }](s, "POST", "/git/commits",
		object{"message": "m", "tree": tree, "author": object{"name": "Ann", "email": "ann@example.org"}})
	if want := (signature{"Ann", "ann@example.org", start}); got.Author != want {
		t.Errorf("author %v, want %v", got.Author, want)
	}
}
