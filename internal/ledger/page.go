package ledger

// Pages beside a ledger on a branch: what people look at. Nothing depends on them.

import (
	"context"
	"crypto/sha1" //nolint:gosec // git's names of blobs
	"encoding/hex"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// Page is a file beside the ledger.
type Page struct {
	Name string
	Text []byte
}

// blob is git's name of the page's content.
func (p Page) blob() string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(p.Text), p.Text))
	return hex.EncodeToString(sum[:])
}

// Has says whether the branch has this page as it is, as far as was read or written.
func (b *Branch) Has(p Page) bool { return b.pages[p.Name] == p.blob() }

// Show writes a page in one request, unless somebody else wrote it since the folder was listed. What keeps it from that is returned,
// and changes nothing. A ledger that somebody else wrote before is still noticed by Changed: the page's commit becomes the known one
// only where it follows the known one.
func (b *Branch) Show(ctx context.Context, p Page) error {
	opts := &github.RepositoryContentFileOptions{Message: new("show: " + p.Name), Content: p.Text, Branch: &b.branch}
	if sha := b.pages[p.Name]; sha != "" {
		opts.SHA = &sha
	}
	written, _, err := b.client.Repositories.UpdateFile(ctx, b.owner, b.repo, p.Name, opts)
	if err != nil {
		return fmt.Errorf("write %s on branch %q: %w", p.Name, b.branch, said(err))
	}
	if b.pages == nil {
		b.pages = map[string]string{}
	}
	b.pages[p.Name] = written.GetContent().GetSHA()
	if parents := written.Parents; len(parents) == 1 && parents[0].GetSHA() == b.commit {
		b.commit = written.Commit.GetSHA()
	}
	return nil
}
