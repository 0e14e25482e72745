package linkcheck

import (
	"net/url"
	"testing"
)

// What is asked for is on the web, at a host, without a user's name and password, and reads the same again.
func FuzzWebAddress(f *testing.F) {
	for _, uri := range []string{"https://a.example/v.mp4", "gs://bucket/name", "gs://", "gs://a@b/c?d#e", "gs://../x", "gs:// \x00", "http://user:password@host/", "HTTP://h", "https://", "https:///x", "https:x",
		"file:///etc/passwd", "https://[::1]:80/", "https://h:x/", "https://h/%zz", "https://é.example/é?é#é", "//h/x", "javascript:x", "https://h\\@i/", "https://h?://u:p@i/"} {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		address, err := webAddress(uri)
		if err != nil {
			return
		}
		if address.Scheme != "http" && address.Scheme != "https" || address.Host == "" || address.User != nil {
			t.Fatalf("%q is %#v", uri, address)
		}
		if len(uri) > 5 && uri[:5] == "gs://" && address.Host != "storage.googleapis.com" {
			t.Errorf("%q is at %s", uri, address.Host)
		}
		again, err := url.Parse(address.String())
		if err != nil || again.Host != address.Host || again.Path != address.Path || again.RawQuery != address.RawQuery || again.User != nil {
			t.Errorf("%q is %q, which is %#v, %v", uri, address, again, err)
		}
	})
}
