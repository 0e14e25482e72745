package main

// mutation is one change and the tests that should notice it. Where a change is equivalent, or what it breaks is only a
// matter of cost, explained says so.
type mutation struct {
	name      string
	file      string
	old, new  string // the old text stands once in the file
	tests     string // packages, from the repository's top
	explained string
}

var mutations = []mutation{
	{"continuing into another repository", "internal/cli/continuation.go",
		"if !c.current {", "if false {", "./internal/cli", ""},
	{"a token that can't push passes preflight", "internal/cli/preflight.go",
		"if info.CannotPush {", "if false {", "./internal/cli", ""},
	{"lines of the log are not guarded", "internal/actions/text.go",
		`strings.HasPrefix(start, "::")`, `strings.HasPrefix(start, ":::")`, "./internal/actions", ""},
	{"legacy commands in the log are not guarded", "internal/actions/text.go",
		`line = withinLine.Replace(strings.ToValidUTF8(line, "\uFFFD"))`, `line = strings.ToValidUTF8(line, "\uFFFD")`, "./internal/actions", ""},
	{"unsent intents don't lapse at the end", "internal/reconcile/send.go",
		"if own := newView(&l.world).unsent(&l.Policy); len(own) > 0 {", "if own := newView(&l.world).unsent(&l.Policy); false {", "./internal/reconcile ./internal/cli .", ""},
	{"a window leaves over a live attempt", "internal/reconcile/decide.go",
		"len(busy.Within(piece.Window)) == 0 {", "true {", "./internal/reconcile", ""},
	{"several dispatches leave where no run ids are returned", "internal/reconcile/decide.go",
		"free = min(free, 1)", "free += 0", "./internal/reconcile", ""},
	{"a stored answer serves another representation", "internal/workflow/store.go",
		`req.Header.Get("Accept") + " " + req.URL.String()`, `req.URL.String()`, "./internal/workflow", ""},
	{"a success is not for good", "internal/reconcile/world.go",
		"a.Concluded.Class != ledger.Success && (", "(", "./internal/reconcile", ""},
	{"a success covers beyond its run's creation", "internal/reconcile/coverage.go",
		"min(a.Window.To, civil.Of(created.In(zone)))", "a.Window.To", "./internal/reconcile", ""},
	{"one retry more", "internal/reconcile/outcomes.go",
		"spent := tries > p.retries()", "spent := tries > p.retries()+1", "./internal/reconcile", ""},
	{"a half fails for the tries of the whole", "internal/reconcile/outcomes.go",
		"&& countTries(own) > 0", "", "./internal/reconcile", ""},
	{"runners count from the first", "internal/reconcile/outcomes.go",
		"n + max(0, pardoned-mostExcused)", "n + pardoned", "./internal/reconcile", ""},
	{"an old intent is sent", "internal/reconcile/settle.go",
		"now.Sub(a.Intent.At) >= sendWithin || ", "", "./internal/reconcile", ""},
	{"another's intent is judged at once", "internal/reconcile/settle.go",
		"now.Sub(a.Begun()) >= deadAfter", "true", "./internal/reconcile", ""},
	{"runs of others take no slot", "internal/reconcile/world.go",
		"if r.Alive() && !v.ours[r.ID] && !counted[r.ID] {\n\t\t\tn++", "if r.Alive() && false {\n\t\t\tn++", "./internal/reconcile", ""},
	{"no pass reads again what failed", "internal/reconcile/decide.go",
		"if ids := unread(slices.Concat(c.Pending, c.Failed, c.Cancelled), v.AskedOnce); len(ids) > 0 {", "if ids := []int64(nil); len(ids) > 0 {", "./internal/reconcile", ""},
	{"max-runs counts at any time", "internal/reconcile/decide.go",
		"return v.Fresh && p.MaxRuns > 0", "return p.MaxRuns > 0", "./internal/reconcile", ""},
	{"a schedule opens what gathers all anew", "internal/reconcile/request.go",
		"onlyByHand := scheduled &&", "onlyByHand := false &&", "./internal/reconcile ./internal/cli .", ""},
	{"a dry run saves", "internal/reconcile/run.go",
		"return !l.Policy.DryRun && s.Reason != TooMany", "return s.Reason != TooMany", "./internal/reconcile ./internal/cli .", ""},
	{"an apostrophe leaves as it is", "internal/event/quote.go",
		"case b == '\\'':\n\t\t\tout = appendUnit", "case false:\n\t\t\tout = appendUnit", "./internal/event", ""},
	{"writes are not paced", "internal/workflow/governor.go",
		"if wait := g.pace.ReserveN(now, 1).DelayFrom(now); wait > 0 {", "if wait := g.pace.ReserveN(now, 1).DelayFrom(now); false {", "./internal/workflow ./internal/reconcile", ""},
	{"a write is sent again", "internal/workflow/transport.go",
		"\tsend := t.write\n", "\tsend := t.read\n", "./internal/workflow", ""},
	{"the token goes to another host", "internal/workflow/transport.go",
		"if original.URL.Scheme != t.api.Scheme || original.URL.Host != t.api.Host {", "if false {", "./internal/workflow", ""},
	{"a newer ledger is written to", "internal/ledger/stored.go",
		"case h.V > version:", "case false:", "./internal/ledger .", ""},
	{"the later end of two requests counts", "internal/ledger/state.go",
		"end := min(old.Window.To, r.Window.To)", "end := max(old.Window.To, r.Window.To)", "./internal/ledger", ""},
	{"a fault doesn't come before max-failures", "internal/reconcile/status.go",
		"case e.Fault == SignalFault:", "case e.Fault == SignalFault && e.Reason == \"\":", "./internal/reconcile", ""},
	{"events leave from any branch", "internal/cli/special.go",
		`if here.Ref != "refs/heads/"+byDefault {`, "if false {", "./internal/cli", ""},
}
