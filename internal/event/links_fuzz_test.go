package event

import (
	"strings"
	"testing"
)

// What is said of an address is bounded text of ours, and who follows its hint has an address that the pipeline can use.
func FuzzUnfit(f *testing.F) {
	for _, uri := range []string{"https://storage.googleapis.com/bucket/a/b.mp4", "https://storage.googleapis.com/download/storage/v1/b/x/o/y?alt=media", "gs://bucket/a%20b", "gs://b/", "https://storage.cloud.google.com/b/n",
		"https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x", "https://m.youtube.com/shorts/dQw4w9WgXcQ?x", "https://youtube.com/clip/dQw4w9WgXcQ", "https://youtube.com/@a",
		"https://vimeo.com/123456789", "https://vimeo.com/1234567890", "https://vimeo.com/x", "https://a.example/storage.googleapis.com/b/n", "https://youtu.be/%zz", "https://user@youtu.be/dQw4w9WgXcQ"} {
		for _, field := range []string{"video_uri", "agenda_uri", "caption_uri", "uri"} {
			f.Add(field, uri)
		}
	}
	f.Fuzz(func(t *testing.T, field, uri string) {
		if !strings.Contains("video_uri caption_uri agenda_uri minutes_uri uri website picture_uri image_uri static_thumbnail_uri", field) || field == "" {
			field = "video_uri"
		}
		l := Link{Field: field, URI: uri}
		u := l.Unfit()
		why, hint := u.Why, u.Hint
		if len(why)+len(hint) > 1000 || strings.ContainsFunc(why+hint, func(r rune) bool { return r < ' ' || r > '~' }) || why != "" && hint == "" {
			t.Errorf("%q: %q, %q", uri, why, hint)
		}
		for _, hint := range []string{hint, l.Watch()} {
			right, written := strings.CutPrefix(hint, "write ")
			if !written || strings.Contains(right, " ") || strings.HasSuffix(right, "ID") {
				continue // no address, or one to fill in
			}
			l := Link{Field: field, URI: right}
			if u := l.Unfit(); u.Why != "" || l.Watch() != "" {
				t.Errorf("%q, as is said of %q: %+v, %s", right, uri, u, l.Watch())
			}
		}
	})
}
