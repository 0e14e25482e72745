// A link of a document leads to a file that is there, and to a heading of it.

package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	linkInPage = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headings   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	inHeading  = regexp.MustCompile(`[^\p{L}\p{N}\p{M}_\- ]`)
)

// anchors are those that GitHub gives the headings of a page.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, heading := range headings.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		all[strings.ReplaceAll(inHeading.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-")] = true
	}
	return all
}

func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	documents := append(pages(t), "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
	checked := 0
	for _, document := range documents {
		for _, link := range linkInPage.FindAllStringSubmatch(fence.ReplaceAllString(readText(t, document), ""), -1) {
			target, anchor, _ := strings.Cut(link[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			checked++
			file := document
			if target != "" {
				file = path.Join(path.Dir(filepath.ToSlash(document)), target)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %v", document, err)
			} else if anchor != "" && !anchors(readText(t, file))[anchor] {
				t.Errorf("%s: %s has no heading %q", document, file, anchor)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d links were found", checked)
	}
}

func TestBadgesShowOurOwnWorkflow(t *testing.T) {
	badge := regexp.MustCompile(`https://github\.com/CouncilDataProject/trigger-event-gather/actions/workflows/([\w.-]+)/badge\.svg`)
	match := badge.FindStringSubmatch(readText(t, "README.md"))
	if match == nil {
		t.Fatal("README.md has no badge of CI")
	}
	if _, err := os.Stat(".github/workflows/" + match[1]); err != nil {
		t.Error(err)
	}
}
