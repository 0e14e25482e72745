package simulate

// Reading YAML nodes, and not Go values: so `on` stays a key, where YAML 1.1 takes it for true.

import (
	"iter"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// get is the value of a key in a mapping; nil where there is no such mapping or key.
func get(mapping *yaml.Node, key string) *yaml.Node {
	for name, value := range entries(mapping) {
		if name == key {
			return value
		}
	}
	return nil
}

// entries are the keys and values of a mapping, in order; none where the node is no mapping.
func entries(node *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		mapping := content(node, yaml.MappingNode)
		for i := 0; i+1 < len(mapping); i += 2 {
			if !yield(mapping[i].Value, mapping[i+1]) {
				return
			}
		}
	}
}

// items are the entries of a sequence; none where the node is no sequence.
func items(node *yaml.Node) []*yaml.Node { return content(node, yaml.SequenceNode) }

func content(node *yaml.Node, kind yaml.Kind) []*yaml.Node {
	if node = resolved(node); node == nil || node.Kind != kind {
		return nil
	}
	return node.Content
}

// scalar is the text of a scalar, without quotes; empty where the node is no scalar, or null.
func scalar(node *yaml.Node) string {
	if node = resolved(node); node == nil || node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return ""
	}
	return node.Value
}

// minutesIn is a scalar that is a number of minutes; 0 where it is none.
func minutesIn(node *yaml.Node) time.Duration {
	n, err := strconv.ParseFloat(scalar(node), 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return time.Duration(n * float64(time.Minute))
}

// resolved is the node that an alias stands for.
func resolved(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
