package cli

// The defaults of flags. Each stands once: in the flag's tag "std".

import (
	"io"
	"strconv"
	"sync"

	"github.com/alecthomas/kong"
)

// helpVars are what help texts refer to.
func helpVars(version string) kong.Vars {
	return kong.Vars{
		"version": "trigger-event-gather " + version, "gatherFile": gatherFile, "specialFile": specialFile,
		"mostEvents": strconv.Itoa(mostEvents),
	}
}

// helpOf is a flag's help with its default.
func helpOf(value *kong.Value) string {
	if std := value.Tag.Get("std"); std != "" {
		return value.Help + " By default " + std + "."
	}
	return value.Help
}

// standards are the defaults of all flags that have one.
var standards = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, group := range []any{
		&rangeFlags{}, &dispatchFlags{}, &continueFlag{}, &gitHubFlags{}, &formatFlag{}, &orderFlags{}, &lookbackFlags{},
		&statusFlags{}, &reprocessFlag{}, &eventFlags{}, &cancelFlags{}, &simulateFlags{},
	} {
		parser, err := kong.New(group, helpVars(""), kong.Writers(io.Discard, io.Discard))
		if err != nil {
			panic(err) // unreachable unless bug in this package
		}
		for _, flag := range parser.Model.Flags {
			if std := flag.Tag.Get("std"); std != "" {
				all[flag.Name] = std
			}
		}
	}
	return all
})

// orStandard is the text of a flag, or its default where it wasn't given.
func orStandard(name, text string) string {
	if text == "" {
		return standards()[name]
	}
	return text
}
