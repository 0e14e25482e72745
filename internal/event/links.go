package event

// Addresses that the pipeline can't use, whatever answers there.

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Unfit is why the pipeline can't use the address of a link. It is zero where only the server can tell.
type Unfit struct {
	Why, Hint string // what is wrong, and what to write instead
	Fails     bool   // the run surely fails
}

// Unfit says whether the pipeline can use the address.
func (l Link) Unfit() Unfit {
	if inStorage(l.URI) && len(l.Use().Asks) > 0 {
		return unfitObject(l, l.Use().Missing)
	}
	if l.Field != "video_uri" || !HasPage(l.URI) {
		return Unfit{}
	}
	address, err := url.Parse(l.URI)
	if err != nil {
		return Unfit{}
	}
	switch host := hostOf(address); {
	case isYouTube(host):
		return unfitYouTube(host, address)
	case host == "vimeo.com", strings.HasSuffix(host, ".vimeo.com"):
		return unfitVimeo(l.URI)
	}
	return Unfit{}
}

var (
	objectPath = regexp.MustCompile(`(?s)^/(?:download/)?storage/v1/b/([^/]+)/o/(.+)$`)
	plainPath  = regexp.MustCompile(`(?s)^/([^/]+)/(.+)$`)
	// plainName is a name that stands in an address as it is, without escapes.
	plainName = regexp.MustCompile(`^[A-Za-z0-9._~!$&'()*+,;=:@/-]+$`)
)

const (
	objectAPI = "https://storage.googleapis.com/download/storage/v1/b/%s/o/%s?alt=media"
	maxHint   = 500 // the longest address that a hint repeats, in bytes
)

// unfitObject finds addresses in Google Cloud Storage at which the pipeline sees no object. It looks for the name as it is
// written there, with its escapes.
func unfitObject(l Link, then string) Unfit {
	bucket, name := stored(l.URI)
	switch {
	case bucket == "":
		return Unfit{Why: l.Field + " is not in the form in which the pipeline finds an object in Google Cloud Storage: " + then, Hint: objectHint(l.URI)}
	case strings.Contains(bucket+name, "%"):
		return Unfit{Why: l.Field + " has escapes (%), which the pipeline takes for a part of the object's name in Google Cloud Storage: " + then, Hint: objectHint(l.URI)}
	}
	return Unfit{}
}

// objectHint is how to write the address of an object, so that the pipeline finds it. A name that can't stand in an address
// as it is can't be written at all.
func objectHint(uri string) string {
	usual := "write " + fmt.Sprintf(objectAPI, "BUCKET", "NAME") + " or gs://BUCKET/NAME"
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
	bucket, name := parts[1], parts[2]
	right := fmt.Sprintf(objectAPI, bucket, name)
	switch {
	case !plainName.MatchString(bucket + name):
		return "give the object a name without spaces and other characters that need escapes, and write gs://BUCKET/NAME"
	case len(right) > maxHint:
		return usual
	case strings.Contains(name, "/"):
		return "write gs://" + bucket + "/" + name
	}
	return "write " + right
}

// watch is how to write the address of a video on YouTube, but for its id.
const watch = "write https://www.youtube.com/watch?v="

// Watch is the hint to write the usual address of a video on YouTube; empty where the link is no other address of one.
func (l Link) Watch() string {
	address, err := url.Parse(l.URI)
	if err != nil || l.Field != "video_uri" || !isYouTube(hostOf(address)) {
		return ""
	}
	id, fixed := youTubeVideo(hostOf(address), address)
	if !fixed || "write "+l.URI == watch+id {
		return ""
	}
	return watch + id
}

func hostOf(address *url.URL) string { return strings.TrimPrefix(address.Hostname(), "www.") }

func isYouTube(host string) bool {
	return host == "youtu.be" || host == "youtube.com" || strings.HasSuffix(host, ".youtube.com")
}

// youTubeID is the form of the id of a video on YouTube.
var youTubeID = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)

// unfitYouTube finds addresses of YouTube that don't lead to one video. The live page of a channel, and forms that only YouTube's
// own player knows, may be one all the same.
func unfitYouTube(host string, address *url.URL) Unfit {
	id, fixed := youTubeVideo(host, address)
	hint := "open the one video and copy its address: " + strings.TrimPrefix(watch, "write ") + "..."
	if fixed {
		hint = watch + id
	}
	switch {
	case id == "":
		maybe := strings.HasSuffix(address.Path, "/live") || address.Query().Has("v") || address.Fragment != ""
		return Unfit{"video_uri leads to a channel, a playlist or another page of YouTube, not to one video: the run would fail", hint, !maybe}
	case address.Query().Has("list"):
		return Unfit{Why: "video_uri names a playlist beside the video, and the pipeline would download all of it", Hint: hint}
	}
	return Unfit{}
}

// youTubeVideo is what names the video that an address of YouTube leads to, and whether that is the video's id.
func youTubeVideo(host string, address *url.URL) (id string, fixed bool) {
	path := strings.FieldsFunc(address.Path, func(r rune) bool { return r == '/' })
	switch {
	case host == "youtu.be" && len(path) > 0:
		id = path[0]
	case len(path) == 1 && path[0] == "watch":
		id = address.Query().Get("v")
	case len(path) > 1 && path[1] != "videoseries":
		switch path[0] {
		case "embed", "live", "shorts", "clip", "v", "e":
			id = path[1]
		}
	}
	return id, youTubeID.MatchString(id) && path[0] != "clip"
}

var nineDigits = regexp.MustCompile(`[0-9]{9,}`)

// unfitVimeo finds addresses of Vimeo whose id the pipeline doesn't see: it takes the first nine digits that stand together.
func unfitVimeo(uri string) Unfit {
	const file = "give the address of the video's file itself"
	switch id := nineDigits.FindString(uri); len(id) {
	case 0:
		return Unfit{"video_uri has no nine digits together, which the pipeline takes for the id of a video on Vimeo: the run would fail", file, true}
	case 9:
		return Unfit{}
	}
	return Unfit{Why: "video_uri has an id of more than nine digits, and the pipeline takes the first nine for the id of a video on Vimeo: it would store another video, or fail", Hint: file}
}
