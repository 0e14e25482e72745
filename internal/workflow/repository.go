// A repository and what is read of it beside its runs.

package workflow

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// A Repository is where workflows are dispatched.
type Repository struct {
	Owner, Name string
	Denied      bool      // the token could not read annotations of a run
	Unread      []Warning // workflow files that could not be read
	client      *Client
}

// go-github puts names into paths as they are: what could leave its place in one must not get that far.
var (
	ownerForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)
	nameForm  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
	fileForm  = regexp.MustCompile(`^\.*[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\.ya?ml$`)
)

// checkFile says what is wrong with the name of a workflow file.
func checkFile(file string) error {
	if fileForm.MatchString(file) {
		return nil
	}
	return invalidFile(file)
}

func invalidFile(file string) error {
	way := "give the name of a file in .github/workflows, of letters, digits, dots, hyphens and underscores, such as event-gather-pipeline.yml; several are separated by commas or lines"
	if base := path.Base(file); fileForm.MatchString(base) {
		way = "give only the file's name: " + base
	}
	return &Invalid{What: "workflow", Value: cut(file), Way: way}
}

// cut is as much of a name as an error quotes.
func cut(name string) string { return name[:min(len(name), 300)] }

// Repository names a repository as OWNER/NAME. Its error is an [*Invalid].
func (c *Client) Repository(fullName string) (*Repository, error) {
	owner, name, _ := strings.Cut(fullName, "/")
	if !ownerForm.MatchString(owner) || !nameForm.MatchString(name) || name == "." || name == ".." {
		return nil, &Invalid{What: "repository", Value: cut(fullName), Way: "write it as OWNER/NAME"}
	}
	return &Repository{Owner: owner, Name: name, client: c}, nil
}

func (r *Repository) String() string { return r.Owner + "/" + r.Name }

// path is the address of something in the repository, below the API's root.
func (r *Repository) path(format string, a ...any) string {
	return "repos/" + r.String() + "/" + fmt.Sprintf(format, a...)
}

// Info is what a repository says of itself.
type Info struct {
	FullName      string
	DefaultBranch string
	Private       bool
	Archived      bool // read-only
	// CannotPush is set where GitHub says so. Of an app's token it says nothing that can be relied on.
	CannotPush bool
}

// Info asks for the repository. One that is now known under another name is refused: writes would not get through.
func (r *Repository) Info(ctx context.Context) (Info, error) {
	repo, _, err := r.client.github.Repositories.Get(ctx, r.Owner, r.Name)
	if err != nil {
		return Info{}, explain(err)
	}
	info := Info{
		FullName: repo.GetFullName(), DefaultBranch: repo.GetDefaultBranch(),
		Private: repo.GetPrivate(), Archived: repo.GetArchived(),
	}
	push, told := repo.GetPermissions()["push"]
	info.CannotPush = told && !push
	if info.FullName != "" && !strings.EqualFold(info.FullName, r.String()) {
		return info, &Refused{Message: fmt.Sprintf("repository %s is now %s", r, oneLine(info.FullName)), hint: moved}
	}
	return info, nil
}

// NewestCommit is when the newest commit of a branch was made.
func (r *Repository) NewestCommit(ctx context.Context, branch string) (time.Time, error) {
	commits, _, err := r.client.github.Repositories.ListCommits(ctx, r.Owner, r.Name,
		&github.CommitsListOptions{SHA: branch, ListOptions: github.ListOptions{PerPage: 1}})
	if err != nil {
		return time.Time{}, explain(err)
	}
	if len(commits) == 0 || commits[0].GetCommit().GetCommitter().GetDate().IsZero() {
		return time.Time{}, errors.New("GitHub names no newest commit with a date")
	}
	return commits[0].GetCommit().GetCommitter().GetDate().Time, nil
}

// FileText is a file of at most a mebibyte, as ref has it. What isn't there matches [ErrGone].
func (r *Repository) FileText(ctx context.Context, path, ref string) ([]byte, error) {
	file, _, _, err := r.client.github.Repositories.GetContents(ctx, r.Owner, r.Name, path, &github.RepositoryContentGetOptions{Ref: ref})
	if err != nil {
		return nil, explain(err)
	}
	if file == nil {
		return nil, fmt.Errorf("%s: %w", path, errors.New("a folder, not a file"))
	}
	text, err := file.GetContent()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return []byte(text), nil
}
