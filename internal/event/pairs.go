package event

// Which elements of the lists in two versions of an event are the same to the archive, or to people.

import (
	"encoding/json"
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// A pair is an element of a list in two versions of an event. Either version may lack it.
type pair struct {
	label         string
	before, after any
	now           int // its index in the later version, or -1
}

// pairs are the elements of two versions of a list: those of the later one with their partners, then what only the earlier one has.
func pairs(list string, before, after []any) (all []pair) {
	seen := map[string]int{}
	unique := func(label string) string {
		if seen[label]++; seen[label] > 1 {
			label += fmt.Sprintf(" #%d", seen[label])
		}
		return label
	}
	partners, alone := partnersOf(list, before, after)
	for i, e := range after {
		all = append(all, pair{unique(labelOf(list, e)), partners[i], e, i})
	}
	clear(seen)
	for _, e := range alone {
		all = append(all, pair{unique(labelOf(list, e)), e, nil, -1})
	}
	return all
}

// partnersOf finds for each element of the later version one of the earlier one, or nil: first one that the archive takes for the
// same, then one with the same label. The others are alone.
func partnersOf(list string, before, after []any) (partners, alone []any) {
	partners, alone = make([]any, len(after)), before
	for _, sameAs := range []func(list string, element any) string{keyOf, labelOf} {
		free := map[string][]int{}
		for i, e := range after {
			if same := sameAs(list, e); partners[i] == nil {
				free[same] = append(free[same], i)
			}
		}
		var rest []any
		for _, e := range alone {
			same := sameAs(list, e)
			if len(free[same]) == 0 {
				rest = append(rest, e)
				continue
			}
			partners[free[same][0]], free[same] = e, free[same][1:]
		}
		alone = rest
	}
	return partners, alone
}

// keyOf is what the archive knows an element of a list by. Of a vote that is the person and the decision, of a session the video
// and what is cut out of it.
func keyOf(list string, element any) string {
	switch list {
	case "sessions":
		return sessionKey(stringIn(element, "video_uri"), stringIn(element, "video_start_time"), stringIn(element, "video_end_time"))
	case "votes":
		return fmt.Sprintf("%q %q", nameOf(list, element), stringIn(element, "decision"))
	}
	return nameOf(list, element)
}

// sessionKey is what the archive knows a session of an event by.
func sessionKey(video, start, end string) string {
	return fmt.Sprintf("%d %d %t %s", seconds(start), seconds(end), start+end != "", video)
}

// labelOf is what people know an element of a list by, whatever its place.
func labelOf(list string, element any) string {
	if list == "sessions" {
		index, _ := valueOf(element, "session_index").(json.Number)
		return index.String()
	}
	return safetext.Quote(nameOf(list, element), 80)
}

// nameOf is the name of an element of a list, or what stands for one.
func nameOf(list string, element any) string {
	keys := []string{"name"}
	switch list {
	case "event_minutes_items":
		keys = []string{"minutes_item", "name"}
	case "votes":
		keys = []string{"person", "name"}
	case "supporting_files":
		keys = []string{"uri"}
	case "roles":
		keys = []string{"title"}
	}
	return strip(stringIn(element, keys...))
}

// valueOf is a member of a JSON object, or nil.
func valueOf(object any, key string) any {
	members, _ := object.(map[string]any)
	return members[key]
}

// stringIn is the string that the keys lead to, or empty.
func stringIn(element any, keys ...string) string {
	for _, key := range keys {
		element = valueOf(element, key)
	}
	s, _ := element.(string)
	return s
}

// storesVotes says whether the pipeline stores the votes of an event minutes item.
func storesVotes(item any) bool {
	votes, _ := valueOf(item, "votes").([]any)
	return len(votes) > 0 && valueOf(item, "matter") != nil && valueOf(item, "decision") != nil
}
