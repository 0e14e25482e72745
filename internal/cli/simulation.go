package cli

import "regexp"

// simulation is what is known of the simulation that a command acts on.
type simulation struct {
	links *regexp.Regexp // to its runs
	kept  bool           // the next command can go on with it
}

// withoutLinks is a text with the number of each run instead of the link to it.
func (s *simulation) withoutLinks(text string) string {
	return s.links.ReplaceAllString(text, "run $1$2")
}

// shown is the Markdown of a summary as it is shown. Where GitHub is real, s is nil.
func (s *simulation) shown(markdown func(room int) string) func(room int) string {
	if s == nil {
		return markdown
	}
	return func(room int) string { return s.withoutLinks(markdown(room)) }
}
