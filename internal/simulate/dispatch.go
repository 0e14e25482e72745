package simulate

// POST …/dispatches, with all errors that are documented or known of it.

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

// maxInputs is the largest number of characters that the inputs may have as compact JSON.
const maxInputs = 65535

type dispatchBody struct {
	Ref              string         `json:"ref"`
	Inputs           map[string]any `json:"inputs"`
	ReturnRunDetails *bool          `json:"return_run_details"`
}

func (g *GitHub) postDispatch(r *http.Request) response {
	var body dispatchBody
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Ref == "" {
		return g.missingField(r, "ref")
	}
	if refusal, refused := g.refuseRunDetails(r, body); refused {
		return refusal
	}
	w := g.workflow(r.PathValue("workflow"))
	if w == nil || w.state == stateDeleted {
		return notFound()
	}
	inputs, reason := g.checkDispatch(w, body)
	if reason != "" {
		return errorResponse(http.StatusUnprocessableEntity, reason)
	}
	asked := body.ReturnRunDetails != nil && *body.ReturnRunDetails && g.scenario.RunDetails != "ignored"
	id := g.dispatch(w, 0, body.Ref, inputs)
	if !asked && r.Header.Get("X-GitHub-Api-Version") != versionNext {
		return response{status: http.StatusNoContent}
	}
	return response{status: http.StatusOK, body: func(http.Header) any {
		path := "/actions/runs/" + itoa(id)
		return object{"workflow_run_id": id, "run_url": g.apiURL(path), "html_url": g.webURL(path)}
	}}
}

// refuseRunDetails is the response to return_run_details where the API version or an older server doesn't know it.
func (g *GitHub) refuseRunDetails(r *http.Request, body dispatchBody) (response, bool) {
	status, _ := strconv.Atoi(g.scenario.RunDetails) // 0 where it is known
	if r.Header.Get("X-GitHub-Api-Version") == versionNext {
		status = http.StatusUnprocessableEntity
	}
	if body.ReturnRunDetails == nil || status == 0 {
		return response{}, false
	}
	if r.Header.Get("X-GitHub-Api-Version") == versionNext {
		g.addViolation("POST %s: return_run_details with API version %s", r.URL.Path, versionNext)
	}
	return errorResponse(status, "Invalid request.\n\n\"return_run_details\" is not a permitted key."), true
}

// dispatch creates and starts the run of a valid dispatch, with an id of its own or a new one for 0, and returns the id.
// Where the scenario says so there is no run with that id.
func (g *GitHub) dispatch(w *workflow, id int64, ref string, inputs map[string]string) int64 {
	g.dispatchCount++
	if _, yes := g.scenario.picked(g.scenario.UnknownRunIDs, g.dispatchCount, "unknown run", int64(g.dispatchCount)); yes {
		return unknownRunIDs + int64(g.dispatchCount)
	}
	at, _ := g.git.resolve(ref)
	inFlight := g.inFlight()
	if id == 0 {
		id = g.newRunID()
	}
	r := g.newRun(w, id, g.dispatchCount, "workflow_dispatch", g.scenario.Actor, ref, at.SHA, inputs)
	g.addEffect(Effect{Kind: KindDispatch, RunID: r.id, Workflow: w.file(), Inputs: r.inputs, InFlight: inFlight})
	g.startAttempt(r)
	return r.id
}

// unknownRunIDs are below the ids that runs get.
const unknownRunIDs = 4_000_000_000

// checkDispatch is the inputs of the run, defaults included, or the reason why GitHub refuses the dispatch.
func (g *GitHub) checkDispatch(w *workflow, body dispatchBody) (map[string]string, string) {
	if w.state != StateActive {
		return nil, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"
	}
	at, exists := g.git.resolve(body.Ref)
	if !exists || g.git.commits[body.Ref].SHA != "" { // a commit is not a ref
		return nil, "No ref found for: " + body.Ref
	}
	// GitHub reads the file at the ref.
	file, _ := g.git.lookup(at.Tree, w.path)
	d := g.definition(file.SHA)
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

// compactLength is the number of characters of v as compact JSON.
func compactLength(v any) int {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // it was decoded from JSON
	return utf8.RuneCount(bytes.TrimSpace(b.Bytes()))
}

// matchInputs is the inputs of a run by those that its workflow declares and those that are given, or the reason why they
// don't match.
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
