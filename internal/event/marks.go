package event

// Where in a file the values stand that the archive knows sessions and votes by, for warnings about an edit.

import "go.yaml.in/yaml/v4"

func (d *decoder) mark(n *yaml.Node) mark {
	if n == nil {
		return mark{}
	}
	at := d.place(n)
	return mark{int32(at.Line), int32(at.Column)}
}

func (d *decoder) markKey(n *yaml.Node, key string) mark {
	at, _ := member(n, key)
	return d.mark(at)
}

func (d *decoder) markSession(session *yaml.Node) {
	d.event.marks.sessions = append(d.event.marks.sessions, sessionMarks{
		video: d.mark(lookup(session, "video_uri")),
		start: d.mark(lookup(session, "video_start_time")),
		end:   d.mark(lookup(session, "video_end_time")),
	})
}

func (d *decoder) markItem(item *yaml.Node) {
	m := d.event.marks
	marks := itemMarks{votesKey: d.markKey(item, "votes"), first: int32(len(m.decisions))}
	if matter := lookup(item, "matter"); matter != nil {
		marks.matter = d.mark(lookup(matter, "name"))
	}
	for _, vote := range elements(item, "votes") {
		m.decisions = append(m.decisions, d.mark(lookup(vote, "decision")))
	}
	m.items = append(m.items, marks)
}

// DropPlaces drops the places of values in the file. Warnings about an edit then stand at the event itself.
func (e *Event) DropPlaces() { e.marks = nil }

// place is the first of the marks that is a place, else that of the event.
func (e *Event) place(marks ...mark) Place {
	for _, m := range marks {
		if m != (mark{}) {
			return Place{e.At.File, int(m.line), int(m.column)}
		}
	}
	return e.At
}

// SessionsAt is where the key of the sessions stands.
func (e *Event) SessionsAt() Place {
	if e.marks == nil {
		return e.At
	}
	return e.place(e.marks.sessionsKey)
}

// sessionAt is where the values of a session stand.
func (e *Event) sessionAt(i int) (marks sessionMarks) {
	if e.marks != nil {
		marks = e.marks.sessions[i]
	}
	return marks
}

// voteAt is where a vote's decision stands, else the key of the list that lacks the vote. A missing item or vote has the index -1.
func (e *Event) voteAt(item, vote int) Place {
	switch {
	case e.marks == nil:
		return e.At
	case item < 0:
		return e.place(e.marks.itemsKey)
	}
	m := e.marks.items[item]
	if vote < 0 {
		return e.place(m.votesKey, e.marks.itemsKey)
	}
	return e.place(e.marks.decisions[int(m.first)+vote], m.votesKey)
}

// matterAt is where the name of an item's matter stands.
func (e *Event) matterAt(item int) Place {
	if e.marks == nil {
		return e.At
	}
	return e.place(e.marks.items[item].matter)
}
