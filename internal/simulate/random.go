package simulate

// Randomness without state: a hash of the seed and of the thing in question. So it doesn't depend on the order of requests
// or on how many there are.

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

// randomDuration is from low to high, in whole seconds.
func (s Scenario) randomDuration(low, high time.Duration, label string, about ...int64) time.Duration {
	return (low + time.Duration(s.chance(label, about...)*float64(high-low))).Truncate(time.Second)
}

// Pick selects some of many runs: the N-th that controllers dispatched, or a share of all by the seed. After, where the
// key takes it, is a time after the run.
type Pick struct {
	Nth     int // counted from 1; 0 for a share
	Percent float64
	After   time.Duration
}

// picked finds the first pick that selects a thing: nth is its ordinal (0: none), label and about identify it.
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

// parsePick reads `#N` or `P%`, and after it `@DURATION`.
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
