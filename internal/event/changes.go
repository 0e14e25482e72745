package event

// What an edit of an event changes.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// A Change is a value that an edit adds, removes or replaces.
type Change struct {
	Field  string // the keys that lead to it, such as sessions[0].video_uri; text by strangers in it is quoted
	Before string // empty if there was none
	After  string // likewise
	// Stays says that the archive knows a record by this value. So the record with the value of before stays there, too.
	Stays bool
}

// Changes are the differences between two events with JSON, sorted by field.
func Changes(before, after *Event) (changes []Change) {
	old, now := before.values(), after.values()
	for field, v := range old {
		if now[field].text != v.text {
			changes = append(changes, Change{field, v.text, now[field].text, v.known})
		}
	}
	for field, v := range now {
		if _, was := old[field]; !was {
			changes = append(changes, Change{field, "", v.text, false})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Field, b.Field) })
	return changes
}

// A value is a single value of an event.
type value struct {
	text  string
	known bool // the archive knows the record by it
}

// values are all single values in the JSON of an event, by the keys that lead to them.
func (e *Event) values() map[string]value {
	decoder := json.NewDecoder(bytes.NewReader(e.JSON))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		return nil // unreachable unless bug in this package: it wrote the JSON
	}
	f := flattener{values: map[string]value{}, zone: time.UTC}
	if len(e.Sessions) > 0 {
		f.zone = e.Sessions[0].Start.Location()
	}
	f.add("", "", "", root)
	return f.values
}

type flattener struct {
	values map[string]value
	zone   *time.Location
}

// add adds the single values in v, which the key leads to, in an element of the list.
func (f *flattener) add(path, list, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			f.add(strings.TrimPrefix(path+"."+k, "."), list, k, child)
		}
	case []any:
		seen := map[string]int{}
		for i, child := range v {
			name := nameOf(key, child, i)
			if seen[name]++; seen[name] > 1 {
				name += fmt.Sprintf(" #%d", seen[name])
			}
			f.add(fmt.Sprintf("%s[%s]", path, name), key, "", child)
		}
	case nil:
	default:
		known := list == "sessions" && key == "video_uri" || list == "votes" && key == "decision"
		f.values[path] = value{f.text(key, v), known}
	}
}

// text is a single value as people read it.
func (f *flattener) text(key string, v any) string {
	if number, ok := v.(json.Number); ok && strings.HasSuffix(key, "_datetime") {
		if seconds, err := number.Float64(); err == nil {
			return time.UnixMicro(int64(seconds * 1e6)).In(f.zone).Format("2006-01-02 15:04:05 MST")
		}
	}
	return fmt.Sprint(v)
}

// nameOf is what people know an element of a list by, whatever its place.
func nameOf(list string, element any, i int) string {
	keys := map[string][]string{"sessions": {"session_index"}, "event_minutes_items": {"minutes_item", "name"}, "votes": {"person", "name"},
		"sponsors": {"name"}, "supporting_files": {"uri"}}[list]
	for _, key := range keys {
		fields, _ := element.(map[string]any)
		element = fields[key]
	}
	switch name := element.(type) {
	case string:
		return safetext.Quote(name, 80)
	case json.Number:
		return name.String()
	}
	return fmt.Sprint(i)
}
