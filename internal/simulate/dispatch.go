package simulate

// POST …/dispatches, with every way it is documented or known to refuse.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxInputs is how many characters the inputs may have as compact JSON.
const maxInputs = 65535

type dispatchBody struct {
	Ref              string         `json:"ref"`
	Inputs           map[string]any `json:"inputs"`
	ReturnRunDetails *bool          `json:"return_run_details"`
}

func (g *GitHub) postDispatch(r *http.Request) answer {
	var body dispatchBody
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Ref == "" {
		return g.incomplete(r, "ref")
	}
	next := r.Header.Get("X-GitHub-Api-Version") == versionNext
	if old := g.scenario.RunDetails; body.ReturnRunDetails != nil && (next || old == "400" || old == "422") {
		if next {
			g.addViolation("POST %s: return_run_details with API version %s", r.URL.Path, versionNext)
			old = "422"
		}
		status, _ := strconv.Atoi(old)
		return problem(status, "Invalid request.\n\n\"return_run_details\" is not a permitted key.")
	}
	w := g.workflow(r.PathValue("workflow"))
	if w == nil || w.state == stateDeleted {
		return notFound()
	}
	inputs, complaint := g.checkDispatch(w, body)
	if complaint != "" {
		return problem(http.StatusUnprocessableEntity, complaint)
	}
	at, _ := g.git.resolve(body.Ref)
	inFlight := g.inFlight()
	g.dispatched++
	run := g.newRun(w, g.dispatched, "workflow_dispatch", g.scenario.Actor, body.Ref, at.SHA, inputs)
	g.addEffect(Effect{Kind: KindDispatch, RunID: run.id, Workflow: w.file(), Inputs: run.inputs, InFlight: inFlight})
	g.admit(run)
	if !next && (body.ReturnRunDetails == nil || !*body.ReturnRunDetails || g.scenario.RunDetails == "ignored") {
		return answer{status: http.StatusNoContent}
	}
	return answer{status: http.StatusOK, render: func(http.Header) any {
		id := strconv.FormatInt(run.id, 10)
		return object{"workflow_run_id": run.id, "run_url": g.apiURL("/actions/runs/" + id), "html_url": g.webURL("/actions/runs/" + id)}
	}}
}

// checkDispatch is the run's inputs with their defaults, or why GitHub refuses.
func (g *GitHub) checkDispatch(w *workflow, body dispatchBody) (map[string]string, string) {
	if w.state != StateActive {
		return nil, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"
	}
	at, exists := g.git.resolve(body.Ref)
	if !exists || g.git.commits[body.Ref].SHA != "" { // a commit is no ref
		return nil, "No ref found for: " + body.Ref
	}
	// GitHub reads the copy of the file that the ref has.
	file, _ := g.git.lookup(at.Tree, w.path)
	d := parseDefinition(g.git.blobs[file.SHA])
	if !d.dispatchable {
		return nil, "Workflow does not have 'workflow_dispatch' trigger"
	}
	if len(d.inputs) > g.scenario.InputsLimit {
		return nil, fmt.Sprintf("Invalid Argument - failed to parse workflow: you may only define up to %d `inputs` "+
			"for a `workflow_dispatch` event", g.scenario.InputsLimit)
	}
	if compactLength(body.Inputs) > maxInputs {
		return nil, "inputs are too large."
	}
	return matchInputs(d.inputs, body.Inputs)
}

// compactLength counts the characters of v as compact JSON.
func compactLength(v any) int {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // what was decoded can be encoded
	return utf8.RuneCount(bytes.TrimSpace(b.Bytes()))
}

// matchInputs holds given inputs against the declared ones.
func matchInputs(declared []input, given map[string]any) (map[string]string, string) {
	var unexpected []string
	for name := range given {
		if !slices.ContainsFunc(declared, func(i input) bool { return i.name == name }) {
			unexpected = append(unexpected, strconv.Quote(name))
		}
	}
	if unexpected != nil {
		slices.Sort(unexpected)
		return nil, "Unexpected inputs provided: [" + strings.Join(unexpected, ", ") + "]"
	}
	inputs := map[string]string{}
	for _, in := range declared {
		value, ok := given[in.name]
		text := fmt.Sprint(value)
		switch {
		case !ok && in.required && in.fallback == "":
			return nil, "Required input '" + in.name + "' not provided"
		case !ok:
			text = in.fallback
		case in.options != nil && !slices.Contains(in.options, text):
			return nil, fmt.Sprintf("Provided value '%s' for input '%s' not in the list of allowed values", text, in.name)
		}
		inputs[in.name] = text
	}
	return inputs, ""
}
