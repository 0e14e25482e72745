//go:build gfmproof

package report

// Proof that strangers' text is inert by the renderer that GitHub wrote: cmark-gfm, with GitHub's extensions.
//
//	go test -tags gfmproof -run CmarkGFM ./internal/report
//
// Where it is not installed, that is a failure and no reason to skip.

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

var (
	gfmTexts = flag.Int("texts", 10_000, "how many random texts each context gets")
	gfmSeed  = flag.Uint64("seed", 1, "the same seed makes the same texts")
)

// byCmarkGFM renders Markdown as GitHub does, before its own filters.
func byCmarkGFM(t *testing.T, markdown string) string {
	t.Helper()
	command := exec.Command("cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tagfilter", "-e", "tasklist", "-e", "footnotes")
	command.Stdin = strings.NewReader(markdown)
	var out, stderr bytes.Buffer
	command.Stdout, command.Stderr = &out, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("cmark-gfm: %v: %s", err, &stderr)
	}
	return out.String()
}

// between stands between texts that are rendered at once.
const between = "between"

func TestCmarkGFM(t *testing.T) {
	for _, c := range contexts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(*gfmSeed, 0))
			reference := byCmarkGFM(t, inContext(c.format, word))
			texts := hostile
			for done := 0; done < *gfmTexts && !t.Failed(); done += len(texts) {
				provedByCmarkGFM(t, c.format, texts, reference)
				texts = nil
				for range 1000 {
					texts = append(texts, randomText(random))
				}
			}
		})
	}
}

// provedByCmarkGFM proves many texts with one process.
func provedByCmarkGFM(t *testing.T, format string, texts []string, reference string) {
	t.Helper()
	var all strings.Builder
	var shown []string
	for _, text := range texts {
		if plain(text) != "" {
			shown = append(shown, text)
			all.WriteString(inContext(format, text) + "\n\n" + between + "\n\n")
		}
	}
	rendered := strings.Split(byCmarkGFM(t, all.String()), "<p>"+between+"</p>\n")
	for i, text := range shown {
		if i >= len(rendered) {
			t.Fatalf("%d texts became %d", len(shown), len(rendered))
		}
		if w := wrong(text, rendered[i], reference); w != "" {
			t.Fatal(w)
		}
	}
}

func TestCmarkGFMLinks(t *testing.T) {
	random := rand.New(rand.NewPCG(*gfmSeed, 1))
	addresses := append([]string{"https://a.example/?a=1&copy;2&amp;=3#%41|`<>\"\\$x$ é", "javascript:alert(1)//https://a.example"}, hostile...)
	for range *gfmTexts {
		addresses = append(addresses, "https://a.example/"+randomText(random))
	}
	var all strings.Builder
	for i, address := range addresses {
		fmt.Fprintf(&all, "| a | b |\n|---|---|\n| c | %s, d |\n\n%s\n\n", link(hostile[i%len(hostile)], address), between)
	}
	rendered := strings.Split(byCmarkGFM(t, all.String()), "<p>"+between+"</p>\n")
	for i, address := range addresses {
		if w := wrongLink(hostile[i%len(hostile)], address, rendered[i]); w != "" {
			t.Fatal(w)
		}
	}
}

// The renderer renders what is not escaped: else nothing here would prove anything.
func TestCmarkGFMRendersWhatIsNotInert(t *testing.T) {
	for text, want := range map[string]string{
		"~~a~~": "<del>", "*a*": "<em>", "www.a.example": "<a ", "https://a.example": "<a ", "a&#64;b.example": "<a ", "| a |\n|---|\n": "<table>", "- [x] a": "<input ",
		"<script>": "&lt;script>", "<b>x": "<b>", "a[^1]\n\n[^1]: b\n": "footnote",
	} {
		if got := byCmarkGFM(t, text); !strings.Contains(got, want) {
			t.Errorf("%q: %s", text, got)
		}
	}
}
