package workflow

import (
	"net/url"
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

// As `git check-ref-format --branch NAME` and `git check-ref-format refs/tags/NAME` of Git 2.39.5 judge, but for what GitHub refuses.
var refs = map[bool][]string{
	true: {"main", "v1", "v1.2.3", "feature/x", "a.b", "a-b", "a/-b", "a@b", "a@", "@a", "a{b", "a}", "a#b", "a%2fb", "a+b", "a,b", "a;b", "a&b", "a|b", "a$b",
		"a!b", "a'b", `a"b`, "a`b", "a(b)", "a<b>", "a=b", "a]b", "é", "市議會", "heads/main", "lock", "a.lockx", "a.lock-b", "x/@", "FETCH_HEAD", "0123456789012345678901234567890123456789a",
		"012345678901234567890123456789012345678", "a\u00a0b", strings.Repeat("a", longestRef)},
	false: {"", "/", "a/", "/a", "a//b", ".a", "a/.b", "a..b", "..", ".", "a.", "a/b.", "a.lock", "a.lock/b", "a b", " a", "a ", "a~1", "a^", "a:b", "a?", "a*", "a[b", `a\b`, "a@{b", "@{",
		"-a", "-", "a\tb", "a\nb", "a\x01", "a\x7f", "a\x00",
		// Git takes these. GitHub can't name bytes that are no text, refuses commits and refs, and @ means HEAD.
		"@", "a\xff", "0123456789012345678901234567890123456789", "0123456789ABCDEF0123456789ABCDEF01234567", "HEAD", "refs/pull/1/merge", "refs/heads/main", strings.Repeat("a", longestRef+1)},
}

func TestCheckRef(t *testing.T) {
	for right, names := range refs {
		for _, name := range names {
			if err := CheckRef(name); (err == nil) != right || err != nil && err.(*Invalid).Way == "" {
				t.Errorf("%q: got %v", name, err)
			}
		}
	}
	if got := CheckRef("0123456789012345678901234567890123456789").Error(); got != `"0123456789012345678901234567890123456789" is a commit, and GitHub starts runs on branches and tags only` {
		t.Errorf("a commit: %s", got)
	}
}

func TestShortRef(t *testing.T) {
	for ref, want := range map[string]string{
		"main": "main", "refs/heads/main": "main", "refs/tags/v1": "v1", "refs/heads/feature/x": "feature/x", "heads/main": "heads/main",
		"refs/heads/refs/tags/v1": "refs/tags/v1", "refs/pull/1/merge": "refs/pull/1/merge", "refs/heads/": "",
	} {
		if got := ShortRef(ref); got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
}

// A name that passes stays in its place in an address, and Git has no meaning for any part of it but the name.
func FuzzCheckRef(f *testing.F) {
	for _, names := range refs {
		for _, name := range names {
			f.Add(name)
		}
	}
	f.Fuzz(func(t *testing.T, name string) {
		err := CheckRef(name)
		if got := gitTakes(name); err == nil && !got || err != nil && got && len(name) <= longestRef && !objectID.MatchString(name) &&
			name != "HEAD" && name != "@" && !strings.HasPrefix(name, "refs/") && utf8.ValidString(name) {
			t.Errorf("%q: Git takes it: %v, we say %v", name, got, err)
		}
		if err != nil {
			if len(err.Error()) > 2000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		address, err := url.Parse("https://h/git/ref/heads/" + (&url.URL{Path: name}).EscapedPath() + "?x")
		if err != nil || address.Path != "/git/ref/heads/"+name || path.Clean(address.Path) != address.Path || address.RawQuery != "x" || address.Fragment != "" {
			t.Errorf("%q leaves its place: %v, %v", name, address, err)
		}
	})
}

// gitTakes is check_refname_format of Git's refs.c, and what its branch and tag commands refuse beside, read byte by byte.
func gitTakes(name string) bool {
	last := byte('/')
	for i := range len(name) {
		c := name[i]
		switch {
		case c < 33 || c == 127 || c == '~' || c == '^' || c == ':' || c == '?' || c == '*' || c == '[' || c == '\\',
			c == '.' && (last == '.' || last == '/'), c == '{' && last == '@', c == '/' && last == '/',
			c == '/' && i >= 5 && name[i-5:i] == ".lock":
			return false
		}
		last = c
	}
	return last != '/' && last != '.' && name[0] != '-' && (len(name) < 5 || name[len(name)-5:] != ".lock")
}
