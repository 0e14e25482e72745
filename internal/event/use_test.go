package event

// Tests of what the pipeline does with addresses.

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUse(t *testing.T) {
	const item = objectForm + "b/o/a.mp4?alt=media"
	stored := Use{Downloads: true, Lost: "the run would fail"}
	stays := func(asks ...string) Use {
		then := "the run would fail after its download"
		return Use{Downloads: true, Lost: "the run would fail", Asks: asks, Missing: then, Silent: then}
	}
	asked := func(missing, silent string, asks ...string) Use {
		return Use{Asks: asks, Missing: missing, Silent: silent}
	}
	papers := "the event would be stored without agenda and minutes"
	name := "the pipeline would store the person with nothing but the name"
	dropped, later := "the supporting file would be dropped", "the run would fail after the transcription"
	for _, c := range []struct {
		field, uri string
		cut        bool
		want       Use
	}{
		{"video_uri", "https://e.org/a.mp4", false, stays("https://e.org/a.mp4", "https://www.e.org/a.mp4")},
		{"video_uri", "https://e.org/a.MP4?x#y", false, stays("https://e.org/a.MP4?x#y", "https://www.e.org/a.MP4?x#y")},
		{"video_uri", "https://e.org/a.webm", false, stays("https://e.org/a.webm", "https://www.e.org/a.webm")},
		{"video_uri", "https://youtu.be/abc", false, stays("https://youtu.be/abc", "https://www.youtu.be/abc")},
		{"video_uri", "https://vimeo.com/123456789", false, stays("https://vimeo.com/123456789", "https://www.vimeo.com/123456789")},
		{"video_uri", item + "#.mp4", false, stays("gs://b/a.mp4", "https://www.storage.googleapis.com/download/storage/v1/b/b/o/a.mp4?alt=media#.mp4")},
		{"video_uri", "https://e.org/a.mp4", true, stored},
		{"video_uri", "https://youtu.be/abc", true, stored},
		{"video_uri", "https://e.org/a.mov", false, stored},
		{"video_uri", "https://e.org/.mp4", false, stored},
		{"video_uri", "https://e.org/a", false, stored},
		{"video_uri", "https://e.org/play?v=a.mp4", false, stored},
		{"video_uri", "https://e.org/a.mp4?next=/b", false, stored},
		{"video_uri", "https://e.org/list.m3u8", false, stored},
		{"video_uri", "https://e.org/a.mp4?x.m3u8", false, stored},
		{"video_uri", "gs://b/a.mp4", false, stored},
		{"video_uri", "http://e.org/a.mov", false, stored},
		{"video_uri", "http://e.org/a.mp4", true, stored},
		{"video_uri", "http://e.org/a.mp4", false, Use{Downloads: true, Lost: "the run would fail", Asks: []string{"https://e.org/a.mp4", "http://e.org/a.mp4"},
			Silent: "the run would fail after its download"}},
		{"agenda_uri", "http://e.org/a", false, asked(papers, papers, "http://e.org/a")},
		{"minutes_uri", "https://e.org/a", false, asked(papers, papers, "https://e.org/a")},
		{"minutes_uri", item, false, asked(papers, papers, "gs://b/a.mp4")},
		{"website", "http://e.org/a", false, asked(name, name, "http://e.org/a")},
		{"caption_uri", "http://e.org/a.vtt", false, asked("the captions would be dropped", "the run would fail at its start", "http://e.org/a.vtt")},
		{"uri", "https://e.org/a.pdf", false, asked(dropped, later, "https://e.org/a.pdf")},
		{"uri", "http://e.org/a.pdf", false, asked(dropped, later, "https://e.org/a.pdf", "http://e.org/a.pdf")},
		{"uri", "gs://b/a.pdf", false, asked(dropped, later, "gs://b/a.pdf")},
		{"picture_uri", "http://e.org/a.png", false, Use{Downloads: true, Lost: later}},
		{"image_uri", item, false, Use{Downloads: true, Lost: later}},
		{"picture_uri", "gs://b/a.png", false, Use{Downloads: true, Lost: "the person would be stored without the picture"}},
		{"image_uri", "gs://b/a.png", false, Use{Downloads: true, Lost: "the person would be stored without the picture"}},
		{"static_thumbnail_uri", "https://e.org/a.png", false, Use{Downloads: true, Lost: "the run would fail"}},
		{"hover_thumbnail_uri", "gs://b/a.gif", false, Use{Downloads: true, Lost: "the run would fail"}},
	} {
		if d := cmp.Diff(c.want, Link{Field: c.field, URI: c.uri, Cut: c.cut}.Use()); d != "" {
			t.Errorf("%s %s cut %t (-want +got):\n%s", c.field, c.uri, c.cut, d)
		}
	}
}
