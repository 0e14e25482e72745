package report

// Text by strangers in GitHub's Markdown.

import "strings"

var escapes = strings.NewReplacer("\\", "\\\\", "\r", " ", "\n", " ", "|", "\\|", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]", "`", "\\`", "@", "@\u200b", "*", "\\*")

// Inert is text by strangers that is nothing but text in a table of GitHub's Markdown.
func Inert(text string) string { return escapes.Replace(text) }
