// How nodes of YAML are read: what isn't there, or is of another kind, reads as nothing.

package workflow

import "go.yaml.in/yaml/v4"

// value is what a mapping has under a key; nil where there is no such mapping or key.
func value(mapping *yaml.Node, key string) *yaml.Node {
	for k, v := range pairs(mapping) {
		if k == key {
			return v
		}
	}
	return nil
}

// pairs are the entries of a mapping, in order; none of anything else.
func pairs(mapping *yaml.Node) func(yield func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		mapping = resolved(mapping)
		if mapping == nil || mapping.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if !yield(mapping.Content[i].Value, mapping.Content[i+1]) {
				return
			}
		}
	}
}

func scalar(node *yaml.Node) string {
	if node = resolved(node); node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

// resolved is the node that an alias stands for. YAML lets no alias stand for an alias.
func resolved(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
