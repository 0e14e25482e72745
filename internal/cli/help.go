package cli

// How the help is arranged: examples for every command, and groups of flags in one order.

import (
	"cmp"
	"slices"

	"github.com/alecthomas/kong"
)

// groupOrder is the order of the groups of flags; README.md's table has the same.
var groupOrder = []string{"every day", "when things go wrong", "rarely", "local"}

// groupTitles are the headings of the groups in the help.
var groupTitles = kong.Groups{
	"every day": "Used every day:", "when things go wrong": "Used when things go wrong:", "rarely": "Rarely used:", "local": "On this machine only:",
}

// examples are of each command; those of "" are of all.
var examples = map[string][]string{
	"": {
		"backfill --simulate --begin 2021-03-01 --end 2021-03-15",
		"help backfill",
		"version",
	},
	"plan": {
		"plan --begin 2021-01-01 --end 2021-07-01",
		"plan --begin 2021-01-01 --window 7d --format json",
	},
	"backfill": {
		"backfill --simulate --begin 2021-03-01 --end 2021-03-15",
		"backfill --repository OWNER/NAME --begin 2021-01-01",
		"backfill --scenario help",
	},
	"catch-up": {
		"catch-up --simulate",
		"catch-up --repository OWNER/NAME --dry-run",
	},
	"convert": {
		"convert",
		"convert --timezone America/Los_Angeles event.yml",
	},
	"special-events": {
		"special-events --simulate --timezone America/Denver",
		"special-events --repository OWNER/NAME --dry-run",
	},
	"status": {
		"status --repository OWNER/NAME",
		"status --ledger file:ledger.jsonl",
	},
	"cancel": {
		"cancel --repository OWNER/NAME --dry-run",
		"cancel --repository OWNER/NAME --begin 2021-01-01",
	},
}

// arrangeHelp gives every command its examples, and puts its flags in the order of the groups.
func arrangeHelp(app *kong.Application) {
	app.Detail = exampleText("")
	for _, command := range app.Children {
		command.Detail = exampleText(command.Name)
		slices.SortStableFunc(command.Flags, func(a, b *kong.Flag) int { return cmp.Compare(rank(a), rank(b)) })
	}
}

// rank is the place of a flag's group.
func rank(flag *kong.Flag) int {
	if flag.Group == nil {
		return -1
	}
	return slices.Index(groupOrder, flag.Group.Key)
}

// exampleText are examples as kong's help takes them: what is indented stays as it is.
func exampleText(command string) string {
	text := "For example:\n\n"
	for _, example := range examples[command] {
		text += "  trigger-event-gather " + example + "\n"
	}
	return text
}
