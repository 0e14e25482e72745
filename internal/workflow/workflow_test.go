package workflow

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDispatch(t *testing.T) {
	client, wire, _ := onWire(t, reply{status: 200, body: `{"workflow_run_id":7,"run_url":"https://api.github.com/x","html_url":"https://github.com/run/7"}`})
	got, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", map[string]string{"from": "2021-01-01T00:00:00"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Dispatched{RunID: 7, URL: "https://github.com/run/7", At: start}, got); diff != "" {
		t.Error(diff)
	}
	req := wire.seen[0]
	sent := []string{
		req.Method, req.URL.String(), req.Header.Get("Authorization"), req.Header.Get("X-GitHub-Api-Version"), req.Header.Get("User-Agent"), wire.bodies[0],
	}
	want := []string{
		"POST", "https://api.github.com/repos/city/council/actions/workflows/event-gather-pipeline.yml/dispatches",
		"Bearer " + secret, "2022-11-28", "test",
		`{"ref":"main","inputs":{"from":"2021-01-01T00:00:00"},"return_run_details":true}` + "\n",
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Error(diff)
	}
}

// Older servers know no run details: 204 with nothing, a 200 without a body, or a refusal of the word.
func TestDispatchWithoutRunID(t *testing.T) {
	tests := []struct {
		name    string
		replies []reply
		sent    int
	}{
		{"204", []reply{{status: 204}}, 1},
		{"empty 200", []reply{{status: 200}}, 1},
		{"200 without an id", []reply{{status: 200, body: `{}`}}, 1},
		{"400 for the key", []reply{refused(400, `"return_run_details" is not a permitted key.`), {status: 204}}, 2},
		{"422 for the key", []reply{refused(422, "Invalid request.\n\n\"return_run_details\" is not a permitted key."), {status: 204}}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, _ := onWire(t, tt.replies...)
			w := gatherWorkflow(t, client)
			for range 2 {
				got, err := w.Dispatch(t.Context(), "main", nil)
				if err != nil || got.RunID != 0 {
					t.Fatalf("got %+v, %v; want no id, no error", got, err)
				}
			}
			// What the server refuses is asked once for all.
			if want := tt.sent + 1; len(wire.seen) != want {
				t.Errorf("sent %d requests, want %d", len(wire.seen), want)
			}
			if tt.sent == 2 && wire.bodies[2] != `{"ref":"main"}`+"\n" {
				t.Errorf("asked for details again: %s", wire.bodies[2])
			}
		})
	}
}

// What GitHub says in detail is said on.
func TestRefusedInDetail(t *testing.T) {
	client, _, _ := onWire(t, reply{status: 422, body: `{"message":"Validation Failed","errors":[{"message":"ref is odd"},{"message":"so is from"}]}`})
	_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
	if want := "GitHub refused POST /repos/city/council/actions/workflows/event-gather-pipeline.yml/dispatches: 422 Validation Failed; ref is odd; so is from"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestDispatchRefused(t *testing.T) {
	tests := []struct {
		reply reply
		hint  bool
	}{
		{refused(422, "Workflow does not have 'workflow_dispatch' trigger"), true},
		{refused(422, `Unexpected inputs provided: ["foo"]`), true},
		{refused(422, "Required input 'branch_name' not provided"), true},
		{refused(422, "No ref found for: fail"), true},
		{refused(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"), true},
		{refused(422, "inputs are too large."), true},
		{refused(422, "Provided value 'x' for input 'y' not in the list of allowed values"), false},
		{refused(403, "Resource not accessible by integration"), true},
		{refused(403, "Resource not accessible by personal access token"), true},
		{refused(404, "Not Found"), true},
		{refused(410, "This API version is no longer supported"), true},
		{reply{status: 404, body: "<html>no JSON</html>"}, true},
		{reply{status: 307, header: []string{"Location", "https://api.github.com/repositories/1/actions"}}, true},
		{reply{status: 301, header: []string{"Location", "https://api.github.com/repositories/1/actions"}}, true},
	}
	for _, tt := range tests {
		client, wire, _ := onWire(t, tt.reply)
		_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
		refused, ok := errors.AsType[*Refused](err)
		if !ok || refused.Status != tt.reply.status || (refused.Hint() != "") != tt.hint || len(wire.seen) != 1 {
			t.Errorf("%d %s: got %v after %d requests", tt.reply.status, tt.reply.body, err, len(wire.seen))
		}
	}
}
