package cli

// Where the ledger is kept: the input "ledger".

import (
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
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

func (ps *problems) ledgerPlace(text string) ledgerPlace {
	text = orStandard("ledger", text)
	kind, name, _ := strings.Cut(text, ":")
	hint := ""
	switch {
	case kind == placeBranch && name != "":
		hint = hintOf(workflow.CheckRef(name))
	case kind != placeFile || name == "":
		hint = "branch:NAME or file:PATH"
	}
	if hint != "" {
		ps.add("ledger", hint, "%q: no place for a ledger", text)
	}
	return ledgerPlace{kind, name}
}
