package simulate

// Chance without state: a hash of the seed and of what it is about. Asking in another order, or more often, changes
// nothing.

import (
	"encoding/binary"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// chance is a number in [0, 1) that depends on the seed, the label and the numbers alone.
func (s Scenario) chance(label string, about ...int64) float64 {
	h := fnv.New64a()
	var word [8]byte
	write := func(n uint64) {
		binary.LittleEndian.PutUint64(word[:], n)
		_, _ = h.Write(word[:])
	}
	write(s.Seed)
	_, _ = h.Write([]byte(label))
	for _, n := range about {
		write(uint64(n))
	}
	return float64(mix(h.Sum64())>>11) / (1 << 53)
}

// mix spreads a hash over all its bits (the finalizer of SplitMix64).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// between is a whole number of seconds from low to high, by chance.
func (s Scenario) between(low, high time.Duration, label string, about ...int64) time.Duration {
	return (low + time.Duration(s.chance(label, about...)*float64(high-low))).Truncate(time.Second)
}

// A Pick says which of many things are meant: the N-th, or a share of all, by the seed. After, where it is given, is
// how long after its occasion it happens.
type Pick struct {
	Nth     int // counted from 1; 0 where a share is meant
	Percent float64
	After   time.Duration
}

// picked finds the first pick that means the thing: nth is its ordinal (0: none), label and about its identity.
func (s Scenario) picked(picks []Pick, nth int, label string, about ...int64) (Pick, bool) {
	for i, p := range picks {
		if p.Nth != 0 && p.Nth == nth {
			return p, true
		}
		if p.Nth == 0 && s.chance(label+strconv.Itoa(i), about...)*100 < p.Percent {
			return p, true
		}
	}
	return Pick{}, false
}

// parsePick reads `#N` or `P%`, then `@DURATION` where it matters.
func parsePick(text string) (Pick, error) {
	which, after, timed := strings.Cut(text, "@")
	var p Pick
	var err error
	if timed {
		if p.After, err = time.ParseDuration(after); err != nil || p.After < 0 {
			return Pick{}, wrong("%q is not a duration such as 45m", after)
		}
	}
	if nth, ok := strings.CutPrefix(which, "#"); ok {
		if p.Nth, err = strconv.Atoi(nth); err == nil && p.Nth > 0 {
			return p, nil
		}
	}
	if percent, ok := strings.CutSuffix(which, "%"); ok {
		if p.Percent, err = strconv.ParseFloat(percent, 64); err == nil && p.Percent > 0 && p.Percent <= 100 {
			return p, nil
		}
	}
	return Pick{}, wrong("%q is neither #N (the N-th) nor P%% (a share)", which)
}
