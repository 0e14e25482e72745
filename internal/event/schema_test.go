package event

// The JSON Schema for editors: it is generated from the model here, and tested with a third-party validator.

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

var update = flag.Bool("update", false, "write schema/special-event.schema.json anew")

const (
	schemaFile = "../../schema/special-event.schema.json"
	schemaURL  = "https://raw.githubusercontent.com/CouncilDataProject/trigger-event-gather/v1/schema/special-event.schema.json"
)

// A schema is the part of JSON Schema that the model needs. It is draft 7, which most editors support.
type schema struct {
	Draft       string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	About       string             `json:"description,omitempty"`
	Ref         string             `json:"$ref,omitempty"`
	AnyOf       []*schema          `json:"anyOf,omitempty"`
	Type        []string           `json:"type,omitempty"`
	Default     any                `json:"default,omitempty"`
	Enum        []any              `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	MinLength   int                `json:"minLength,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	MinItems    int                `json:"minItems,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  *bool              `json:"additionalProperties,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Definitions map[string]*schema `json:"definitions,omitempty"`
}

// datetimePattern matches all that [civil.Parse] reads, and little else: it knows months with 30 days, but not leap years.
const (
	datetimePattern = `^(?:` + dashedDate + `|` + plainDate + `)(?:[\s\S]` + clock + `(?:[^Z+\-]*(?:Z|[+\-]` + offset + `))?)?$`
	dashedDate      = `\d{4}-(?:(?:0[13578]|1[02])-` + to31 + `|(?:0[469]|11)-` + to30 + `|02-` + to29 + `|W` + weeks + `(?:-[1-7])?)`
	plainDate       = `\d{4}(?:(?:0[13578]|1[02])` + to31 + `|(?:0[469]|11)` + to30 + `|02` + to29 + `|W` + weeks + `[1-7]?)`
	to31            = `(?:0[1-9]|[12]\d|3[01])`
	to30            = `(?:0[1-9]|[12]\d|30)`
	to29            = `(?:0[1-9]|[12]\d)`
	weeks           = `(?:0[1-9]|[1-4]\d|5[0-3])`
	hour            = `(?:[01]\d|2[0-3])`
	clock           = hour + `(?::[0-5]\d(?::[0-5]\d(?:[.,:]\d+)?|[.,]\d+)?|[0-5]\d(?:[0-5]\d(?:[.,]?\d+)?|[.,]\d+)?|[.,]\d+)?`
	offset          = hour + `(?::\d\d(?::\d\d(?:[.,:]\d+)?|[.,]\d+)?|\d\d(?:\d\d(?:[.,]?\d+)?|[.,]\d+)?|[.,]\d+)?`
)

func modelSchema() *schema {
	definitions := map[string]*schema{}
	s := recordSchema(eventRecord, definitions)
	s.Draft, s.ID, s.Definitions = "http://json-schema.org/draft-07/schema#", schemaURL, definitions
	s.Title = "CDP special event"
	return s
}

func recordSchema(r *record, definitions map[string]*schema) *schema {
	s := &schema{About: r.about, Type: []string{"object"}, Additional: new(false), Properties: map[string]*schema{}}
	for _, f := range r.fields {
		if f.record != nil && definitions[key(f.record)] == nil {
			definitions[key(f.record)] = recordSchema(f.record, definitions)
		}
		s.Properties[f.name] = fieldSchema(f)
		if f.required {
			s.Required = append(s.Required, f.name)
		}
	}
	return s
}

// key is the name of r without spaces.
func key(r *record) string { return strings.ReplaceAll(r.name, " ", "-") }

func reference(r *record) *schema { return &schema{Ref: "#/definitions/" + key(r)} }

// fieldSchema describes a field. It accepts all that Parse accepts: an editor may take a text or a datetime for a number.
func fieldSchema(f field) *schema {
	s := &schema{About: f.about}
	switch f.kind {
	case boolean:
		s.Type, s.Default = []string{"boolean"}, true
		return s
	case integer:
		s.Type, s.Minimum = []string{"integer"}, new(0)
	case datetime:
		s.Type, s.Pattern = []string{"string", "integer"}, datetimePattern
	case object:
		s.Ref = reference(f.record).Ref
	case list:
		s.Type, s.Items = []string{"array"}, reference(f.record)
		if f.required {
			s.MinItems = 1
		}
	case text:
		textSchema(f, s)
	}
	if !f.required {
		optional(s)
	}
	return s
}

func textSchema(f field, s *schema) {
	if f.rule != nil && f.rule.oneOf != nil {
		for _, word := range f.rule.oneOf {
			s.Enum = append(s.Enum, word)
		}
		return
	}
	s.Type = []string{"string", "number", "boolean"}
	if f.rule != nil && f.rule.advice == "" {
		s.Pattern = f.rule.pattern.String()
	}
	if f.required {
		s.MinLength = 1
	}
}

// optional accepts null too.
func optional(s *schema) {
	switch {
	case s.Ref != "":
		s.AnyOf = []*schema{{Ref: s.Ref}, {Type: []string{"null"}}}
		s.Ref = ""
	case s.Enum != nil:
		s.Enum = append(s.Enum, nil)
	default:
		s.Type = append(s.Type, "null")
	}
}

func TestSchemaIsTheModel(t *testing.T) {
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(modelSchema()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want.String(), string(readFile(t, schemaFile))); diff != "" {
		t.Errorf("%s is out of date; run this test with -update\n%s", schemaFile, diff)
	}
}

// Editors show the description of a key, so each has one.
func TestEveryKeyHasADescription(t *testing.T) {
	model := modelSchema()
	for name, s := range model.Definitions {
		for property, p := range s.Properties {
			if s.About == "" || p.About == "" {
				t.Errorf("%s of %s has no description", property, name)
			}
		}
	}
	for property, p := range model.Properties {
		if p.About == "" {
			t.Errorf("%s of the event has no description", property)
		}
	}
	if text := string(readFile(t, schemaFile)); regexp.MustCompile(`"anyOf": \[\s*\{[^{}]*\}\s*\]`).MatchString(text) {
		t.Error("an anyOf has one branch")
	}
}

// The pattern takes every datetime that Parse takes, and few that it refuses.
func TestPatternOfDatetimes(t *testing.T) {
	pattern := regexp.MustCompile(datetimePattern)
	taken, refused, loose := 0, 0, 0
	for line := range strings.Lines(string(readFile(t, "../../testdata/fromisoformat.tsv"))) {
		quoted, _, _ := strings.Cut(line, "\t")
		var s string
		if json.Unmarshal([]byte(quoted), &s) != nil {
			continue
		}
		_, err := civil.Parse(s)
		switch matches := pattern.MatchString(s); {
		case err == nil && !matches:
			t.Errorf("%q is refused", s)
		case err == nil:
			taken++
		case matches:
			loose++
			t.Logf("%q is taken", s)
		default:
			refused++
		}
	}
	if taken < 100 || refused < 5*loose {
		t.Errorf("of datetimes %d are taken and %d refused, but %d are taken that are none", taken, refused, loose)
	}
	for _, s := range []string{
		"2021-05-01 10:30 -07:00", "2021-05-01T10:30:15.1234567 +07", "2021-05-01T10:30:15+07:60", "2021-05-01T10:30:15:5",
		"2021W0531030", "2026-W53", "2021-05-01\n10:30", "2021-05-01T10:30-00:00:00.5", "2021-05-01T1030Z",
	} {
		if _, err := civil.Parse(s); err != nil || !pattern.MatchString(s) {
			t.Errorf("%q is refused (%v)", s, err)
		}
	}
	for _, s := range []string{
		"", "9/13/2021", "13.09.2021", "2021/09/13", "September 13, 2021", "2021-9-13", "2021-09-31T19:00", "2021-04-31", "2021-02-30",
		"2021-13-01", "2021-00-01", "2021-09-13T25:00", "2021-09-13T24:00", "2021-09-13 7pm", "2021-09-13T19:60", "2021-09-13T19:00 PST",
		"2021-09-13T19:00-7", "2021-W54", "yesterday", " 2021-09-13", "2021-09-13 ",
	} {
		if pattern.MatchString(s) {
			t.Errorf("%q is taken", s)
		}
	}
}

// Some rules cannot be written as a schema. Every other file that Parse refuses, an editor refuses too.
var beyondSchema = []string{
	"bad-indentation", "datetime-no-such-day", "duplicate-key",
	"person-name-no-router", "tab-indent", "two-documents", "video-times-equal", "video-times-reversed",
}

func TestSchemaAgreesWithParse(t *testing.T) {
	validator := compileSchema(t)
	for _, v := range slices.Concat(load(t, vectors+"/*.yaml"), load(t, vectors+"/invalid/*.yaml"), load(t, examples)) {
		name := strings.TrimSuffix(v.name[strings.LastIndex(v.name, "/")+1:], ".yaml")
		if slices.Contains(beyondSchema, name) {
			continue
		}
		event, _ := Parse(v.name, v.data, v.loc)
		if err := validate(t, validator, v.data); (err == nil) != (event.JSON != nil) {
			t.Errorf("%s: Parse takes it: %t; the schema says: %v", v.name, event.JSON != nil, err)
		}
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate reads YAML as an editor does, with the types of YAML 1.2, and validates it.
func validate(t *testing.T, validator *jsonschema.Schema, data []byte) error {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		return err
	}
	if node.Kind == 0 {
		return validator.Validate(nil)
	}
	js, err := json.Marshal(plain(t, &node))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(js))
	if err != nil {
		t.Fatal(err)
	}
	return validator.Validate(value)
}

// plain is the value of n as in JSON. YAML 1.2 has no timestamps.
func plain(t *testing.T, n *yaml.Node) any {
	t.Helper()
	n = target(n)
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(t, n.Content[0])
	case yaml.SequenceNode:
		values := []any{}
		for _, child := range n.Content {
			values = append(values, plain(t, child))
		}
		return values
	case yaml.MappingNode:
		values := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			values[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return values
	}
	if n.Tag == "!!timestamp" {
		return n.Value
	}
	var value any
	if err := n.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
