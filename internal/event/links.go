package event

// What the pipeline makes of addresses: those that it can't use, whatever answers there, and what it does without them. The
// rules are those of cdp_backend/utils/file_utils.py and cdp_backend/database/validators.py at commit fda26250.

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// missing says by a link's key what the pipeline does if the address doesn't exist for it: if HEAD isn't answered with 200.
var missing = map[string]string{
	"video_uri":   "the run would fail",
	"agenda_uri":  "the event would be stored without agenda and minutes",
	"minutes_uri": "the event would be stored without agenda and minutes",
	"caption_uri": "the captions would be dropped",
	"uri":         "the supporting file would be dropped",
	"website":     nameOnly,
}

// nameOnly is what becomes of a person whose e-mail or website the pipeline doesn't take.
const nameOnly = "the pipeline would store the person with nothing but the name"

// Missing says what the pipeline does if the address in a field doesn't exist for it: if HEAD isn't answered with 200. It is
// empty for pictures and thumbnails, which the pipeline requests as browsers do, with GET and redirects.
func Missing(field string) string { return missing[field] }

// HasPage says whether the pipeline takes the address of a video for that of a page on YouTube or Vimeo.
func HasPage(video string) bool {
	return strings.Contains(video, "youtube.com") || strings.Contains(video, "youtu.be") || strings.Contains(video, "vimeo.com")
}

// Unfit says why the pipeline can't use an address as the value of a field, and what to write instead. It is empty where only
// the server can tell.
func Unfit(field, uri string) (why, hint string) {
	if missing[field] != "" && strings.HasPrefix(uri, "https://storage.googleapis") && !isObject(uri) {
		return field + " is not in the form in which the pipeline finds an object in Google Cloud Storage: " + missing[field], objectHint(uri)
	}
	if field != "video_uri" || !HasPage(uri) {
		return "", ""
	}
	address, err := url.Parse(uri)
	if err != nil {
		return "", ""
	}
	switch host := strings.TrimPrefix(address.Hostname(), "www."); {
	case host == "youtu.be", host == "youtube.com", strings.HasSuffix(host, ".youtube.com"):
		return unfitYouTube(host, address)
	case host == "vimeo.com", strings.HasSuffix(host, ".vimeo.com"):
		return unfitVimeo(uri)
	}
	return "", ""
}

var (
	objectBucket = regexp.MustCompile(`storage.googleapis.com/download/storage/v1/b/.+?/o`)
	objectName   = regexp.MustCompile(`/o/.+?\?alt=media`)
	objectPath   = regexp.MustCompile(`(?s)^/(?:download/)?storage/v1/b/([^/]+)/o/(.+)$`)
	plainPath    = regexp.MustCompile(`(?s)^/([^/]+)/(.+)$`)
)

// isObject says whether the pipeline can tell bucket and name of the object at an address of Google Cloud Storage.
func isObject(uri string) bool { return objectBucket.MatchString(uri) && objectName.MatchString(uri) }

// maxHint is the longest address that a hint repeats.
const maxHint = 500

// objectHint is the address of an object in the form that the pipeline takes.
func objectHint(uri string) string {
	const form, other = "https://storage.googleapis.com/download/storage/v1/b/%s/o/%s?alt=media", "gs://BUCKET/NAME"
	usual := "write " + fmt.Sprintf(form, "BUCKET", "NAME") + " or " + other
	address, err := url.Parse(uri)
	if err != nil {
		return usual
	}
	parts := objectPath.FindStringSubmatch(address.Path)
	if parts == nil {
		parts = plainPath.FindStringSubmatch(address.Path)
	}
	if parts == nil || address.Hostname() != "storage.googleapis.com" {
		return usual
	}
	name := url.PathEscape(parts[2])
	right := fmt.Sprintf(form, url.PathEscape(parts[1]), name)
	switch {
	case len(right) > maxHint:
		return usual
	case name != parts[2]:
		// The pipeline looks for an object by the name as it is written there, and finds it only without escapes.
		return "write " + right + " or " + other
	}
	return "write " + right
}

// youTubeID is the form of the id of a video on YouTube.
var youTubeID = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)

// unfitYouTube finds addresses of YouTube that don't lead to one video.
func unfitYouTube(host string, address *url.URL) (why, hint string) {
	path := strings.FieldsFunc(address.Path, func(r rune) bool { return r == '/' })
	query := address.Query()
	id := ""
	switch {
	case host == "youtu.be" && len(path) > 0:
		id = path[0]
	case len(path) == 1 && path[0] == "watch":
		id = query.Get("v")
	case len(path) > 1 && path[1] != "videoseries":
		switch path[0] {
		case "embed", "live", "shorts", "clip", "v", "e":
			id = path[1]
		}
	}
	hint = "write https://www.youtube.com/watch?v=ID"
	if youTubeID.MatchString(id) && path[0] != "clip" {
		hint = "write https://www.youtube.com/watch?v=" + id
	}
	switch {
	case id == "":
		return "video_uri leads to a channel, a playlist or another page of YouTube, not to one video: the run would fail", hint
	case query.Has("list"):
		return "video_uri names a playlist beside the video, and the pipeline would download all of it", hint
	}
	return "", ""
}

var nineDigits = regexp.MustCompile(`[0-9]{9,}`)

// unfitVimeo finds addresses of Vimeo whose id the pipeline doesn't see: it takes the first nine digits that stand together.
func unfitVimeo(uri string) (why, hint string) {
	const file = "give the address of the video's file itself"
	switch id := nineDigits.FindString(uri); len(id) {
	case 0:
		return "video_uri has no nine digits together, which the pipeline takes for the id of a video on Vimeo: the run would fail", file
	case 9:
		return "", ""
	}
	return "video_uri has an id of more than nine digits, and the pipeline takes the first nine for the id of a video on Vimeo: it would store another video, or fail", file
}
