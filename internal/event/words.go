package event

// The words of minutes and clerks for cdp-backend's constants. They are no values, but hints say which constant they mean.

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// synonyms are the words for each constant of a rule, as plainWords writes them.
type synonyms map[string][]string

var (
	itemWords = synonyms{
		"Passed": {"pass", "passes", "adopted", "adopt", "carried", "carries", "motion carried", "approved", "approve", "agreed", "accepted",
			"confirmed", "enacted", "do pass", "unanimous", "unanimously", "ayes have it", "passed unanimously", "passed as amended",
			"adopted as amended"},
		"Failed": {"fail", "fails", "rejected", "reject", "defeated", "lost", "motion failed", "motion lost", "denied", "not passed",
			"did not pass", "do not pass", "not adopted", "not carried", "disapproved", "voted down", "noes have it"},
	}
	voteWords = synonyms{
		"Approve": {"aye", "ayes", "yes", "yea", "yeas", "yay", "y", "in favor", "in favour", "favor", "for", "approved", "approves", "affirmative",
			"support", "supports", "agree", "pro", "voted yes", "voted for", "voted in favor", "concur"},
		"Reject": {"nay", "nays", "no", "noes", "n", "against", "opposed", "oppose", "opposes", "rejected", "rejects", "negative", "disagree",
			"dissent", "con", "voted no", "voted against", "disapprove", "deny", "refuse"},
		"Abstain (Non-Voting)": {"abstain", "abstained", "abstains", "abstention", "abstaining", "present", "present not voting", "not voting",
			"non voting", "nv", "pass", "passed", "recused", "recuse", "recusal", "refrain", "abstain nv", "stood aside"},
		"Abstain (Approve)": {"abstain aye", "abstain yes", "abstain in favor", "abstain for", "abstained in favor", "abstained approve"},
		"Abstain (Reject)":  {"abstain nay", "abstain no", "abstain against", "abstain opposed", "abstained against", "abstained reject"},
		"Absent (Non-Voting)": {"absent", "absence", "away", "excused", "excused absence", "not present", "did not vote", "no vote", "missing",
			"absent nv", "absent excused", "on leave"},
		"Absent (Approve)": {"absent aye", "absent yes", "absent in favor", "absent for", "absent approved", "proxy aye", "proxy yes"},
		"Absent (Reject)":  {"absent nay", "absent no", "absent against", "absent opposed", "absent rejected", "proxy nay", "proxy no"},
	}
	statusWords = synonyms{
		"Adopted": {"adopt", "passed", "pass", "carried", "approved", "approve", "accepted", "confirmed", "enacted", "agreed", "signed",
			"signed into law", "ratified", "in force", "effective", "consent", "adopted as amended", "passed as amended"},
		"Rejected": {"reject", "failed", "fail", "defeated", "lost", "denied", "vetoed", "dropped", "disapproved", "not adopted", "not passed",
			"did not pass", "dead", "killed", "voted down"},
		"In Progress": {"pending", "open", "active", "introduced", "proposed", "referred", "tabled", "held", "heard", "read", "filed", "deferred",
			"postponed", "continued", "in committee", "committee", "under review", "under consideration", "draft", "ongoing", "first reading",
			"second reading"},
	}
	titleWords = synonyms{
		"Councilmember": {"council member", "councillor", "councilor", "councilman", "councilwoman", "councilperson", "council person",
			"city councilmember", "city council member", "cm", "alderman", "alderwoman", "alderperson", "alder"},
		"Council President": {"president", "president of the council", "city council president", "pres", "council chair", "speaker"},
		"Chair":             {"chairman", "chairwoman", "chairperson", "chair person", "chairs", "committee chair", "presiding officer"},
		"Vice Chair": {"vice chairman", "vice chairwoman", "vice chairperson", "vice chairs", "deputy chair", "co chair", "vc",
			"committee vice chair"},
		"Alternate":      {"alternate member", "alt", "substitute", "deputy", "stand in"},
		"Member":         {"members", "committee member", "board member", "commissioner", "trustee", "regular member"},
		"Supervisor":     {"county supervisor", "board supervisor", "supervisors"},
		"Secretary":      {"clerk", "city clerk", "council secretary", "recording secretary", "secretaries"},
		"Vice President": {"vp", "council vice president", "president pro tem", "president pro tempore", "pro tem", "deputy president"},
	}
	booleanWords = synonyms{
		"true":  {"yes", "y", "on", "1", "t", "active", "still active", "current"},
		"false": {"no", "n", "off", "0", "f", "inactive", "not active", "former", "retired"},
	}
)

// plainWords are the words of s in lower case, with a space between them, without other signs.
func plainWords(s string) string {
	isSign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), isSign), " ")
}

// others are words of minutes that look like a misspelt constant.
var others = []string{"filed", "paused"}

// meant is a hint with the constant that s is a word for, or was probably meant to be, or empty.
func meant(s string, constants []string, known synonyms) string {
	words := plainWords(s)
	for _, c := range constants {
		if words == plainWords(c) || slices.Contains(known[c], words) {
			return ask(c)
		}
	}
	// What stands in parentheses says how somebody voted, and some words of minutes are a letter away from a constant.
	if strings.Contains(s, "(") || slices.Contains(others, words) {
		return ""
	}
	if c := suggest.Misspelt(s, constants); c != "" {
		return ask(c)
	}
	return ""
}

// didYouMean is a hint with the word that s was probably meant to be, or empty.
func didYouMean(s string, words []string) string {
	if nearest := suggest.Nearest(s, words); nearest != "" {
		return ask(nearest)
	}
	return ""
}

func ask(word string) string { return fmt.Sprintf("did you mean %q?", word) }
