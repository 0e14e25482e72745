//go:build browser

package browsertest

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dashboards are the pages of a ledger on which days are in every state: one request has failures, another is stopped on its way.
func dashboards(t *testing.T) desk {
	d := newDesk(t)
	d.simulates(1, "backfill", "--begin", "2021-03-01", "--end", "2021-04-12", "--max-parallel", "2", "--scenario", troubles)
	d.simulates(4, "backfill", "--begin", "2020-10-01", "--end", "2021-03-01", "--max-parallel", "2", "--time-budget", "20h")
	d.real()
	for format, name := range map[string]string{"svg": "coverage.svg", "markdown": "README.md", "html": "dashboard.html"} {
		d.write(name, d.runs(0, nil, "status", "--timezone", "UTC", "--repository", "CouncilDataProject/seattle", "--ledger", "file:ledger.jsonl", "--format", format))
	}
	d.shown("readme", d.read("README.md"))
	return d
}

// dark is what dark pages stand on.
var dark = color.RGBA{0x0d, 0x11, 0x17, 0xff}

func TestDashboardOnGitHub(t *testing.T) {
	d := dashboards(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			p := look(t, screen, "dashboard-readme", filepath.Join(d.dir, "readme.html"))
			p.none("unseen", []string{"Event gather of CouncilDataProject/seattle", "need a person."})
			p.none("sideways")
			p.none("brokenDates")
			p.none("vagueLinks")
			p.none("accessibility", scrolls)
			frame := ask[box](p, "boxOf", "img")
			if frame.Width < 300 || frame.Height < 200 || frame.Y+frame.Height > float64(screen.height) {
				t.Errorf("the picture is at %+v: not seen at once", frame)
			}
			corner := p.picture(box{frame.X + 1, frame.Y + 1, 2, 2}, 4).At(3, 3)
			if is := color.RGBAModel.Convert(corner) == dark; is != (screen.scheme == "dark") {
				t.Errorf("the picture stands on %v", corner)
			}
		})
	}
}

func TestDashboardPage(t *testing.T) {
	d := dashboards(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			p := look(t, screen, "dashboard-html", filepath.Join(d.dir, "dashboard.html"))
			if title := evaluate[string](p, "document.title"); title != "Event gather of CouncilDataProject/seattle" {
				t.Errorf("the title is %q", title)
			}
			p.none("unseen", []string{"Event gather of CouncilDataProject/seattle", "need a person."})
			p.none("sideways")
			p.none("brokenDates")
			p.none("vagueLinks")
			p.none("accessibility")
			p.none("collisions")
			p.none("pale")
			p.none("untitled")
		})
	}
}

// The picture by itself, as a page of an instance may show it, and one of three years.
func TestPicture(t *testing.T) {
	d := dashboards(t)
	years := newDesk(t)
	years.simulates(0, "backfill", "--begin", "2019-01-01", "--end", "2021-12-31", "--max-parallel", "8", "--poll-interval", "30m", "--scenario", "busy-day=none")
	for name, svg := range map[string]string{
		"picture": d.read("coverage.svg"), "picture-years": years.runs(0, nil, "status", "--simulate", "--ledger", "file:ledger.jsonl", "--format", "svg"),
		"picture-empty": years.runs(0, nil, "status", "--ledger", "file:"+years.write("empty.jsonl", ""), "--timezone", "UTC", "--format", "svg"),
	} {
		file := years.write(name+".html", `<!DOCTYPE html><html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>`+name+"</title></head><body>"+svg+"</body></html>")
		for _, screen := range screens {
			t.Run(name+"/"+screen.name, func(t *testing.T) {
				p := look(t, screen, name, file)
				p.none("sideways")
				p.none("collisions")
				p.none("pale")
				p.none("untitled")
			})
		}
	}
}

// Who sees no colours tells the states apart by their signs.
func TestStatesAreToldApartWithoutColour(t *testing.T) {
	d := dashboards(t)
	for _, screen := range screens[:2] {
		p := look(t, screen, "legend", filepath.Join(d.dir, "dashboard.html"))
		boxes := ask[map[string]box](p, "legend")
		if len(boxes) < 5 {
			t.Fatalf("%s: the legend has %v", screen.name, boxes)
		}
		pictures := map[string]image.Image{}
		for state, b := range boxes {
			pictures[state] = p.picture(b, 4)
		}
		for a := range pictures {
			for b := range pictures {
				if share := unlike(pictures[a], pictures[b]); a < b && share < 0.1 {
					t.Errorf("%s: %s looks as %s: %.0f %% of it differ", screen.name, a, b, share*100)
				}
			}
		}
	}
}

// unlike is how much of two pictures differs by its brightness, from 0 to 1.
func unlike(a, b image.Image) float64 {
	bounds := a.Bounds().Intersect(b.Bounds())
	differ := 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if grey(a, x, y) > grey(b, x, y)+30 || grey(b, x, y) > grey(a, x, y)+30 {
				differ++
			}
		}
	}
	return float64(differ) / float64(bounds.Dx()*bounds.Dy())
}

func grey(img image.Image, x, y int) int {
	return int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
}

// A page loads nothing by itself: it has no element that does, and it forbids it.
func TestNothingComesFromElsewhere(t *testing.T) {
	d := dashboards(t)
	p := look(t, screens[0], "requests", filepath.Join(d.dir, "dashboard.html"))
	if n := evaluate[int](p, "document.querySelectorAll('script,link,img,iframe,object,embed,image,use,[src],[style*=url]').length"); n > 0 {
		t.Errorf("%d elements of the page load something", n)
	}
	if policy := evaluate[string](p, `document.querySelector('meta[http-equiv="Content-Security-Policy"]').content`); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	if info, err := os.Stat(filepath.Join(d.dir, "dashboard.html")); err != nil || info.Size() > 200_000 {
		t.Errorf("%v, %v", info, err)
	}
}
