//go:build browser

// Package browsertest looks at what people see: the program's summaries, its dashboard and its HTML page, in Chromium, on a wide
// screen and on a phone, light and dark. Markdown becomes HTML by GitHub's own cmark-gfm, and looks as GitHub shows it by
// github-markdown-css. It needs these, and axe-core, so it hides behind a build tag: `make browser`. What is missing is a
// failure; nothing is skipped.
//
// GitHub's page differs from this one: it filters the HTML, has its own fonts, and shows a summary in a column beside a menu.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var (
	chromium = flag.String("chromium", "chromium", "the browser")
	modules  = flag.String("modules", "../../dist/browser/node_modules", "the folder that npm filled")
	shots    = flag.String("shots", "../../dist/browser/shots", "the folder for pictures of what was seen")
)

// patience is how long one look may take.
const patience = time.Minute

// stage is what all tests share.
var stage struct {
	program string
	axe     string          // the source of axe-core
	css     string          // of a page on GitHub, light and dark
	browser context.Context // its parent
}

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "browsertest")
	if err == nil {
		err = setStage(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(*chromium), chromedp.NoSandbox, chromedp.UserDataDir(filepath.Join(dir, "profile")))...)
	browser, closeBrowser := chromedp.NewContext(allocator)
	stage.browser = browser
	code := 1
	if err = chromedp.Do(browser); err == nil { // the tabs of all tests are of this one browser
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	closeBrowser()
	cancel()
	os.RemoveAll(dir)
	os.Exit(code)
}

func setStage(dir string) error {
	for _, file := range []struct {
		name string
		text *string
	}{{"axe-core/axe.min.js", &stage.axe}, {"github-markdown-css/github-markdown.css", &stage.css}} {
		data, err := os.ReadFile(filepath.Join(*modules, file.name))
		if err != nil {
			return fmt.Errorf("%w\nhint: `make browser` installs it", err)
		}
		*file.text = string(data)
	}
	stage.program = filepath.Join(dir, "trigger-event-gather")
	if out, err := exec.Command("go", "build", "-o", stage.program, "../..").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return os.MkdirAll(*shots, 0o755)
}

// screen is what a person looks at.
type screen struct {
	name          string
	width, height int64
	scheme        string // light or dark, as the reader's system has it
}

var screens = []screen{
	{"wide-light", 1280, 900, "light"}, {"wide-dark", 1280, 900, "dark"},
	{"phone-light", 390, 844, "light"}, {"phone-dark", 390, 844, "dark"},
}

// look shows a file on a screen, and keeps a picture of it by a name.
func look(t *testing.T, s screen, name, file string) tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(stage.browser)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	p := tab{t, ctx, s}
	p.do(
		chromedp.EmulateViewport(s.width, s.height),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.scheme}}})
			return err
		}),
		chromedp.Navigate("file://"+file),
	)
	picture, err := chromedp.Run(p.Context, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+"-"+s.name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("testdata/look.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{stage.axe, string(script)} {
		evaluate[chromedp.Void](p, source)
	}
	return p
}
