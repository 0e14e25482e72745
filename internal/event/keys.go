package event

// What the archive knows records by. Of two records with one key in an event, it keeps the later one only, and says nothing.

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// again says whether the event has this key already.
func (d *decoder) again(of, value string) bool {
	k := recordKey{of, value}
	if d.keys[k] {
		return true
	}
	if d.keys == nil {
		d.keys = map[recordKey]bool{}
	}
	d.keys[k] = true
	return false
}

// checkSessionKeys warns of sessions that can't be told apart. A part cut out of a video is stored as a video of its own.
func (d *decoder) checkSessionKeys(session *yaml.Node, index int) {
	start, _ := textIn(session, "video_start_time")
	end, _ := textIn(session, "video_end_time")
	if video, at := textIn(session, "video_uri"); at != nil && d.again("video", sessionKey(video, start, end)) {
		d.warn(use(at, session), "cut each out with its own video_start_time and video_end_time, or give the second its own address",
			"two sessions of one event have one video: the archive keeps the last")
	}
	if at := lookup(session, "session_index"); d.again("index", strconv.Itoa(index)) {
		d.warn(use(at, session), "number the sessions 0, 1, 2 as they follow one another", "two sessions of one event have the index %d: nothing tells which is the first", index)
	}
}

// checkItem warns of what the archive loses of a minutes item.
func checkItem(d *decoder, item *yaml.Node) {
	if minutesItem := lookup(item, "minutes_item"); minutesItem != nil {
		if name, at := textIn(minutesItem, "name"); at != nil && d.again("minutes_item", strip(name)) {
			d.warn(use(at, minutesItem, item), "give each a name of its own, such as one with a number",
				"two minutes items of one event have the name %s, by which the archive knows them: it keeps the last", quote(strip(name)))
		}
	}
	checkVotes(d, item)
	d.markItem(item)
}

// checkVotes warns about votes without a matter or decision. The pipeline does not store them, and only its log says so.
func checkVotes(d *decoder, item *yaml.Node) {
	votes := elements(item, "votes")
	if len(votes) == 0 {
		return
	}
	stored := true
	for _, key := range []string{"matter", "decision"} {
		if lookup(item, key) == nil {
			stored = false
			d.warn(lookup(item, "votes"), "", "these votes will not be stored: their item has no %s", key)
		}
	}
	if stored {
		checkVoters(d, votes)
	}
}

// checkVoters warns about a person who votes twice on an item. The archive knows a vote by its decision, too.
func checkVoters(d *decoder, votes []*yaml.Node) {
	if d.voted == nil {
		d.voted = map[string]string{}
	}
	clear(d.voted)
	for _, vote := range votes {
		person := lookup(vote, "person")
		if person == nil {
			continue
		}
		name, at := textIn(person, "name")
		at = use(at, person, vote)
		decision, _ := textIn(vote, "decision")
		if name = strip(name); name == "" {
			continue
		}
		if before, twice := d.voted[name]; twice && decision == before {
			d.warn(at, "remove one", "%s votes twice on one item: the archive would hold one vote", quote(name))
		} else if twice {
			d.warn(at, "keep the vote that counts", "%s votes twice on one item: the archive would hold both votes", quote(name))
		}
		d.voted[name] = decision
	}
}
