package redact

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const token = "ghs_16C7e42F292c6912E7"

func TestFrom(t *testing.T) {
	secret := New(token)
	hexed, percent, numeric := "", "", ""
	for _, b := range []byte(token) {
		hexed += fmt.Sprintf(`\u00%02X`, b)
		percent += fmt.Sprintf("%%%02x", b)
		numeric += fmt.Sprintf("&#%d;&#x%x;", b, b)[:len(fmt.Sprintf("&#%d;", b))]
	}
	for name, written := range map[string]string{
		"as it is": token, "JSON escapes": hexed, "percent": percent, "HTML": numeric, "Markdown": strings.ReplaceAll(token, "_", `\_`),
		"in a summary":           "ghs_16C7e4<!-- -->2F292c6912E7",
		"a part in JSON escapes": strings.Replace(token, "7e", `\u0037e`, 1), "leading zeros": strings.Replace(token, "_", "&#x005F;", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := secret.From("a "+written+" b "+written), "a "+Mark+" b "+Mark; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
	for _, text := range []string{"", "ghs_16C7", `\u00`, "100% & more", token[1:]} {
		if got := secret.From(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := New("short", token, "another one").From("another one, short " + token); got != Mark+", short "+Mark {
		t.Error(got)
	}
	for _, none := range []Secret{{}, New(""), New("short")} {
		if got := none.From("short"); got != "short" {
			t.Errorf("%q", got)
		}
	}
}

// However a program writes a token, it is found, and what is around it stays.
func TestEveryWriterIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[!-~]{8,40}`).Draw(t, "token")
		secret := New(text)
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, written := range []string{text, string(quoted[1 : len(quoted)-1]), url.QueryEscape(text), url.PathEscape(text)} {
			if got := secret.From(`{"a": "` + written + `"}`); got != `{"a": "`+Mark+`"}` {
				t.Errorf("%q as %q became %q", text, written, got)
			}
		}
		text = strings.NewReplacer("<", "", ">", "", "&", "").Replace(text) // these have names in HTML
		if len(text) < shortest {
			return
		}
		if got := New(text).From(html.EscapeString(text)); got != Mark {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func TestError(t *testing.T) {
	secret := New(token)
	err := secret.Error(fmt.Errorf("bad header %q: %w", token, fs.ErrNotExist))
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != `bad header "[token]": file does not exist` {
		t.Error(err)
	}
	if plain := errors.New("plain"); secret.Error(plain) != plain || secret.Error(nil) != nil {
		t.Error("another error was changed")
	}
}

// Whatever text a server makes of it: no token is left, and nothing is lost of text that has none.
func FuzzFrom(f *testing.F) {
	for _, seed := range []string{token, `\u0067hs`, "%67%", "&#103;hs_", "&#x67", `\`, "%", "&#", "&#;", token + token, "g" + token, "<!-- -->"} {
		f.Add(seed, seed)
	}
	secret := New(token)
	f.Fuzz(func(t *testing.T, before, after string) {
		got := secret.From(before + token + after)
		if strings.Contains(got, token) || !strings.Contains(got, Mark) {
			t.Errorf("%q", got)
		}
		if clean := secret.From(before); clean != secret.From(clean) || !strings.Contains(clean, Mark) && clean != before {
			t.Errorf("%q became %q", before, clean)
		}
	})
}

func BenchmarkFrom(b *testing.B) {
	text := strings.Repeat(`{"id": 5000001009, "html_url": "https://github.com/a/b?x=1\u0026y=%20", "name": "gather"},`, 1000)
	secret := New(token)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		secret.From(text)
	}
}
