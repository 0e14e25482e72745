package cli

import (
	"strings"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/linkcheck"
)

// What is said of an address follows from what the pipeline does with it: by its field, by its form, and by each answer.
func TestVerdicts(t *testing.T) {
	works := linkcheck.Result{State: linkcheck.Working}
	page := linkcheck.Result{State: linkcheck.Working, Page: true}
	moved := linkcheck.Result{State: linkcheck.Moved, Final: "https://e.org/z"}
	movedToPage := linkcheck.Result{State: linkcheck.Moved, Page: true}
	getOnly := linkcheck.Result{State: linkcheck.GetOnly, Reason: "405"}
	hangsUp := linkcheck.Result{State: linkcheck.GetOnly, Reason: "no answer", Silent: true}
	missing := linkcheck.Result{State: linkcheck.Broken, Reason: "404"}
	noTLS := linkcheck.Result{State: linkcheck.Broken, Reason: "no answer"}
	refused := linkcheck.Result{State: linkcheck.Unreachable, Reason: "refused", Silent: true}
	uncertain := linkcheck.Result{State: linkcheck.Uncertain, Reason: "who knows"}
	late := linkcheck.Result{}
	const (
		item      = "https://storage.googleapis.com/download/storage/v1/b/b/o/a.pdf?alt=media"
		mp4       = "https://e.org/a.mp4"
		www       = "https://www.e.org/a.mp4"
		redirects = " redirects, and the pipeline follows no redirect: "
		getAlone  = " answers GET but not HEAD, which the pipeline sends (405): "
		notThere  = " does not answer (404): "
		down      = " does not answer (refused): "
		noSecure  = " is asked for at https:// first, and there no server answers (refused): "
		noVideo   = "video_uri answers with a web page (text/html), not with a video: the run would fail after its download"
		papers    = "the event would be stored without agenda and minutes"
		dropped   = "the supporting file would be dropped"
		fails     = "the run would fail"
		failsNow  = fails + " at its start"
		failsWith = fails + " after its download"
		failsLate = fails + " after the transcription"
		z         = " → write https://e.org/z"
		still     = " → give an address that answers without a redirect"
		secure    = " → give an address on a server that answers https:// requests"
	)
	for _, c := range []struct {
		field, uri string
		answers    asked
		want       string // what is said after the field; "" for nothing
		next       string // what is asked next
	}{
		// A video that stays where it is: HEAD, then HEAD at www.
		{"video_uri", mp4, asked{}, "", mp4},
		{"video_uri", mp4, asked{mp4: works}, "", ""},
		{"video_uri", mp4, asked{mp4: page}, noVideo, ""},
		{"video_uri", mp4, asked{mp4: missing}, notThere + fails, ""},
		{"video_uri", mp4, asked{mp4: refused}, down + fails, ""},
		{"video_uri", mp4, asked{mp4: uncertain}, ": who knows", ""},
		{"video_uri", mp4, asked{mp4: moved}, "", www},
		{"video_uri", mp4, asked{mp4: moved, www: works}, "", ""},
		{"video_uri", mp4, asked{mp4: moved, www: missing}, redirects + failsWith + z, ""},
		{"video_uri", mp4, asked{mp4: moved, www: refused}, redirects + failsWith + z, ""},
		{"video_uri", mp4, asked{mp4: moved, www: late}, "", ""},
		{"video_uri", mp4, asked{mp4: movedToPage, www: refused}, redirects + failsWith + still, ""},
		{"video_uri", mp4, asked{mp4: getOnly, www: works}, "", ""},
		{"video_uri", mp4, asked{mp4: getOnly, www: refused}, getAlone + failsWith, ""},
		{"video_uri", mp4, asked{mp4: hangsUp, www: missing}, " answers GET but not HEAD, which the pipeline sends (no answer): " + failsWith, ""},
		{"video_uri", "https://youtu.be/abcdefghijk", asked{"https://youtu.be/abcdefghijk": movedToPage, "https://www.youtu.be/abcdefghijk": movedToPage},
			redirects + failsWith + " → write https://www.youtube.com/watch?v=abcdefghijk", ""},
		// A video that is stored: it is downloaded, and no more.
		{"video_uri", "https://e.org/a.mov", asked{"https://e.org/a.mov": moved}, "", ""},
		{"video_uri", "https://e.org/a.mov", asked{"https://e.org/a.mov": getOnly}, "", ""},
		{"video_uri", "https://e.org/a.mov", asked{"https://e.org/a.mov": movedToPage}, noVideo, ""},
		{"video_uri", "https://e.org/a.mov", asked{"https://e.org/a.mov": missing}, notThere + fails, ""},
		{"video_uri", "https://e.org/a.m3u8", asked{"https://e.org/a.m3u8": moved}, "", ""},
		{"video_uri", "gs://b/a.mp4", asked{"gs://b/a.mp4": missing}, notThere + fails, ""},
		{"video_uri", mp4 + "#cut", asked{mp4 + "#cut": moved}, "", ""},
		{"video_uri", "https://youtu.be/abcdefghijk#cut", asked{"https://youtu.be/abcdefghijk#cut": movedToPage}, "", ""},
		// At an http:// address: https:// is asked first, and nothing but silence does harm.
		{"video_uri", "http://e.org/a.mp4", asked{"http://e.org/a.mp4": works}, "", mp4},
		{"video_uri", "http://e.org/a.mp4", asked{"http://e.org/a.mp4": moved, mp4: works}, "", ""},
		{"video_uri", "http://e.org/a.mp4", asked{"http://e.org/a.mp4": moved, mp4: missing}, "", ""},
		{"video_uri", "http://e.org/a.mp4", asked{"http://e.org/a.mp4": works, mp4: noTLS}, "", ""},
		{"video_uri", "http://e.org/a.mp4", asked{"http://e.org/a.mp4": works, mp4: refused}, noSecure + failsWith + secure, ""},
		{"uri", "http://e.org/a.pdf", asked{}, "", "https://e.org/a.pdf"},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": works}, "", ""},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": missing}, "", "http://e.org/a.pdf"},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": noTLS, "http://e.org/a.pdf": works}, "", ""},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": uncertain, "http://e.org/a.pdf": moved}, ": who knows", ""},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": missing, "http://e.org/a.pdf": moved}, redirects + dropped + z, ""},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": noTLS, "http://e.org/a.pdf": missing}, notThere + dropped, ""},
		{"uri", "http://e.org/a.pdf", asked{"https://e.org/a.pdf": refused}, noSecure + failsLate + secure, ""},
		// The others are asked as they are written.
		{"uri", "https://e.org/a.pdf", asked{"https://e.org/a.pdf": moved}, redirects + dropped + z, ""},
		{"uri", "https://e.org/a.pdf", asked{"https://e.org/a.pdf": refused}, down + failsLate, ""},
		{"caption_uri", "http://e.org/a.vtt", asked{"http://e.org/a.vtt": missing}, notThere + "the captions would be dropped", ""},
		{"caption_uri", "http://e.org/a.vtt", asked{"http://e.org/a.vtt": refused}, down + failsNow, ""},
		{"caption_uri", "http://e.org/a.vtt", asked{"http://e.org/a.vtt": hangsUp}, " answers GET but not HEAD, which the pipeline sends (no answer): " + failsNow, ""},
		{"agenda_uri", "http://e.org/a", asked{"http://e.org/a": refused}, down + papers, ""},
		{"agenda_uri", "http://e.org/a", asked{"http://e.org/a": movedToPage}, redirects + papers + still, ""},
		{"minutes_uri", "http://e.org/a", asked{"http://e.org/a": getOnly}, getAlone + papers, ""},
		{"agenda_uri", item, asked{}, "", "gs://b/a.pdf"},
		{"agenda_uri", item, asked{"gs://b/a.pdf": uncertain}, ": who knows", ""},
		// Pictures are downloaded. Nothing but a missing object in Google Cloud Storage is caught.
		{"picture_uri", "https://e.org/a.png", asked{"https://e.org/a.png": moved}, "", ""},
		{"picture_uri", "https://e.org/a.png", asked{"https://e.org/a.png": missing}, notThere + failsLate, ""},
		{"image_uri", "https://e.org/a.png", asked{"https://e.org/a.png": refused}, down + failsLate, ""},
		{"image_uri", "gs://b/a.png", asked{"gs://b/a.png": missing}, notThere + "the person would be stored without the picture", ""},
		{"hover_thumbnail_uri", "https://e.org/a.gif", asked{"https://e.org/a.gif": missing}, notThere + fails, ""},
		{"static_thumbnail_uri", "gs://b/a.png", asked{"gs://b/a.png": missing}, notThere + fails, ""},
	} {
		link := event.Link{Field: c.field, URI: c.uri, Cut: strings.HasSuffix(c.uri, "#cut")}
		p := c.answers.problem(link, false)
		got := strings.TrimPrefix(p.Message, c.field)
		if strings.HasPrefix(c.want, c.field) {
			got = p.Message
		}
		if p.Hint != "" && !strings.HasPrefix(p.Hint, "give the address of the video's file") {
			got += " → " + p.Hint
		}
		if _, next := c.answers.judge(link); got != c.want || next != c.next {
			t.Errorf("%v %v:\ngot  %q, then %q\nwant %q, then %q", link, c.answers, got, next, c.want, c.next)
		}
	}
}
