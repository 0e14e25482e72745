package cli

// The levels of check-uris.
const (
	checkOff   = "off"
	checkWarn  = "warn"
	checkError = "error"
)
