package event

// Writing JSON values exactly as Python's json.dumps does. Package encoding/json escapes and formats differently.

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendText appends s as a JSON string in ASCII. Characters without a short escape, such as \n, are written as \uXXXX.
func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	plain := 0
	for i := 0; i < len(s); {
		b := s[i]
		if ' ' <= b && b <= '~' && b != '"' && b != '\\' {
			i++
			continue
		}
		out = append(out, s[plain:i]...)
		r, size := utf8.DecodeRuneInString(s[i:])
		out = appendEscaped(out, r)
		i += size
		plain = i
	}
	return append(append(out, s[plain:]...), '"')
}

func appendEscaped(out []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(out, '\\', byte(r))
	case '\b':
		return append(out, `\b`...)
	case '\f':
		return append(out, `\f`...)
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	if r > 0xffff {
		r -= 0x10000
		return appendUnit(appendUnit(out, 0xd800+r>>10), 0xdc00+r&0x3ff)
	}
	return appendUnit(out, r)
}

// appendUnit appends a UTF-16 code unit as \uXXXX.
func appendUnit(out []byte, u rune) []byte {
	return append(out, '\\', 'u', hexDigits[u>>12&15], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}

// appendTimestamp appends t as seconds since 1970, formatted like Python's repr of the nearest float.
func appendTimestamp(out []byte, t time.Time) []byte {
	micro := t.UnixMicro()
	exact := make([]byte, 0, 32)
	if micro < 0 {
		micro, exact = -micro, append(exact, '-')
	}
	exact = strconv.AppendInt(exact, micro, 10)
	exact = append(exact, "e-6"...)
	value, _ := strconv.ParseFloat(string(exact), 64)

	format, start := byte('f'), len(out)
	if 0 < micro && micro < 100 {
		format = 'e'
	}
	out = strconv.AppendFloat(out, value, format, -1, 64)
	if format == 'f' && bytes.IndexByte(out[start:], '.') < 0 {
		out = append(out, ".0"...)
	}
	return out
}
