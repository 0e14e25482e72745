// What a branch or a tag may be called.

package workflow

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestRef is how long the name of a branch or a tag may be, in bytes: a file system takes no longer ones.
const longestRef = 255

// objectID is the form of the hash of a commit. GitHub refuses branches and tags that look like one, and starts no run on a commit.
var objectID = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

// CheckRef says what is wrong with the name of a branch or a tag, as an [*Invalid]: what is one, says git check-ref-format, and
// what GitHub leaves of that, docs.github.com ("Dealing with special characters in branch and tag names").
func CheckRef(name string) error {
	const names, impossible = "the name of a branch or a tag, such as main or v1", "can't be a branch or a tag"
	parts := strings.Split(name, "/")
	for _, rule := range []struct {
		broken   bool
		why, way string
	}{
		{len(name) > longestRef, "is too long for a branch or a tag", names},
		{objectID.MatchString(name), "is a commit, and GitHub starts runs on branches and tags only", names},
		{name == "HEAD" || name == "@" || strings.HasPrefix(name, "refs/"), "is neither a branch nor a tag", names},
		{!utf8.ValidString(name) || strings.ContainsFunc(name, notInRef), impossible, `Git allows no spaces, control characters or any of ~ ^ : ? * [ \ in their names`},
		{strings.Contains(name, "..") || strings.Contains(name, "@{") || strings.HasPrefix(name, "-"), impossible, "Git allows neither .. nor @{ in their names, and no - in front"},
		{slices.ContainsFunc(parts, notPartOfRef), impossible, "Git allows no part of their names, between slashes, to be empty, to begin with a dot or to end with .lock"},
		{strings.HasSuffix(name, "."), impossible, "Git allows no dot at the end of their names"},
	} {
		if rule.broken {
			return &Invalid{What: "ref", Value: cut(name), Why: rule.why, Way: rule.way}
		}
	}
	return nil
}

// notPartOfRef says whether Git allows no ref with this between slashes.
func notPartOfRef(part string) bool {
	return part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock")
}

// notInRef says whether Git allows a character in no ref.
func notInRef(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`~^:?*[\`, r) }

// ShortRef is the name of the branch or tag in a ref, which people paste from github.ref: refs/heads/main is main.
func ShortRef(ref string) string {
	for _, before := range []string{"refs/heads/", "refs/tags/"} {
		if name, long := strings.CutPrefix(ref, before); long {
			return name
		}
	}
	return ref
}
