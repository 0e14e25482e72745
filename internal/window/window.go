// Package window is the algebra of civil time: half-open windows, sets of them, and the carving of a long
// interval into windows that one run can gather.
//
// Everything is half-open, [from, to): windows that meet share no moment and leave none out, so whether every moment of
// a request is covered is a question of set subtraction, never of counting.
package window

import (
	"cmp"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Window is a half-open interval of civil time: From is in it, To is not. It is empty when From is not before To.
type Window struct {
	From civil.Time `json:"from"`
	To   civil.Time `json:"to"`
}

// String is the form from/to, as in the labels of attempts.
func (w Window) String() string { return w.From.String() + "/" + w.To.String() }

// Length is the span of w, in seconds of civil time.
func (w Window) Length() civil.Time { return max(0, w.To-w.From) }

// Empty says whether no moment is in w.
func (w Window) Empty() bool { return w.From >= w.To }

// Holds says whether every moment of o is in w.
func (w Window) Holds(o Window) bool { return w.From <= o.From && o.To <= w.To }

// Overlaps says whether some moment is in both.
func (w Window) Overlaps(o Window) bool { return max(w.From, o.From) < min(w.To, o.To) }

// Intersect is the interval in both windows; it may be empty.
func (w Window) Intersect(o Window) Window { return Window{max(w.From, o.From), min(w.To, o.To)} }

// Days is w widened to whole days.
func (w Window) Days() Window { return Window{w.From.Floor(), w.To.Ceil()} }

// Midnight is the midnight strictly inside w that is nearest to its middle, the earlier of two; ok is false where w has
// none, and then w cannot be halved.
func (w Window) Midnight() (mid civil.Time, ok bool) {
	middle := w.From + w.Length()/2
	mid = middle.Floor()
	if mid <= w.From || middle-mid > mid+civil.Day-middle && mid+civil.Day < w.To {
		mid += civil.Day
	}
	return mid, w.From < mid && mid < w.To
}

// Set is a set of moments: windows in order, none empty, none meeting another. The zero value is the empty set. Its
// methods return new sets and never change one.
type Set []Window

// Of is the set of all moments in any of the windows, which may be in any order and overlap.
func Of(windows ...Window) Set {
	sorted := slices.DeleteFunc(slices.Clone(windows), Window.Empty)
	slices.SortFunc(sorted, func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	set := Set(sorted[:0])
	for _, w := range sorted {
		if last := len(set) - 1; last >= 0 && w.From <= set[last].To {
			set[last].To = max(set[last].To, w.To)
		} else {
			set = append(set, w)
		}
	}
	return set
}

// Union is the set of moments in a or b.
func (a Set) Union(b Set) Set { return Of(slices.Concat(a, b)...) }

// Minus is the set of moments in a and not in b.
func (a Set) Minus(b Set) Set {
	var out Set
	for _, w := range a {
		for len(b) > 0 && b[0].To <= w.From {
			b = b[1:]
		}
		for _, hole := range b {
			if hole.From >= w.To {
				break
			}
			if w.From < hole.From {
				out = append(out, Window{w.From, hole.From})
			}
			w.From = hole.To
		}
		if !w.Empty() {
			out = append(out, w)
		}
	}
	return out
}

// Intersect is the set of moments in both a and b.
func (a Set) Intersect(b Set) Set {
	var out Set
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if both := a[i].Intersect(b[j]); !both.Empty() {
			out = append(out, both)
		}
		if a[i].To < b[j].To {
			i++
		} else {
			j++
		}
	}
	return out
}

// Within is the set of moments of a that are in w.
func (a Set) Within(w Window) Set {
	first, _ := slices.BinarySearchFunc(a, w.From, func(in Window, from civil.Time) int { return cmp.Compare(in.To, from+1) })
	var out Set
	for _, in := range a[first:] {
		if in.From >= w.To {
			break
		}
		if both := in.Intersect(w); !both.Empty() {
			out = append(out, both)
		}
	}
	return out
}

// Days is a with every window widened to whole days.
func (a Set) Days() Set {
	days := make([]Window, len(a))
	for i, w := range a {
		days[i] = w.Days()
	}
	return Of(days...)
}

// Length is the number of seconds of civil time in a.
func (a Set) Length() civil.Time {
	var sum civil.Time
	for _, w := range a {
		sum += w.Length()
	}
	return sum
}
