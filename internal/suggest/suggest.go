// Package suggest finds the word that a person probably meant to type. It is the one rule for every "did you mean".
package suggest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// longest is the length in bytes from which a text is no misspelt word. It bounds the time that a comparison takes.
const longest = 50

// Nearest returns the one of the known words that is most like word, the first of several, or "" where none is near. Case does
// not matter. A known word is near if at most a third of its characters differ, of a short word one; two neighbours that
// changed places count as one difference. It is also near if word is its beginning, of at least three characters.
func Nearest(word string, known []string) string {
	if len(word) > longest {
		return ""
	}
	word = strings.ToLower(word)
	nearest, least := "", len(word)
	for _, k := range known {
		d := differences(word, strings.ToLower(k))
		if d <= max(len(k)/3, 1) && d < least {
			nearest, least = k, d
		}
	}
	return nearest
}

// Misspelt returns the one of the known words that word is with one mistake, the first of several, or "". It is for words of which
// another one, not much unlike, would be a falsehood.
func Misspelt(word string, known []string) string {
	if len(word) > longest {
		return ""
	}
	word = strings.ToLower(word)
	for _, k := range known {
		if differences(word, strings.ToLower(k)) <= 1 {
			return k
		}
	}
	return ""
}

// differences is the number of single characters to change, insert or delete, where exchanging two neighbours and completing
// a beginning count as one.
func differences(word, known string) int {
	if isExchange(word, known) || len(word) >= 3 && word != known && strings.HasPrefix(known, word) {
		return 1
	}
	return levenshtein.ComputeDistance(word, known)
}

// isExchange says whether two words differ in two neighbours that changed places.
func isExchange(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
