package event

// What the pipeline does with the address of a field. The rules are those of cdp_backend/pipeline/event_gather_pipeline.py,
// utils/file_utils.py and database/validators.py at commit fda26250.

import (
	"path"
	"regexp"
	"strings"
)

// A Use is what the pipeline does with a link, and what becomes of it if that doesn't work. A reason is empty where nothing does.
type Use struct {
	Downloads bool     // it sends GET to the address, and follows redirects
	Lost      string   // where nothing can be downloaded
	Asks      []string // then it sends HEAD to these in turn, until one is answered with 200; it follows no redirect
	Missing   string   // where none of them is
	Silent    string   // where the server of one doesn't answer at all
}

const (
	fails      = "the run would fail"
	failsLater = fails + " after the transcription"
	failsVideo = fails + " after its download"
	failsEarly = fails + " at its start"
	noPapers   = "the event would be stored without agenda and minutes"
	// nameOnly is what becomes of a person whose e-mail or website the pipeline doesn't take.
	nameOnly = "the pipeline would store the person with nothing but the name"
)

// Use is what the pipeline does with the link. It catches few errors of a connection. So the whole run fails where the server
// of a caption or a supporting file is down, but not where the server says that there is no such file.
func (l Link) Use() Use {
	secure := strings.ReplaceAll(l.URI, "http://", "https://")
	switch l.Field {
	case "video_uri":
		return l.useOfVideo(secure)
	case "agenda_uri", "minutes_uri":
		return Use{Asks: asks(l.URI), Missing: noPapers, Silent: noPapers}
	case "website":
		return Use{Asks: asks(l.URI), Missing: nameOnly, Silent: nameOnly}
	case "caption_uri":
		return Use{Asks: asks(l.URI), Missing: "the captions would be dropped", Silent: failsEarly}
	case "uri":
		return Use{Asks: asks(secure, l.URI), Missing: "the supporting file would be dropped", Silent: failsLater}
	case "picture_uri", "image_uri":
		if strings.HasPrefix(l.URI, "gs://") {
			return Use{Downloads: true, Lost: "the person would be stored without the picture"}
		}
		return Use{Downloads: true, Lost: failsLater}
	}
	return Use{Downloads: true, Lost: fails} // a thumbnail
}

// useOfVideo is what the pipeline does with a video. Most videos are stored in the archive's own bucket: then nothing is asked
// of the address after the download. Others stay where they are.
func (l Link) useOfVideo(secure string) Use {
	use := Use{Downloads: true, Lost: fails}
	switch {
	case l.Cut, !isWebFormat(l.URI), strings.HasSuffix(l.URI, ".m3u8"), strings.HasPrefix(l.URI, "gs://"):
	case secure != l.URI && strings.HasPrefix(l.URI, "http://"):
		use.Asks, use.Silent = []string{secure, l.URI}, failsVideo // it is stored if only the second one works, or none
	default:
		use.Asks = asks(l.URI, strings.ReplaceAll(l.URI, "://", "://www."))
		use.Missing, use.Silent = failsVideo, failsVideo
	}
	return use
}

// asks are the addresses, each once. An object in Google Cloud Storage is looked up by its name.
func asks(uris ...string) (all []string) {
	for _, uri := range uris {
		if bucket, name := stored(uri); bucket != "" && inStorage(uri) {
			uri = "gs://" + bucket + "/" + name
		}
		if len(all) == 0 || all[0] != uri {
			all = append(all, uri)
		}
	}
	return all
}

// isWebFormat says whether the pipeline has a video in a format that browsers play, once it is downloaded. It judges by the
// name. What comes from YouTube and Vimeo is always an .mp4.
func isWebFormat(video string) bool {
	name, _, _ := strings.Cut(video[strings.LastIndexByte(video, '/')+1:], "?")
	name, _, _ = strings.Cut(name, "#")
	ending := strings.ToLower(path.Ext(name))
	return HasPage(video) || len(name) > len(ending) && (ending == ".mp4" || ending == ".webm")
}

// HasPage says whether the pipeline takes the address of a video for that of a page on YouTube or Vimeo.
func HasPage(video string) bool {
	return strings.Contains(video, "youtube.com") || strings.Contains(video, "youtu.be") || strings.Contains(video, "vimeo.com")
}

var (
	objectBucket = regexp.MustCompile(`storage.googleapis.com/download/storage/v1/b/(.+?)/o`)
	objectName   = regexp.MustCompile(`/o/(.+?)\?alt=media`)
)

// inStorage says whether the pipeline looks for an object in Google Cloud Storage at an address, and not for a page of the web.
func inStorage(uri string) bool { return strings.HasPrefix(uri, "https://storage.googleapis") }

// stored is what the pipeline takes for bucket and name of an object from its address; empty where it can't tell.
func stored(uri string) (bucket, name string) {
	b, n := objectBucket.FindStringSubmatch(uri), objectName.FindStringSubmatch(uri)
	if b == nil || n == nil {
		return "", ""
	}
	return b[1], n[1]
}
