package event

// The compact form of an event's JSON, for events that are too large to be sent otherwise.

// compact returns the JSON of an event without nulls, defaults and spaces. The pipeline decodes it to the same event: its
// dataclasses have the default None for what may be null, and True for is_active, which is the only field that can be true.
func compact(json []byte) []byte {
	out := make([]byte, 0, len(json))
	member := 0 // where in out the latest member or element begins, with the comma before it
	for i := 0; i < len(json); i++ {
		switch b := json[i]; b {
		case ' ':
		case ',':
			member = len(out)
			if out[member-1] != '{' {
				out = append(out, b)
			}
		case '{':
			out = append(out, b)
			member = len(out)
		case 'n', 't': // null or true
			out = out[:member]
			i += len("null") - 1
		case 'f':
			out = append(out, "false"...)
			i += len("false") - 1
		case '"':
			end := i + textLength(json[i:])
			out = append(out, json[i:end]...)
			i = end - 1
		default: // of a number, or a mark
			out = append(out, b)
		}
	}
	return out
}

// textLength is the length of the JSON string that s begins with.
func textLength(s []byte) int {
	i := 1
	for s[i] != '"' {
		if s[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}
