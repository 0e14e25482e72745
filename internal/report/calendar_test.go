package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

func TestCalendar(t *testing.T) {
	day := func(n int) civil.Time { return civil.Date(2021, 3, n) }
	w := func(from, to int) window.Window { return window.Window{From: day(from), To: day(to)} }
	found := 4
	gathered := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfWindow(w(1, 3))}, Concluded: ledger.Concluded{Class: ledger.Success, Found: &found}}
	live := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfWindow(w(5, 6))}}
	last := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfWindow(w(6, 7))}}
	piece := func(from, to civil.Time) reconcile.Piece {
		return reconcile.Piece{Subject: ledger.OfWindow(window.Window{From: from, To: to}), Last: last}
	}
	c := &reconcile.Coverage{
		Covered:   window.Of(w(1, 4), window.Window{From: day(8), To: day(8) + civil.Day/2}),
		Successes: []*ledger.Attempt{gathered}, Live: []*ledger.Attempt{live},
		Pending: []reconcile.Piece{piece(day(4), day(5)), piece(day(8)+civil.Day/2, day(9))},
		Failed:  []reconcile.Piece{piece(day(6), day(7))}, Cancelled: []reconcile.Piece{piece(day(7), day(8))},
	}
	want := []Day{
		{day(1), Covered, gathered, &found}, {day(2), Covered, gathered, &found}, {day(3), Covered, nil, nil}, {day(4), Pending, last, nil},
		{day(5), InFlight, live, nil}, {day(6), Failed, last, nil}, {day(7), Cancelled, last, nil}, {day(8), Pending, last, nil},
	}
	if diff := cmp.Diff(want, CalendarOf(window.Window{From: day(1) + 3600, To: day(9) - 1}, c), cmp.Comparer(func(a, b *ledger.Attempt) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}
