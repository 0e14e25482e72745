// The transport sends reads until they are answered, and writes once; it turns what came back into the errors of this package.

package workflow

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

const (
	readRetriesFor = 10 * time.Minute // reads that fail for so long are given up
	// unsentPause is how long a write is best held back that found no connection.
	unsentPause = 30 * time.Second
)

type transport struct {
	api           *url.URL
	authorization string
	secret        redact.Secret // the token
	base          http.RoundTripper
	governor      *governor
	stored        store
}

// RoundTrip returns the answers GitHub meant to give, refusals included, and for all else the errors of this package.
func (t *transport) RoundTrip(original *http.Request) (*http.Response, error) {
	if original.URL.Scheme != t.api.Scheme || original.URL.Host != t.api.Host {
		closeBody(original)
		return nil, &Refused{Request: original.Method + " " + original.URL.Path, Message: "redirected to the other host " + oneLine(original.URL.Host), hint: moved}
	}
	req := *original
	req.Header = maps.Clone(original.Header)
	req.Header.Set("Authorization", t.authorization)
	send := t.write
	if isRead(&req) {
		send = t.read
	}
	answer, err := send(&req)
	if err != nil {
		return nil, err
	}
	if answer.status == http.StatusUnauthorized || answer.status == http.StatusForbidden {
		// Every caller would do the same, and people need the hint.
		return nil, refusal(&req, answer.status, messageOf(answer.body))
	}
	return answer.response(original), nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// read asks until there is an answer, through limits and failures.
func (t *transport) read(req *http.Request) (answer, error) {
	key := keyOf(req)
	known, conditional := t.condition(req, key)
	var failed failureRun
	for {
		waited, err := t.governor.admit(req.Context(), false)
		if err != nil {
			return answer{}, err
		}
		if waited {
			failed = failureRun{} // an hour in which nothing was asked is no hour of failures
		}
		a := t.exchange(req)
		failure := a.failure(req)
		switch {
		case a.limit():
			failed = failureRun{}
		case a.refused() != nil:
			return answer{}, a.refused()
		case failure != nil:
			if err := t.rest(req, &failed, failure); err != nil {
				return answer{}, err
			}
		case a.status == http.StatusNotModified && conditional:
			return known, nil
		default:
			t.stored.put(key, a)
			return a, nil
		}
	}
}

// condition makes a request conditional where its answer is stored. A condition of the caller's own stands: it has the answer.
func (t *transport) condition(req *http.Request, key string) (known answer, conditional bool) {
	if req.Header.Get("If-None-Match") != "" {
		return answer{}, false
	}
	if known, conditional = t.stored.get(key); conditional {
		req.Header.Set("If-None-Match", known.header.Get("ETag"))
	}
	return known, conditional
}

// failureRun is the failures of one read in a row.
type failureRun struct {
	count int
	since time.Time // of the clock
}

// rest waits after a failure. It returns an error when the read has failed for too long, or the wait was ended.
func (t *transport) rest(req *http.Request, failed *failureRun, failure error) error {
	now := t.governor.clock.Now()
	if failed.count == 0 {
		failed.since = now
		if tell := t.governor.notices.OnNoServer; tell != nil && isNoServer(failure) {
			tell(failure)
		}
	}
	left := failed.since.Add(readRetriesFor).Sub(now)
	if left <= 0 {
		return &Unreachable{Request: describe(req), For: now.Sub(failed.since), Err: failure}
	}
	if err := t.governor.clock.Sleep(req.Context(), min(t.governor.backoff(failed.count), left)); err != nil {
		return err
	}
	failed.count++
	t.governor.count(func(u *Usage) { u.Retries++ })
	return nil
}

// hearOut is the key of the context under which an answer is waited for.
type hearOut struct{}

// HearOut is a context for a write that is not sent once ctx has ended, and whose answer, once it was sent, is waited for
// until heard has.
func HearOut(ctx, heard context.Context) context.Context {
	return context.WithValue(ctx, hearOut{}, heard)
}

// write sends once. A redirect of it is not followed: net/http would turn it into a read that succeeds.
func (t *transport) write(req *http.Request) (answer, error) {
	if _, err := t.governor.admit(req.Context(), true); err != nil {
		closeBody(req)
		return answer{}, err
	}
	if heard, ok := req.Context().Value(hearOut{}).(context.Context); ok {
		req = req.WithContext(heard)
	}
	a := t.exchange(req)
	failure := a.failure(req)
	switch {
	case a.limit():
		return answer{}, &Limited{Until: t.governor.opens(), Message: messageOf(a.body)}
	case a.proxyRefusal() != nil:
		return answer{}, a.proxyRefusal()
	case a.unsent() && req.Context().Err() != nil:
		return answer{}, req.Context().Err()
	case a.unsent():
		return answer{}, &Limited{Until: t.governor.now().Add(unsentPause), Message: oneLine(failure.Error())}
	case failure != nil:
		return answer{}, &Lost{Request: describe(req), Err: failure}
	case a.status >= 300 && a.status < 400:
		return answer{}, refusal(req, a.status, "moved to "+oneLine(a.header.Get("Location")))
	}
	return a, nil
}

// exchange sends once and gives the answer to the governor. The answer is without the token from here on, whatever a server or a
// proxy repeats.
func (t *transport) exchange(req *http.Request) answer {
	a := answer{}
	if resp, err := t.base.RoundTrip(req); err != nil {
		a.err = err
	} else {
		t.governor.updateTime(resp.Header)
		a = readAll(resp, maxBody)
	}
	a = a.without(t.secret)
	t.governor.updateLimits(a)
	t.governor.count(func(u *Usage) {
		if a.status == http.StatusNotModified {
			u.NotModified++
			return
		}
		u.Requests++
		if !isRead(req) {
			u.Writes++
		}
	})
	return a
}
