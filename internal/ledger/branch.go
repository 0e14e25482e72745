package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// Branch is a ledger on a branch of the repository that shares no history with the code. The blob sha of the file is the
// compare-and-swap: GitHub refuses a contents write whose sha isn't that of the file as it is
// (https://docs.github.com/en/rest/repos/contents#create-or-update-file-contents).
type Branch struct {
	client      *github.Client
	owner, repo string
	branch      string
	blob        string            // the sha last read or written; empty where the file doesn't exist
	commit      string            // that the branch was at when it was last read or written; empty where it didn't exist
	exists      bool              // whether the branch does
	pages       map[string]string // the shas of the other files beside the ledger, as last read or written, by name
	now         func() time.Time
	refused     refusals
}

// FileName is the path of a ledger on its branch.
const FileName = "ledger.jsonl"

// OpenBranch is the ledger on a branch, which need not exist yet. now is a clock for the time between two refusals.
func OpenBranch(client *github.Client, owner, repo, branch string, now func() time.Time) *Branch {
	return &Branch{client: client, owner: owner, repo: repo, branch: branch, now: now}
}

// So many refused saves in a row, over so long and with nobody else writing, are a rule (a protected branch) and no race.
// Less is no proof: what GitHub answers to a read may lag behind what it compares a write with.
const (
	refusedTimes = 6
	refusedFor   = 30 * time.Second
)

// refusals are the saves that GitHub refused in a row while the blob stayed the same.
type refusals struct {
	times       int
	first, last time.Time
	blob        string
	err         error // the last
}

// add is the refusals with another one. GitHub's word that the sha doesn't match proves that a read lagged: it counts for
// nothing.
func (r refusals) add(now time.Time, blob string, err error) refusals {
	if strings.Contains(err.Error(), "does not match") {
		return refusals{}
	}
	if r.times == 0 || r.blob != blob {
		r = refusals{first: now, blob: blob}
	}
	r.times++
	r.last, r.err = now, err
	return r
}

// aRule says whether what is refused at this blob is refused for good.
func (r refusals) aRule(blob string) bool {
	return r.times >= refusedTimes && r.blob == blob && r.last.Sub(r.first) >= refusedFor
}

func (b *Branch) String() string { return "branch:" + b.branch }

// Name is the branch's name.
func (b *Branch) Name() string { return b.branch }

// RefusedError says that GitHub goes on refusing to write the branch, though nobody else writes it.
type RefusedError struct {
	Branch string
	Err    error // GitHub's own message
}

func (e *RefusedError) Error() string { return fmt.Sprintf("write branch %q: %v", e.Branch, e.Err) }

func (e *RefusedError) Unwrap() error { return e.Err }

// Hint is the way out.
func (*RefusedError) Hint() string {
	return "let the token write this branch (branch protection, rulesets), or name another with ledger: branch:NAME"
}

// Changed asks GitHub for the commit that the branch is at, if it isn't the one that was last read or written: free of charge while
// it is (https://docs.github.com/rest/commits/commits#get-a-commit). A branch that is gone is written again by the next save.
func (b *Branch) Changed(ctx context.Context) (bool, error) {
	_, _, err := b.client.Repositories.GetCommitSHA1(ctx, b.owner, b.repo, "heads/"+b.branch, b.commit)
	switch status(err) {
	case http.StatusNotModified, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusConflict:
		return false, nil // as it was, or no such branch
	}
	if err != nil {
		return false, fmt.Errorf("read branch %q: %w", b.branch, said(err))
	}
	return true, nil
}

// head is the commit that the branch is at, empty where there is none.
func (b *Branch) head(ctx context.Context) (commit string, err error) {
	ref, _, err := b.client.Git.GetRef(ctx, b.owner, b.repo, "heads/"+b.branch)
	if status(err) == http.StatusNotFound {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read branch %q: %w", b.branch, said(err))
	}
	return ref.GetObject().GetSHA(), nil
}

// Load lists the branch's folder, and reads the ledger through the blobs API, since the contents API stops at 1 MB. The commit is
// read first: what is written in between is noticed by Changed. Without a path GitHub lists the root folder
// (https://docs.github.com/rest/repos/contents#get-repository-content).
func (b *Branch) Load(ctx context.Context) (l *Ledger, err error) {
	b.blob, b.pages = "", nil
	if b.commit, err = b.head(ctx); err != nil {
		return nil, err
	}
	if b.exists = b.commit != ""; !b.exists {
		return New(), nil
	}
	_, files, _, err := b.client.Repositories.GetContents(ctx, b.owner, b.repo, "", &github.RepositoryContentGetOptions{Ref: b.branch})
	if err != nil && status(err) != http.StatusNotFound {
		return nil, fmt.Errorf("read branch %q: %w", b.branch, said(err))
	}
	stored := ""
	b.pages = map[string]string{}
	for _, file := range files {
		if file.GetName() == FileName {
			stored = file.GetSHA()
		} else {
			b.pages[file.GetName()] = file.GetSHA()
		}
	}
	if stored == "" {
		return New(), nil
	}
	// As JSON, not raw: half of a raw ledger would be taken for one whose last line was torn.
	blob, _, err := b.client.Git.GetBlob(ctx, b.owner, b.repo, stored)
	if err != nil {
		return nil, fmt.Errorf("read %s of branch %q: %w", FileName, b.branch, said(err))
	}
	text, err := base64.StdEncoding.DecodeString(blob.GetContent())
	if err != nil {
		return nil, fmt.Errorf("%s of branch %q: %w", FileName, b.branch, err)
	}
	if l, err = Decode(text); err != nil {
		return nil, fmt.Errorf("%s of branch %q: %w", FileName, b.branch, err)
	}
	b.blob = stored // what can't be read is never written over: the save before it has another sha
	return l, nil
}

// Save writes the ledger in one request, or makes the branch. A 409, a 422 or a lock refusal is [ErrLostRace], as is a
// branch that is gone. After six in a row over half a minute, with the blob unchanged, comes a *[RefusedError]. Any other
// error may have taken effect: whoever can't tell loads again.
func (b *Branch) Save(ctx context.Context, l *Ledger) error {
	if b.refused.aRule(b.blob) {
		return &RefusedError{b.branch, b.refused.err}
	}
	save := b.update
	if !b.exists {
		save = b.create
	}
	blob, commit, err := save(ctx, l.Encode())
	if err == nil {
		b.blob, b.commit, b.exists, b.refused = blob, commit, true, refusals{}
		return nil
	}
	switch status(err) {
	case http.StatusConflict, http.StatusUnprocessableEntity, http.StatusLocked, http.StatusNotFound:
		b.refused = b.refused.add(b.now(), b.blob, said(err))
		return fmt.Errorf("write branch %q: %w (%w)", b.branch, ErrLostRace, said(err))
	}
	return fmt.Errorf("write branch %q: %w", b.branch, said(err))
}

func (b *Branch) update(ctx context.Context, text []byte) (blob, commit string, err error) {
	opts := &github.RepositoryContentFileOptions{
		Message: new("gather: " + summary(text)),
		Content: text,
		Branch:  &b.branch,
	}
	if b.blob != "" {
		opts.SHA = &b.blob
	}
	written, _, err := b.client.Repositories.UpdateFile(ctx, b.owner, b.repo, FileName, opts)
	if err != nil {
		return "", "", err
	}
	return written.GetContent().GetSHA(), written.Commit.GetSHA(), nil
}

// create makes the branch from a commit without parents: what is gathered has no history in common with the code.
func (b *Branch) create(ctx context.Context, text []byte) (blob, commit string, err error) {
	entry := &github.TreeEntry{Path: new(FileName), Mode: new("100644"), Type: new("blob"), Content: new(string(text))}
	tree, _, err := b.client.Git.CreateTree(ctx, b.owner, b.repo, "", []*github.TreeEntry{entry})
	if err != nil {
		return "", "", err
	}
	made, _, err := b.client.Git.CreateCommit(ctx, b.owner, b.repo, &github.Commit{Message: new("gather: a new ledger"), Tree: tree}, nil)
	if err != nil {
		return "", "", err
	}
	ref := &github.Reference{Ref: new("refs/heads/" + b.branch), Object: &github.GitObject{SHA: made.SHA}}
	if _, _, err := b.client.Git.CreateRef(ctx, b.owner, b.repo, ref); err != nil {
		return "", "", err
	}
	for _, e := range tree.Entries {
		if e.GetPath() == FileName {
			return e.GetSHA(), made.GetSHA(), nil
		}
	}
	return "", "", errors.New("create tree: GitHub's answer names no " + FileName)
}

// summary is the subject of a save's commit: the kind of its last line.
func summary(text []byte) string {
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	last, err := decode(lines[len(lines)-1])
	if err != nil {
		return "nothing yet"
	}
	return last.String()
}

// status is the HTTP status that GitHub refused with, 0 for any other error.
func status(err error) int {
	if e, ok := errors.AsType[*github.ErrorResponse](err); ok && e.Response != nil {
		return e.Response.StatusCode
	}
	return 0
}

// said is a refusal in GitHub's words, on one line, and other errors without what net/http puts around them.
func said(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	e, ok := errors.AsType[*github.ErrorResponse](err)
	if !ok || e.Response == nil {
		return err
	}
	return fmt.Errorf("%d %s", e.Response.StatusCode, strings.Join(strings.Fields(e.Message), " "))
}
