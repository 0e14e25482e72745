package cli

import (
	"cmp"
	"io"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
)

// What the program is given by its surroundings.

// Env is what a process has.
type Env struct {
	Args    []string // without the program's name
	Environ []string // NAME=value
	Stdout  io.Writer
	Stderr  io.Writer
	// Columns asks how wide the terminal behind Stderr is now; 0 is unknown. It is nil where there is no terminal.
	Columns func() int
	// StdoutColumns is the same of Stdout.
	StdoutColumns func() int
	Version       string
	// Now is the machine's clock; time.Now where it is nil.
	Now func() time.Time
}

func (e *Env) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// context is what GitHub's runner says of this step; little of it is known on a command line.
func (e *Env) context() actions.Context { return actions.ReadContext(e.Environ) }

// terminal says whether a person reads Stderr at a terminal that obeys control sequences.
func (e *Env) terminal() bool {
	return e.Columns != nil && !e.context().InWorkflow && e.variable("TERM") != "dumb"
}

// coloured says whether that person wants colours, see https://no-color.org.
func (e *Env) coloured() bool { return e.terminal() && e.variable("NO_COLOR") == "" }

// variable is the value of an environment variable, empty where it is not set. Of several the last one counts.
func (e *Env) variable(wanted string) (value string) {
	for _, variable := range e.Environ {
		if name, text, _ := strings.Cut(variable, "="); name == wanted {
			value = text
		}
	}
	return value
}

// proxy is the name of a variable that says to connect through a proxy; empty if there is none.
func (e *Env) proxy() string {
	names := []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"}
	for _, variable := range e.Environ {
		if name, value, _ := strings.Cut(variable, "="); value != "" && slices.Contains(names, name) {
			return name
		}
	}
	return ""
}

// direct says whether NO_PROXY names the host of an address, so that no proxy is used for it.
func (e *Env) direct(address string) bool {
	at, err := url.Parse(address)
	if err != nil {
		return false
	}
	host, port := strings.ToLower(at.Hostname()), "443"
	switch at.Scheme {
	case "gs":
		host = "storage.googleapis.com"
	case "http":
		port = "80"
	}
	port = cmp.Or(at.Port(), port)
	for _, variable := range e.Environ {
		name, value, _ := strings.Cut(variable, "=")
		if strings.EqualFold(name, "no_proxy") {
			for entry := range strings.SplitSeq(value, ",") {
				if needsNoProxy(strings.ToLower(strings.TrimSpace(entry)), host, port) {
					return true
				}
			}
		}
	}
	return false
}

// needsNoProxy says whether an entry of NO_PROXY names a host, as Go reads them: a name with all below it, an address, a range
// of addresses, each but the last with a port or without, or * for all.
func needsNoProxy(entry, host, port string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		if ips, err := netip.ParsePrefix(entry); err == nil {
			return ips.Contains(ip.Unmap())
		}
	}
	if name, only, err := net.SplitHostPort(entry); err == nil {
		if only != port {
			return false
		}
		entry = name
	}
	above := strings.TrimPrefix(entry, "*") // *.example.org is .example.org: what is below, and not the host itself
	if !strings.HasPrefix(above, ".") {
		above = "." + above
	}
	return entry == "*" || entry != "" && (host == entry || strings.HasSuffix(host, above))
}
