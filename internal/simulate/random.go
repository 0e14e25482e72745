package simulate

// Randomness without state: a hash of the seed and of the thing in question. So it doesn't depend on the order of requests
// or on how many there are.

import (
	"encoding/binary"
	"hash/fnv"
	"strconv"
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
