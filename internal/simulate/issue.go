package simulate

import "time"

// Issue is an issue of the repository.
type Issue struct {
	Number      int
	Login       string // who wrote it
	Association string // of that login with the repository, in GitHub's word: NONE, COLLABORATOR, …
	Title, Body string
	Closed      bool
	Reason      string // why it was closed: completed or not_planned
	Comments    []string

	created, updated, closed time.Time
}
