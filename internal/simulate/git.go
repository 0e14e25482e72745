package simulate

// The git objects and refs of the repository. Objects have the names that git gives them.

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxOverwritten is how many overwritten blobs are kept. GitHub keeps them all, but a backfill that saves a growing file a
// thousand times would take too much memory.
const maxOverwritten = 64

type gitStore struct {
	blobs       map[string][]byte
	trees       map[string][]treeEntry
	commits     map[string]commit
	refs        map[string]string // "heads/main": commit
	overwritten []string          // blobs that no branch has any more, oldest first
	version     uint64            // grows whenever a ref moves
	pushed      time.Time         // when a ref last moved
}

type treeEntry struct {
	Mode, Name, SHA string
}

func (e treeEntry) kind() string {
	if e.Mode == modeTree {
		return "tree"
	}
	return "blob"
}

const (
	modeFile = "100644"
	modeTree = "040000"
)

type commit struct {
	SHA, Tree string
	Parents   []string
	Message   string
	Author    signature
}

type signature struct {
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Date  time.Time `json:"date"`
}

func newGitStore() gitStore {
	return gitStore{
		blobs:   map[string][]byte{},
		trees:   map[string][]treeEntry{},
		commits: map[string]commit{},
		refs:    map[string]string{},
		version: 1,
	}
}

// objectName is git's name for an object.
func objectName(kind string, content []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	_, _ = h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

func (s *gitStore) putBlob(content []byte) string {
	sha := objectName("blob", content)
	s.blobs[sha] = content
	s.overwritten = slices.DeleteFunc(s.overwritten, func(o string) bool { return o == sha })
	return sha
}

// overwrite notes that no branch has a blob any more, and drops the oldest such blob when there are too many.
func (s *gitStore) overwrite(sha string) {
	s.overwritten = append(s.overwritten, sha)
	if len(s.overwritten) > maxOverwritten {
		delete(s.blobs, s.overwritten[0])
		s.overwritten = s.overwritten[1:]
	}
}

func (s *gitStore) putTree(entries []treeEntry) string {
	slices.SortFunc(entries, func(a, b treeEntry) int { return strings.Compare(a.sortName(), b.sortName()) })
	var raw []byte
	for _, e := range entries {
		id, _ := hex.DecodeString(e.SHA)
		raw = fmt.Appendf(raw, "%s %s\x00%s", strings.TrimPrefix(e.Mode, "0"), e.Name, id)
	}
	sha := objectName("tree", raw)
	s.trees[sha] = entries
	return sha
}

// sortName orders entries as git does: a tree as if its name ended in a slash.
func (e treeEntry) sortName() string {
	if e.Mode == modeTree {
		return e.Name + "/"
	}
	return e.Name
}

func (s *gitStore) putCommit(c commit) commit {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, p := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	who := fmt.Sprintf("%s <%s> %d +0000", c.Author.Name, c.Author.Email, c.Author.Date.Unix())
	fmt.Fprintf(&b, "author %s\ncommitter %s\n\n%s", who, who, c.Message)
	c.SHA = objectName("commit", []byte(b.String()))
	s.commits[c.SHA] = c
	return c
}

// head is the commit of a branch.
func (s *gitStore) head(branch string) (commit, bool) {
	c, ok := s.commits[s.refs["heads/"+branch]]
	return c, ok
}

// lookup finds a path in a tree; the empty path is the tree itself.
func (s *gitStore) lookup(tree, path string) (treeEntry, bool) {
	e := treeEntry{Mode: modeTree, SHA: tree}
	for part := range strings.SplitSeq(path, "/") {
		if part == "" {
			continue
		}
		i := slices.IndexFunc(s.trees[e.SHA], func(o treeEntry) bool { return o.Name == part })
		if i < 0 {
			return treeEntry{}, false
		}
		e = s.trees[e.SHA][i]
	}
	return e, true
}

// withFile makes the tree that differs from another in one path: it has the blob there, or nothing where blob is empty.
func (s *gitStore) withFile(tree, path, blob string) string {
	name, rest, deep := strings.Cut(path, "/")
	entries := slices.Clone(s.trees[tree])
	i := slices.IndexFunc(entries, func(e treeEntry) bool { return e.Name == name })
	entry := treeEntry{Mode: modeFile, Name: name, SHA: blob}
	if deep {
		below := ""
		if i >= 0 {
			below = entries[i].SHA
		}
		entry = treeEntry{Mode: modeTree, Name: name, SHA: s.withFile(below, rest, blob)}
		if len(s.trees[entry.SHA]) == 0 {
			entry.SHA = ""
		}
	}
	if i >= 0 {
		entries = slices.Delete(entries, i, i+1)
	}
	if entry.SHA != "" {
		entries = append(entries, entry)
	}
	return s.putTree(entries)
}

// write makes a commit that changes one file of a branch; content nil deletes it. It doesn't move the branch.
func (s *gitStore) write(branch, path string, content []byte, message string, who signature) commit {
	head, exists := s.head(branch)
	c := commit{Message: message, Author: who}
	if exists {
		c.Parents = []string{head.SHA}
	}
	blob := ""
	if content != nil {
		blob = s.putBlob(content)
	}
	if old, ok := s.lookup(head.Tree, path); ok && old.SHA != blob {
		s.overwrite(old.SHA)
	}
	c.Tree = s.withFile(head.Tree, path, blob)
	return s.putCommit(c)
}

// read is the content of a file on a branch.
func (s *gitStore) read(branch, path string) ([]byte, bool) {
	head, _ := s.head(branch)
	e, ok := s.lookup(head.Tree, path)
	if !ok {
		return nil, false
	}
	content, ok := s.blobs[e.SHA]
	return content, ok
}

// resolve finds the commit of a branch, a tag, a full ref, or a SHA.
func (s *gitStore) resolve(ref string) (commit, bool) {
	name := strings.TrimPrefix(ref, "refs/")
	for _, sha := range []string{s.refs["heads/"+ref], s.refs["tags/"+ref], s.refs[name], ref} {
		if c, ok := s.commits[sha]; ok {
			return c, true
		}
	}
	return commit{}, false
}

// ancestry is a commit and its chain of first parents, newest first.
func (s *gitStore) ancestry(c commit) []commit {
	all := []commit{c}
	for len(c.Parents) > 0 {
		c = s.commits[c.Parents[0]]
		all = append(all, c)
	}
	return all
}
