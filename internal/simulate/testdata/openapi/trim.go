//go:build ignore

// Trim cuts GitHub's API description down to the operations that the simulation answers, without prose and examples, so
// that it can be kept here and loaded in a test. See README.md for where it comes from.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
)

var operations = map[string]string{
	"/repos/{owner}/{repo}":                      "get",
	"actions/workflows":                          "get",
	"actions/workflows/{workflow_id}":            "get",
	"actions/workflows/{workflow_id}/dispatches": "post",
	"actions/workflows/{workflow_id}/runs":       "get",
	"actions/runs/{run_id}":                      "get",
	"actions/runs/{run_id}/cancel":               "post",
	"actions/runs/{run_id}/jobs":                 "get",
	"actions/jobs/{job_id}/logs":                 "get",
	"check-runs/{check_run_id}/annotations":      "get",
	"commits":                                    "get",
	"contents/{path}":                            "get put",
	"commits/{ref}":                              "get",
	"git/blobs/{file_sha}":                       "get",
	"git/trees":                                  "post",
	"git/commits":                                "post",
	"git/ref/{ref}":                              "get",
	"git/refs":                                   "post",
	"issues":                                     "get post",
	"issues/{issue_number}":                      "patch",
	"issues/{issue_number}/comments":             "post",
}

type object = map[string]any

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run trim.go api.github.com.json > api.json")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var whole object
	if err := json.Unmarshal(text, &whole); err != nil {
		log.Fatal(err)
	}
	paths, components := object{}, object{}
	for path, methods := range operations {
		if !strings.HasPrefix(path, "/") {
			path = "/repos/{owner}/{repo}/" + path
		}
		kept := object{}
		for _, method := range strings.Fields(methods) {
			kept[method] = bare(at(whole, "paths", path, method))
		}
		paths[path] = kept
	}
	gather(paths, whole, components)
	describe(components["responses"])
	for _, methods := range paths {
		for _, operation := range methods.(object) {
			describe(operation.(object)["responses"])
		}
	}
	info := whole["info"].(object)
	out := object{
		"openapi": whole["openapi"], "info": object{"title": info["title"], "version": info["version"]},
		"paths": paths, "components": components,
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}

func at(v any, keys ...string) any {
	for _, key := range keys {
		o, ok := v.(object)
		if !ok || o[key] == nil {
			log.Fatalf("nothing at %q", keys)
		}
		v = o[key]
	}
	return v
}

// gather copies what v refers to, and what that refers to, from the whole description.
func gather(v any, whole, components object) {
	switch v := v.(type) {
	case object:
		if ref, ok := v["$ref"].(string); ok {
			part := strings.Split(ref, "/")
			kind, _ := components[part[2]].(object)
			if kind == nil {
				kind = object{}
				components[part[2]] = kind
			}
			if kind[part[3]] == nil {
				kind[part[3]] = bare(at(whole, "components", part[2], part[3]))
				gather(kind[part[3]], whole, components)
			}
		}
		for _, inner := range v {
			gather(inner, whole, components)
		}
	case []any:
		for _, inner := range v {
			gather(inner, whole, components)
		}
	}
}

// describe gives responses the description that they must have.
func describe(responses any) {
	for _, response := range responses.(object) {
		if r := response.(object); r["$ref"] == nil {
			r["description"] = ""
		}
	}
}

// prose are the keys of a description that say nothing to a machine, unless they are the names of properties.
var prose = map[string]bool{"description": true, "summary": true, "example": true, "examples": true, "tags": true, "externalDocs": true}

func bare(v any) any {
	switch v := v.(type) {
	case object:
		kept := object{}
		for key, inner := range v {
			schema, _ := inner.(object)
			if strings.HasPrefix(key, "x-") || prose[key] && schema["type"] == nil {
				continue
			}
			kept[key] = bare(inner)
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i := range v {
			kept[i] = bare(v[i])
		}
		return kept
	}
	return v
}
