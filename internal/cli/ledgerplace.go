package cli

// Where the ledger is kept: the input "ledger".

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
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

// thereIs adds that a ledger in a file is not there, with the file of its folder that was probably meant. It is for those who only
// look: who works on a request begins the file.
func (ps *problems) thereIs(place ledgerPlace) {
	if place.kind != placeFile || place.name == "" {
		return
	}
	if _, err := os.Stat(place.name); !errors.Is(err, fs.ErrNotExist) {
		return // what else is wrong with it is told when it is read
	}
	folder, name := filepath.Split(place.name)
	entries, _ := os.ReadDir(cmp.Or(folder, "."))
	var names []string
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			names = append(names, entry.Name())
		}
	}
	hint := "file:PATH of a ledger that a command has begun"
	if near := suggest.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", placeFile+":"+folder+near)
	}
	ps.add("ledger", hint, "%q: no such file", placeFile+":"+place.name)
}
