package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

// commandsIn are the lines of a stream that GitHub's runner would take for a workflow command of some name: its reader of
// lines (.NET's StreamReader.ReadLine) and its two parsers (actions/runner, ActionCommand.cs: TryParseV2, TryParse), without
// their list of names. A stream that begins with the byte order mark of another encoding than UTF-8 is taken for a command.
func commandsIn(stream string) (commands []string) {
	stream = strings.TrimPrefix(stream, "\uFEFF")
	for _, mark := range []string{"\xfe\xff", "\xff\xfe", "\x00\x00\xfe\xff"} {
		if strings.HasPrefix(stream, mark) {
			return []string{stream}
		}
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(stream), "\n")
	for _, line := range lines {
		trimmed := strings.TrimLeft(line, "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000")
		info, isNew := strings.CutPrefix(trimmed, "::")
		_, older, isOld := strings.Cut(line, "##[")
		if isNew && strings.Contains(info, "::") || isOld && strings.Contains(older, "]") {
			commands = append(commands, trimmed)
		}
	}
	return commands
}

func TestCommandsIn(t *testing.T) {
	for stream, want := range map[string][]string{
		"::error::x": {"::error::x"}, "a\r \t::error file=a,line=1::x\nb": {"::error file=a,line=1::x"}, "\u2028::error::\r\n": {"::error::"},
		"say ##[error]x": {"say ##[error]x"}, "##[x k=v;]": {"##[x k=v;]"}, "::error:x": nil, "x::error::": nil, "##[error": nil, "##error]": nil,
		"\uFEFF::a::": {"::a::"}, "\xff\xfe:\x00:\x00": {"\xff\xfe:\x00:\x00"}, "x\uFEFF::a::": nil,
	} {
		if diff := cmp.Diff(want, commandsIn(stream)); diff != "" {
			t.Errorf("%q: %s", stream, diff)
		}
	}
}

// logs are texts, as they are written, and what they become.
var logs = []struct {
	name   string
	writes []string
	want   string
}{
	{"plain text", []string{"one\ntwo\n"}, "one\ntwo\n"},
	{"colons within a line", []string{"a ::error::b\n"}, "a ::error::b\n"},
	{"a command", []string{"::error::x\n"}, "| ::error::x\n"},
	{"a command after white space", []string{" \t\u00a0::error::x\n"}, "|  \t\u00a0::error::x\n"},
	{"a command in several writes", []string{":", ":er", "ror::", "x\n"}, "| ::error::x\n"},
	{"a line feed in the next write", []string{"a", "\n", "::error::x", "\n"}, "a\n| ::error::x\n"},
	{"two in one write", []string{"::a::\n::b::\n"}, "| ::a::\n| ::b::\n"},
	{"after a carriage return", []string{"a\r::error::x\n"}, "a ::error::x\n"},
	{"after a carriage return in the next write", []string{"a\r", "::error::x\n"}, "a ::error::x\n"},
	{"a carriage return at the end", []string{"::error::x\r\n"}, "| ::error::x \n"},
	{"the older form", []string{"##[error]x\n"}, "## [error]x\n"},
	{"the older form in mid-line, twice", []string{"a ##[error]x ##[", "group]\n"}, "a ## [error]x ## [group]\n"},
	{"the older form split", []string{"#", "#", "[", "error]x\n"}, "## [error]x\n"},
	{"more signs", []string{"###[error]x #\r#[error]\n"}, "### [error]x # #[error]\n"},
	{"both forms", []string{"::a::##[b]\n"}, "| ::a::## [b]\n"},
	{"a byte order mark", []string{"\xef\xbb", "\xbf::error::x\n \uFEFF ::a::\n"}, "| \uFEFF::error::x\n|  \uFEFF ::a::\n"},
	{"another encoding's", []string{"\xff", "\xfe:\x00:\x00\n"}, "\uFFFD:\x00:\x00\n"},
	{"no UTF-8 before a command", []string{"\xff::a::\n"}, "\uFFFD::a::\n"},
	{"a letter in two writes", []string{"\xc3", "\xbc\n"}, "ü\n"},
	{"without a line feed", []string{"a\n::error::", "x"}, "a\n| ::error::x\n"},
	{"nothing", []string{""}, ""},
}

func TestTextHasNoCommands(t *testing.T) {
	for _, c := range logs {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			s := Log(&out, redact.Secret{})
			for _, text := range c.writes {
				if n, err := s.Write([]byte(text)); n != len(text) || err != nil {
					t.Fatal(n, err)
				}
			}
			s.Flush()
			if diff := cmp.Diff(c.want, out.String()); diff != "" || commandsIn(c.want) != nil {
				t.Errorf("%s\ncommands %q", diff, commandsIn(c.want))
			}
		})
	}
}

// Text that was only begun doesn't run together with a command of ours.
func TestCommandsOfOursAreWholeLines(t *testing.T) {
	var out bytes.Buffer
	s := Log(&out, redact.Secret{})
	_, _ = s.Write([]byte("::stop-comm"))
	s.Raw("::error::b\n")
	s.Flush()
	if diff := cmp.Diff([]string{"::error::b"}, commandsIn(out.String())); diff != "" {
		t.Error(diff)
	}
}

// Whatever a stranger has written into an event file: as data in a workflow it is the same JSON, and no command.
func FuzzLogData(f *testing.F) {
	for _, seed := range []string{"##[error]x", "a##[b##[", "###[", "\\##[", "::error::"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		encoded, err := json.Marshal([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		s := LogData(&out)
		_, _ = s.Write(append(encoded, '\n'))
		var got, want []string
		if err := errors.Join(json.Unmarshal(out.Bytes(), &got), json.Unmarshal(encoded, &want)); err != nil || !slices.Equal(got, want) || commandsIn(out.String()) != nil {
			t.Errorf("%q became %q: %v", text, out.String(), err)
		}
	})
}

func TestTerminal(t *testing.T) {
	var out bytes.Buffer
	s := Terminal(&out, redact.New("ghs_16C7e42F292c6912E7"))
	_, _ = s.Write([]byte("a\tb\x1b[31mc\r\u009b2J\x07\n::error::ghs_16C7e42F292c6912E7"))
	s.Raw("\r\x1b[K")
	if got, want := out.String(), "a\tb\uFFFD[31mc\uFFFD\uFFFD2J\uFFFD\n::error::[token]\r\x1b[K"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// full is a device without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestWritingGoesOn(t *testing.T) {
	for name, s := range map[string]*Stream{
		"terminal": Terminal(full{}, redact.Secret{}), "log": Log(full{}, redact.Secret{}), "data": Data(full{}), "log data": LogData(full{}),
	} {
		if n, err := s.Write([]byte("a\n")); n != 2 || err != nil || !errors.Is(s.Err(), syscall.ENOSPC) {
			t.Errorf("%s: %d, %v, %v", name, n, err, s.Err())
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"::error::x\n", " ::a b=c::\r::d::", "x\r\n##[error]y", "###[a]##\n[b]", "\u0085::a::", "\u2028\u3000::a::\n\n", "\uFEFF::a::", "\xff\xfe::a::"} {
		f.Add(seed, 1, 3)
	}
	f.Fuzz(func(t *testing.T, text string, first, second int) {
		var out bytes.Buffer
		s := Log(&out, redact.Secret{})
		rest := []byte(text)
		for _, n := range []int{first, second, len(rest)} {
			n = min(max(n, 0), len(rest))
			if written, err := s.Write(rest[:n]); written != n || err != nil {
				t.Fatal(written, err)
			}
			rest = rest[n:]
		}
		s.Flush()
		got := out.String()
		if commands := commandsIn(got); commands != nil {
			t.Errorf("%q became %q, with the commands %q", text, got, commands)
		}
		lines := strings.Count(text, "\n")
		if text != "" && !strings.HasSuffix(text, "\n") {
			lines++
		}
		if strings.Count(got, "\n") != lines {
			t.Errorf("%q became %q, of more or fewer lines than %d", text, got, lines)
		}
	})
}
