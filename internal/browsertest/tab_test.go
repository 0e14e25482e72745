//go:build browser

package browsertest

// What is asked of a page that is shown. The questions are functions of testdata/look.js.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tab is a page on a screen.
type tab struct {
	t *testing.T
	context.Context
	screen
}

func (p tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.Context, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// evaluate gives what an expression has in the page, and waits for a promise.
func evaluate[T any](p tab, expression string) T {
	p.t.Helper()
	result, err := chromedp.Run(p.Context, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// ask calls a function of the page.
func ask[T any](p tab, function string, arguments ...any) T {
	p.t.Helper()
	var texts []string
	for _, a := range arguments {
		text, err := json.Marshal(a)
		if err != nil {
			p.t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return evaluate[T](p, fmt.Sprintf("%s(%s)", function, strings.Join(texts, ",")))
}

// none asks for problems, and expects none.
func (p tab) none(question string, arguments ...any) {
	p.t.Helper()
	for _, problem := range ask[[]string](p, question, arguments...) {
		p.t.Errorf("%s: %s: %s", p.name, question, problem)
	}
}

// box is a part of a page, in its pixels.
type box struct{ X, Y, Width, Height float64 }

// picture is what a part of the page looks like, so many times as large.
func (p tab) picture(b box, scale float64) image.Image {
	p.t.Helper()
	beyond := true
	shot, err := chromedp.Run(p.Context, func(ctx context.Context, target *chromedp.Target) (page.CaptureScreenshotResult, error) {
		return cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &page.Viewport{X: b.X, Y: b.Y, Width: b.Width, Height: b.Height, Scale: scale}})
	})
	if err != nil {
		p.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot.Data))
	if err != nil {
		p.t.Fatal(err)
	}
	return img
}
