package cli

// Where the ledger is kept: the input "ledger".

import (
	"regexp"
	"strings"
)

// ledgerPlace is where a ledger is kept.
type ledgerPlace struct {
	kind string // placeBranch or placeFile
	name string
}

const (
	placeBranch = "branch"
	placeFile   = "file"
)

var branchForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}$`)

func (ps *problems) ledgerPlace(text string) ledgerPlace {
	text = orStandard("ledger", text)
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case kind == placeFile && name != "":
	case kind == placeBranch && branchForm.MatchString(name) && !strings.Contains(name, "..") && !strings.Contains(name, "//") &&
		!strings.HasSuffix(name, "/") && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, ".lock"):
	default:
		ps.add("ledger", "branch:NAME or file:PATH", "%q: no place for a ledger", text)
	}
	return ledgerPlace{kind, name}
}
