// Which workflow a person means, and which there are.

package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-github/v60/github"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// listed is a workflow that GitHub lists and that can be dispatched.
type listed struct {
	id   int64
	name string
	file string
}

// isFile says that a name is meant as a file's.
func isFile(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")
}

// CheckName says what is wrong with the name of a file, as an [*Invalid]. Of numbers and other names only GitHub knows, but that
// they are one line of text, and no places in a tree of files.
func CheckName(name string) error {
	if isFile(name) {
		return checkFile(name)
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || slices.Contains(strings.Split(name, "/"), "..") {
		return invalidFile(name)
	}
	return nil
}

// Find is the workflows that names mean, each once: names of files, or numbers or names of workflows as GitHub lists them.
// GitHub is asked only where something isn't a file's name. All problems come joined: an [*Invalid] for each name that can't
// be right or that several workflows have, a [*Refused] for each that none has.
func (r *Repository) Find(ctx context.Context, names []string) (found []*Workflow, err error) {
	var all []listed
	if slices.ContainsFunc(names, func(name string) bool { return !isFile(name) }) {
		if all, err = r.list(ctx); err != nil {
			return nil, err
		}
	}
	var problems []error
	for _, name := range names {
		w, err := r.choose(all, name)
		if err != nil {
			problems = append(problems, err)
		} else if !slices.ContainsFunc(found, func(other *Workflow) bool { return other.File == w.File }) {
			found = append(found, w)
		}
	}
	return found, errors.Join(problems...)
}

// choose is the workflow that a name means.
func (r *Repository) choose(all []listed, name string) (*Workflow, error) {
	if isFile(name) {
		return r.Workflow(name)
	}
	switch files := filesOf(all, name); len(files) {
	case 0:
		return nil, r.absent(name, there(all, name))
	case 1:
		return r.Workflow(files[0])
	default:
		return nil, &Invalid{What: "workflow", Value: oneLine(name), Why: fmt.Sprintf("is the name of %d workflows", len(files)),
			Way: "give the name of a file: " + enumerate(files)}
	}
}

var numberForm = regexp.MustCompile(`^[0-9]+$`)

// filesOf are the files of the workflows with a number or a name; where none has the very name, case doesn't matter.
func filesOf(all []listed, name string) []string {
	having := func(fits func(listed) bool) (files []string) {
		for _, w := range all {
			if fits(w) {
				files = append(files, w.file)
			}
		}
		return files
	}
	if numberForm.MatchString(name) {
		return having(func(w listed) bool { return strconv.FormatInt(w.id, 10) == name })
	}
	if files := having(func(w listed) bool { return w.name == name }); files != nil {
		return files
	}
	return having(func(w listed) bool { return strings.EqualFold(w.name, name) })
}

// Missing is the refusal of a workflow that isn't there. Its hint says which are, or where GitHub doesn't say, otherwise.
func (w *Workflow) Missing(ctx context.Context, otherwise string) *Refused {
	return w.Repository.absent(w.File, w.Repository.suggestion(ctx, w.File, otherwise))
}

func (r *Repository) absent(name, hint string) *Refused {
	return &Refused{Message: fmt.Sprintf("no workflow %q in %s", oneLine(name), r), hint: hint}
}

// suggestion says which workflow may be meant by a name that none has, and which there are; where GitHub doesn't list them,
// otherwise.
func (r *Repository) suggestion(ctx context.Context, name, otherwise string) string {
	all, err := r.list(ctx)
	if err != nil {
		return otherwise
	}
	return there(all, name)
}

// there says the same of workflows that were listed. The one that is missed may be listed for a while after its file is gone.
func there(all []listed, missed string) string {
	var files, names []string
	for _, w := range all {
		if w.file != missed {
			files, names = append(files, w.file), append(names, w.name)
		}
	}
	if len(files) == 0 {
		return "GitHub lists none in .github/workflows"
	}
	if nearest := suggest.Nearest(missed, slices.Concat(files, names)); nearest != "" {
		return fmt.Sprintf("did you mean %s? In .github/workflows are %s", safetext.Quote(nearest, longestName), enumerate(files))
	}
	return "in .github/workflows are " + enumerate(files)
}

// Bounds on an enumeration in a hint.
const (
	mostNames   = 10
	longestName = 100
)

// enumerate is a list of files for people.
func enumerate(files []string) string {
	var shown []string
	for _, file := range files[:min(len(files), mostNames)] {
		shown = append(shown, safetext.Escape(file, longestName))
	}
	text := strings.Join(shown, ", ")
	if more := len(files) - mostNames; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// list are the workflows that can be dispatched, sorted by file. Those that are no files of the repository, such as
// dynamic/pages/pages-build-deployment, GitHub starts by itself.
func (r *Repository) list(ctx context.Context) ([]listed, error) {
	var all []listed
	for n := 1; n != 0; {
		some, resp, err := r.client.github.Actions.ListWorkflows(ctx, r.Owner, r.Name, &github.ListOptions{Page: n, PerPage: page})
		if err != nil {
			return nil, explain(err)
		}
		for _, w := range some.Workflows {
			folder, file := path.Split(w.GetPath())
			if folder == ".github/workflows/" && isFile(file) && w.GetState() != "deleted" {
				all = append(all, listed{w.GetID(), w.GetName(), file})
			}
		}
		n = resp.NextPage
	}
	slices.SortFunc(all, func(a, b listed) int { return cmp.Compare(a.file, b.file) })
	return all, nil
}
