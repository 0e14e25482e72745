package event

// The JSON Schema for editors: it is generated from the model here, and tested with a third-party validator.

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "write schema/special-event.schema.json anew")

const (
	schemaFile = "../../schema/special-event.schema.json"
	schemaURL  = "https://raw.githubusercontent.com/CouncilDataProject/trigger-event-gather/main/schema/special-event.schema.json"
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
		s.Type = []string{"string", "integer"}
	case object:
		s.AnyOf = []*schema{reference(f.record)}
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
	case s.AnyOf != nil:
		s.AnyOf = append(s.AnyOf, &schema{Type: []string{"null"}})
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

// Some rules cannot be written as a schema. Every other file that Parse refuses, an editor refuses too.
var beyondSchema = []string{
	"bad-indentation", "datetime-hour-25", "datetime-no-such-day", "datetime-us-style", "datetime-words", "duplicate-key",
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
