package event

// What a YAML node holds.

import "go.yaml.in/yaml/v4"

// target is the node that the alias n refers to; of any other node, n itself.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// isNull says whether n is null. A missing value is null too.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// isMerge says whether a key is the merge key of YAML 1.1, which stands for the keys of another mapping.
func isMerge(key *yaml.Node) bool { return key.Value == "<<" && key.Style == 0 }

// firstKey is the first key of the mapping n, where a missing key is reported; of any other node, n itself.
func firstKey(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 {
		return n.Content[0]
	}
	return n
}

// lookup is the value of a key in the mapping n, or nil if it is absent or null.
func lookup(n *yaml.Node, key string) *yaml.Node {
	_, value := member(n, key)
	return value
}

// member is a key in the mapping n and its value; both are nil if the key is absent or its value null.
func member(n *yaml.Node, key string) (at, value *yaml.Node) {
	n = target(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && !isNull(target(n.Content[i+1])) {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// elements are the elements of a list in the mapping n.
func elements(n *yaml.Node, key string) []*yaml.Node {
	list := lookup(n, key)
	if list == nil || target(list).Kind != yaml.SequenceNode {
		return nil
	}
	return target(list).Content
}

// textIn is the single value of a key in n, and its node for reporting problems; empty and nil if there is none.
func textIn(n *yaml.Node, key string) (string, *yaml.Node) {
	at := lookup(n, key)
	if at == nil || target(at).Kind != yaml.ScalarNode {
		return "", nil
	}
	return target(at).Value, at
}

// use is where the text at a node is used: the outermost alias among the records around it, from the innermost on. Without
// one it is the node itself.
func use(at *yaml.Node, records ...*yaml.Node) *yaml.Node {
	for _, r := range records {
		if r.Kind == yaml.AliasNode {
			at = r
		}
	}
	return at
}
