// What a branch or a tag may be called.

package workflow

import (
	"regexp"
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
	invalid := func(why, way string) error { return &Invalid{What: "ref", Value: cut(name), Why: why, Way: way} }
	const way = "the name of a branch or a tag, such as main or v1"
	switch {
	case name == "":
		return invalid("", way)
	case len(name) > longestRef:
		return invalid("is too long for a branch or a tag", way)
	case objectID.MatchString(name):
		return invalid("is a commit, and GitHub starts runs on branches and tags only", way)
	case name == "HEAD" || strings.HasPrefix(name, "refs/"):
		return invalid("is neither a branch nor a tag", way)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, notInRef):
		return invalid("can't be a branch or a tag", `Git allows no spaces, control characters or any of ~ ^ : ? * [ \ in their names`)
	case strings.Contains(name, "..") || strings.Contains(name, "@{") || name == "@" || name[0] == '-':
		return invalid("can't be a branch or a tag", "Git allows neither .. nor @{ in their names, and no - in front")
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock") {
			return invalid("can't be a branch or a tag", "Git allows no part of their names, between slashes, to be empty, to begin with a dot or to end with .lock")
		}
	}
	if strings.HasSuffix(name, ".") {
		return invalid("can't be a branch or a tag", "Git allows no dot at the end of their names")
	}
	return nil
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
