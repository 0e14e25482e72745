// The wire as the tests play it: answers in order, a clock that only sleeping moves, and a record of what was sent.

package workflow

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)

// fakeClock moves when somebody sleeps.
type fakeClock struct {
	at    time.Time
	slept []time.Duration
	wake  func(slept int) error // consulted at each sleep, when set
}

func (c *fakeClock) Now() time.Time { return c.at }

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.wake != nil {
		if err := c.wake(len(c.slept)); err != nil {
			return err
		}
	}
	c.slept = append(c.slept, d)
	c.at = c.at.Add(d)
	return nil
}

// reply is one answer on the wire.
type reply struct {
	status int
	header []string // name, value, name, value, …
	body   string
	err    error // in place of an answer
	cut    bool  // the body ends too early
}

// wire answers with its replies in order and then with the last one again.
type wire struct {
	replies []reply
	seen    []*http.Request
	bodies  []string
	at      []time.Time
	clock   *fakeClock
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		text, _ := io.ReadAll(req.Body)
		body = string(text)
	}
	r := w.replies[min(len(w.seen), len(w.replies)-1)]
	w.seen, w.bodies, w.at = append(w.seen, req), append(w.bodies, body), append(w.at, w.clock.at)
	if r.err != nil {
		return nil, r.err
	}
	header := http.Header{}
	for i := 0; i+1 < len(r.header); i += 2 {
		header.Set(r.header[i], r.header[i+1])
	}
	var reader io.Reader = strings.NewReader(r.body)
	if r.cut {
		reader = io.MultiReader(reader, cutShort{})
	}
	return &http.Response{StatusCode: r.status, Header: header, Body: io.NopCloser(reader), Request: req}, nil
}

type cutShort struct{}

func (cutShort) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// sent are the requests as lines of method and path.
func (w *wire) sent() []string {
	var lines []string
	for _, req := range w.seen {
		lines = append(lines, req.Method+" "+req.URL.Path)
	}
	return lines
}

const secret = "ghs_secret"

// onWire is a client that gets the replies.
func onWire(t testing.TB, replies ...reply) (*Client, *wire, *fakeClock) {
	t.Helper()
	clock := &fakeClock{at: start}
	w := &wire{replies: replies, clock: clock}
	client, err := NewClient(Options{
		API: "https://api.github.com", Token: secret, Base: w, Clock: clock, WriteInterval: time.Second, UserAgent: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return client, w, clock
}

// gatherWorkflow is a workflow of that client.
func gatherWorkflow(t testing.TB, client *Client) *Workflow {
	t.Helper()
	repository, err := client.Repository("city/council")
	if err != nil {
		t.Fatal(err)
	}
	w, err := repository.Workflow("event-gather-pipeline.yml")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func budget(limit, remaining int, reset time.Time) []string {
	return []string{
		"X-RateLimit-Limit", strconv.Itoa(limit), "X-RateLimit-Remaining", strconv.Itoa(remaining),
		"X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10),
	}
}

func refused(status int, message string) reply {
	return reply{status: status, body: `{"message":` + strconv.Quote(message) + `,"documentation_url":"https://docs.github.com/rest","status":"` + strconv.Itoa(status) + `"}`}
}
