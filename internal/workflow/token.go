// A token is a string that cannot be printed by accident.

package workflow

import (
	"fmt"
	"io"
)

// A Token is a secret that authorizes requests. However it is formatted, logged or encoded, it does not show.
type Token string

const redacted = "[token]"

func (Token) String() string { return redacted }

// Format covers every verb: fmt prints the text behind a String method when the verb does not fit.
func (Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText is what encoding/json and log/slog write.
func (Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }
