package ledger

// Class says what the outcome of an attempt means. The words are those of the stored records; a word that this version
// doesn't know is kept and treated as [Else].
type Class string

// All classes. The first six are read from a run (see workflow.Classify); the last two are decided without one.
const (
	Success   Class = "success"    // gathered: for good
	TimeLimit Class = "time limit" // too much for one run
	Gather    Class = "gather"     // the gathering itself failed
	Runner    Class = "runner"     // the machine failed, or never came
	Person    Class = "person"     // a person cancelled it
	Else      Class = "else"       // anything else, words unknown today included

	Lost   Class = "lost"   // a dispatch that may have left, of which no run is known
	Lapsed Class = "lapsed" // an intent that was never sent: no attempt at all
)
