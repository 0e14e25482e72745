package simulate

// Commits to branches, and what follows from them: GitHub reads the workflow files of the default branch again.

import "time"

// commit commits a file to a branch as another actor; content nil deletes it.
func (g *GitHub) commit(branch, name string, content []byte, message string) {
	c := g.git.write(branch, name, content, message, g.sign(otherLogin))
	g.push("heads/"+branch, c.SHA)
}

// sign is a signature with the present time.
func (g *GitHub) sign(login string) signature {
	return signature{login, login + "@users.noreply.github.com", g.now.UTC().Truncate(time.Second)}
}

// push moves a ref, or deletes it where sha is empty.
func (g *GitHub) push(ref, sha string) {
	g.git.refs[ref] = sha
	if sha == "" {
		delete(g.git.refs, ref)
	}
	g.git.version++
	g.git.pushed = g.now
	if ref == "heads/"+g.scenario.Branch {
		g.readWorkflows()
	}
}

// WriteFile commits a file to a branch, as a person does; content nil deletes it.
func (g *GitHub) WriteFile(branch, name string, content []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.commit(branch, name, content, "Update "+name)
}
