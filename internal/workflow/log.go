// The log of a gather job, in which the pipeline itself says what it did.

package workflow

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// A Log is what the log of a gather job says. Its zero value says nothing.
type Log struct {
	From, To string // the ends that were gathered, as Python's isoformat() writes them; empty where it doesn't say
	Found    int    // events that were found; -1 where it doesn't say
	Named    bool   // a line before these holds the text that was looked for
}

// Says says whether the log names what was gathered.
func (l Log) Says() bool { return l.From != "" }

// nothing is the log that says nothing.
var nothing = Log{Found: -1}

// Bounds of what is read of a log. The lines that are looked for stand near its beginning.
const (
	maxLog     = 8 << 20
	maxLogLine = 256 << 10
)

// The lines of cdp-backend (pipeline/event_gather_pipeline.py), behind GitHub's time stamp. The first is logged before
// anything is scraped, and both stand alone on their line; the script that GitHub prints before them is one line a line of
// the workflow file, and never begins so.
var (
	endsLine  = regexp.MustCompile(`^\[INFO: event_gather_pipeline: *\d+ [0-9-]+ [0-9:,]+\] Gathering events to process\. \(([0-9T:.+-]{10,40}) - ([0-9T:.+-]{10,40})\)$`)
	foundLine = regexp.MustCompile(`^\[INFO: event_gather_pipeline: *\d+ [0-9-]+ [0-9:,]+\] Processing (\d{1,6}) events\.$`)
	stamp     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT[0-9:.]+Z `)
	colours   = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// ReadLog reads a log up to the second line that it looks for. Of a log that is odd, cut or beyond its bounds it takes what
// came before. The text is looked for in the lines before the first of the two.
func ReadLog(log io.Reader, text string) Log {
	read := nothing
	lines := bufio.NewScanner(io.LimitReader(log, maxLog))
	lines.Buffer(make([]byte, 0, 4096), maxLogLine)
	for lines.Scan() {
		line := strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		line = line[len(stamp.FindString(line)):]
		if !read.Says() && text != "" && strings.Contains(line, text) {
			read.Named = true
		}
		line = strings.TrimSpace(colours.ReplaceAllString(line, ""))
		if ends := endsLine.FindStringSubmatch(line); ends != nil && !read.Says() {
			read.From, read.To = ends[1], ends[2]
		} else if found := foundLine.FindStringSubmatch(line); found != nil && read.Says() {
			read.Found, _ = strconv.Atoi(found[1])
			return read
		}
	}
	return read
}

// Log reads the log of a job, as far as it says what was gathered, and whether its beginning holds a text. A log that is
// gone, that the token may not read or whose address isn't to be trusted says nothing. The error is the context's, or
// that of a network on which asking again may help.
//
// GitHub redirects to a file on another host, which refuses our authorization: it is asked for without any header of
// ours, by https or on the API's own host only.
func (r *Repository) Log(ctx context.Context, job int64, text string) (Log, error) {
	location, err := r.logLocation(ctx, job)
	if err != nil || location == nil {
		return nothing, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, location.String(), nil)
	if err != nil {
		return nothing, nil
	}
	req.Header.Set("User-Agent", "") // Go's own is left out, too
	resp, err := r.client.files.RoundTrip(req)
	if err != nil {
		return nothing, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nothing, nil
	}
	return ReadLog(resp.Body, text), ctx.Err()
}

// logLocation is where the log of a job is; nil where there is none.
func (r *Repository) logLocation(ctx context.Context, job int64) (*url.URL, error) {
	req, err := r.client.github.NewRequest(http.MethodGet, r.path("actions/jobs/%d/logs", job), nil)
	if err != nil {
		return nil, err
	}
	// Not through http.Client: it would follow the redirect.
	resp, err := r.client.github.Client().Transport.RoundTrip(req.WithContext(ctx))
	var refused *Refused
	switch {
	case errors.As(err, &refused) && !errors.Is(err, ErrUnauthorized):
		return nil, nil
	case err != nil:
		return nil, err
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusFound && resp.StatusCode != http.StatusTemporaryRedirect {
		return nil, nil
	}
	location, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !trusted(location, r.client.github.BaseURL) {
		return nil, nil
	}
	return location, nil
}

// trusted says whether a file may be asked for there: by https, or on the API's own origin.
func trusted(location, api *url.URL) bool {
	sameOrigin := location.Scheme == api.Scheme && location.Host == api.Host
	return location.Host != "" && location.User == nil && (location.Scheme == "https" || sameOrigin)
}
