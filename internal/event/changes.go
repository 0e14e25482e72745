package event

// What an edit of an event changes.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Change is a value that an edit adds, removes or replaces.
type Change struct {
	Field  string // the keys that lead to it, such as sessions[0].video_uri; text by strangers in it is quoted
	Before string // empty if there was none
	After  string // likewise
	// Stays says that the archive knows a record by this value. So the record with the value of before stays there, too.
	Stays bool
	// At is where what stays is replaced, or the key of the list that it is removed from. It is the zero Place if nothing stays.
	At Place
}

// Changes are the differences between two events with JSON, sorted by field. Sessions and votes are compared with those that the
// archive takes for the same, whatever their order and number.
func Changes(before, after *Event) []Change {
	c := comparison{after: after, zone: time.UTC}
	if len(after.Sessions) > 0 {
		c.zone = after.Sessions[0].Start.Location()
	}
	c.compare("", "", before.root(), after.root())
	slices.SortStableFunc(c.changes, func(a, b Change) int { return cmp.Compare(a.Field, b.Field) })
	return c.changes
}

// root is the object in the JSON of an event.
func (e *Event) root() any {
	decoder := json.NewDecoder(bytes.NewReader(e.JSON))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		return nil // unreachable unless bug in this package: it wrote the JSON
	}
	return root
}

type comparison struct {
	changes []Change
	after   *Event
	zone    *time.Location
	item    pair // the event minutes item that is compared
}

// compare adds the differences between two values, which the path leads to. Either may be nil. The key is the last one of the path.
func (c *comparison) compare(path, key string, before, after any) {
	if isMapping(before) || isMapping(after) {
		for _, k := range keysOf(before, after) {
			c.compare(strings.TrimPrefix(path+"."+k, "."), k, valueOf(before, k), valueOf(after, k))
		}
		return
	}
	old, wasList := before.([]any)
	now, isList := after.([]any)
	if wasList || isList {
		for _, p := range pairs(key, old, now) {
			c.element(fmt.Sprintf("%s[%s]", path, p.label), key, p)
		}
		return
	}
	if was, is := c.text(key, before), c.text(key, after); was != is {
		c.changes = append(c.changes, Change{Field: path, Before: was, After: is})
	}
}

// element compares an element of a list with the one that takes its place, and marks what the archive keeps of the former.
func (c *comparison) element(path, list string, p pair) {
	from := len(c.changes)
	if list == "event_minutes_items" {
		c.item = p
	}
	c.compare(path, "", p.before, p.after)
	switch {
	case p.before == nil:
	case list == "event_minutes_items":
		if storesVotes(p.before) && storesVotes(p.after) {
			c.keep(from, path+".matter.name", c.after.matterAt(p.now))
		}
	case keyOf(list, p.before) == keyOf(list, p.after):
	case list == "sessions":
		c.keepSession(from, path, p)
	case list == "votes" && storesVotes(c.item.before):
		c.keep(from, path+".decision", c.after.voteAt(c.item.now, p.now))
	}
}

// keepSession marks what makes another session of one that was ingested.
func (c *comparison) keepSession(from int, path string, p pair) {
	if p.after == nil {
		c.keep(from, path+".video_uri", c.after.SessionsAt())
		return
	}
	marks := c.after.sessionAt(p.now)
	c.keep(from, path+".video_uri", c.after.place(marks.video))
	c.keep(from, path+".video_start_time", c.after.place(marks.start, marks.video))
	c.keep(from, path+".video_end_time", c.after.place(marks.end, marks.video))
}

// keep marks a field, where it changes, as one by which the archive knows a record.
func (c *comparison) keep(from int, field string, at Place) {
	for i := range c.changes[from:] {
		if change := &c.changes[from+i]; change.Field == field {
			change.Stays, change.At = true, at
		}
	}
}

// text is a single value as people read it, and as the archive has it.
func (c *comparison) text(key string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case json.Number:
		if seconds, err := v.Float64(); err == nil && strings.HasSuffix(key, "_datetime") {
			return time.UnixMicro(int64(seconds * 1e6)).In(c.zone).Format("2006-01-02 15:04:05 MST")
		}
	case string:
		if key == "name" {
			return strip(v)
		}
	}
	return fmt.Sprint(v)
}

func isMapping(v any) bool {
	_, is := v.(map[string]any)
	return is
}

// keysOf are the keys of either object, sorted.
func keysOf(a, b any) []string {
	first, _ := a.(map[string]any)
	second, _ := b.(map[string]any)
	keys := slices.AppendSeq(slices.Collect(maps.Keys(first)), maps.Keys(second))
	slices.Sort(keys)
	return slices.Compact(keys)
}
