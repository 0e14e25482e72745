// What came back for one request, read whole, and what it means: the one place where answers are told apart.

package workflow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

// maxBody bounds every answer. The largest that is asked for is a ledger, as a blob.
const maxBody = 128 << 20

// An answer is a response with its body in memory, or the error in its place.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

// readAll takes in a response, whole, if its body has no more bytes than most.
func readAll(resp *http.Response, most int64) answer {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err == nil && int64(len(body)) > most {
		err = fmt.Errorf("answer of more than %d bytes", most)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: body, err: err}
}

// without is the answer as if the server had not repeated a secret.
func (a answer) without(secret redact.Secret) answer {
	a.err = secret.Error(a.err)
	if text := string(a.body); secret.From(text) != text {
		a.body = []byte(secret.From(text))
	}
	for name, values := range a.header {
		for i, value := range values {
			if clean := secret.From(value); clean != value {
				a.header[name] = slices.Clone(values)
				a.header[name][i] = clean
			}
		}
	}
	return a
}

// refused is why asking again is no use; nil where it may be.
func (a answer) refused() error {
	if isCertificateError(a.err) {
		return &Refused{Message: oneLine(a.err.Error()), hint: distrust}
	}
	return a.proxyRefusal()
}

// proxyRefusal is the refusal of a proxy on the way, which GitHub never heard of; nil where there is none.
func (a answer) proxyRefusal() error {
	var refusal *proxyError
	if a.status == http.StatusProxyAuthRequired {
		refusal = &proxyError{a.status}
	} else if !errors.As(a.err, &refusal) || refusal.status >= 500 {
		return nil
	}
	return &Refused{Message: refusal.Error(), hint: proxied}
}

// limit says that GitHub asked to come back later. It documents 403 and 429 for primary and for secondary limits; of the
// many reasons for a 403, a limit is told by the headers or by words that the bodies of every kind have in common.
func (a answer) limit() bool {
	if a.err != nil || a.status != http.StatusForbidden {
		return a.err == nil && a.status == http.StatusTooManyRequests
	}
	if a.header.Get("Retry-After") != "" || a.header.Get("X-Ratelimit-Remaining") == "0" {
		return true
	}
	var body struct {
		Message string
		URL     string `json:"documentation_url"`
	}
	_ = json.Unmarshal(a.body, &body)
	message := strings.ToLower(body.Message)
	return strings.Contains(message, "rate limit") || strings.Contains(message, "abuse detection") ||
		strings.HasSuffix(body.URL, "rate-limits") || strings.HasSuffix(body.URL, "#rate-limiting")
}

// failure is why the answer is none: the error on the way, a server error, or a success whose body cannot be read. It is
// nil for everything GitHub meant to say, refusals included.
func (a answer) failure(req *http.Request) error {
	switch {
	case a.err != nil:
		return a.err
	case a.status >= 500:
		return fmt.Errorf("%d %s", a.status, http.StatusText(a.status))
	case a.status == http.StatusNotModified && isRead(req) && req.Header.Get("If-None-Match") == "":
		return errors.New("304 to a request without a condition")
	case a.status >= 300:
		return nil
	case len(a.body) == 0 && (a.status == http.StatusNoContent || !isRead(req)):
		return nil // a write without a word about it was taken all the same
	case strings.Contains(req.Header.Get("Accept"), "json") && !a.isJSON(req):
		return fmt.Errorf("%d with %d bytes that are no JSON", a.status, len(a.body))
	}
	return nil
}

// A reading is what the body of an answer is read into while it is checked to be JSON. Lists of runs are large, and are asked for
// all the time: to check them first and to read them then would take twice as long.
type reading struct {
	into any
	done bool // false for an answer that is known, which is neither checked nor read again
}

type readingKey struct{}

// with is the context of a request whose answer is read so.
func (r *reading) with(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingKey{}, r)
}

// isJSON says whether the body is JSON, whatever it holds.
func (a answer) isJSON(req *http.Request) bool {
	r, ok := req.Context().Value(readingKey{}).(*reading)
	if !ok {
		return json.Valid(a.body)
	}
	err := json.Unmarshal(a.body, r.into)
	r.done = err == nil
	return r.done || errors.As(err, new(*json.UnmarshalTypeError))
}

// unsent says that the connection was never made, so that the request cannot have had an effect. Only errors that prove
// it count; a failed TLS handshake proves it where the certificate is at fault.
func (a answer) unsent() bool {
	var dial *net.OpError
	return errors.As(a.err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect") || isCertificateError(a.err)
}

// response is the answer as go-github is to see it. The headers about limits are for the governor alone: with them
// go-github would refuse requests on its own, by the machine's clock. It also takes every 202 for an error.
func (a answer) response(req *http.Request) *http.Response {
	header := maps.Clone(a.header)
	for name := range header {
		if name == "Retry-After" || strings.HasPrefix(name, "X-Ratelimit-") {
			delete(header, name)
		}
	}
	status := a.status
	if status == http.StatusAccepted {
		status = http.StatusOK
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}

func isRead(req *http.Request) bool {
	return req.Method == http.MethodGet
}
