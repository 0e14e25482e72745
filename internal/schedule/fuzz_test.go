package schedule

import (
	"encoding/json"
	"testing"
)

// Settings tell whole days, never more than they name: a second reading, by encoding/json's own names of fields, agrees.
func FuzzLookBack(f *testing.F) {
	for _, value := range []string{"2", "2.9", "3660", "3661", "0", "-1", "1e0", "1e999", `"2"`, "null", "[2]", `2, "other": 1e999`, `2, "default_event_gather_from_days_timedelta": 3`} {
		f.Add([]byte(`{"` + configKey + `": ` + value + `}`))
	}
	f.Fuzz(func(t *testing.T, config []byte) {
		days, err := LookBack(config)
		if err != nil {
			if days != 0 {
				t.Errorf("%d days, %v", days, err)
			}
			return
		}
		var fields map[string]json.RawMessage
		var told float64
		if json.Unmarshal(config, &fields) != nil || json.Unmarshal(fields[configKey], &told) != nil {
			t.Fatalf("%d days of what is no number", days)
		}
		if days < 1 || days > mostDays || float64(days) > told || float64(days)+1 <= told {
			t.Errorf("%d days of %v", days, told)
		}
	})
}
