package simulate

// The Contents API: reading a file or folder, and writing a file as a commit if its blob is the one that the request names.

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"path"
	"strings"
)

// largeFile is the size in bytes above which a response has no content.
const largeFile = 1 << 20

func (g *GitHub) getContents(r *http.Request) response {
	ref := r.URL.Query().Get("ref")
	if ref == "" {
		ref = g.scenario.Branch
	}
	name := strings.Trim(r.PathValue("path"), "/")
	c, exists := g.git.resolve(ref)
	if !exists {
		return errorResponse(http.StatusNotFound, "No commit found for the ref "+ref)
	}
	e, exists := g.git.lookup(c.Tree, name)
	if !exists {
		return notFound()
	}
	return ok(g.git.version, func(http.Header) any {
		if e.Mode == modeTree {
			return g.folderShape(ref, name, e)
		}
		return g.fileShape(ref, name, e)
	})
}

func (g *GitHub) folderShape(ref, name string, folder treeEntry) any {
	all := []object{}
	for _, e := range g.git.trees[folder.SHA] {
		all = append(all, g.entryShape(ref, path.Join(name, e.Name), e))
	}
	return all
}

func (g *GitHub) fileShape(ref, name string, e treeEntry) object {
	shape := g.entryShape(ref, name, e)
	content := g.git.blobs[e.SHA]
	shape["content"], shape["encoding"] = inLines(content), "base64"
	if len(content) > largeFile {
		shape["content"], shape["encoding"] = "", "none"
	}
	return shape
}

func (g *GitHub) entryShape(ref, name string, e treeEntry) object {
	kind, size := "dir", 0
	download := any(nil)
	if e.Mode != modeTree {
		kind, size = "file", len(g.git.blobs[e.SHA])
		download = "https://raw.githubusercontent.com/" + g.scenario.Repository + "/" + ref + "/" + name
	}
	self := g.apiURL("/contents/" + name + "?ref=" + ref)
	gitURL, web := g.apiURL("/git/"+e.kind()+"s/"+e.SHA), g.webURL("/"+e.kind()+"/"+ref+"/"+name)
	return object{
		"type": kind, "name": path.Base(name), "path": name, "sha": e.SHA, "size": size,
		"url": self, "git_url": gitURL, "html_url": web, "download_url": download,
		"_links": object{"self": self, "git": gitURL, "html": web},
	}
}

// inLines is base64 in lines of GitHub's length.
func inLines(content []byte) string {
	text := base64.StdEncoding.EncodeToString(content)
	var b strings.Builder
	b.Grow(len(text) + len(text)/60 + 1)
	for len(text) > 60 {
		b.WriteString(text[:60])
		b.WriteByte('\n')
		text = text[60:]
	}
	b.WriteString(text)
	b.WriteByte('\n')
	return b.String()
}

type saveBody struct {
	Message   *string    `json:"message"`
	Content   []byte     `json:"content"`
	SHA       string     `json:"sha"`
	Branch    string     `json:"branch"`
	Author    *signature `json:"author"`
	Committer *signature `json:"committer"`
}

func (g *GitHub) putContents(r *http.Request) response {
	var body saveBody
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Message == nil || body.Content == nil {
		g.addViolation("PUT %s: message and content are required", r.URL.Path)
		return errorResponse(http.StatusUnprocessableEntity, "Invalid request.\n\n\"message\" and \"content\" weren't supplied.")
	}
	name, branch := strings.Trim(r.PathValue("path"), "/"), body.Branch
	if branch == "" {
		branch = g.scenario.Branch
	}
	head, exists := g.git.head(branch)
	if !exists {
		return errorResponse(http.StatusNotFound, "Branch "+branch+" not found")
	}
	old, had := g.git.lookup(head.Tree, name)
	if refusal, refused := refuseSave(name, body.SHA, old, had); refused {
		return refusal
	}
	c := g.git.write(branch, name, body.Content, *body.Message, g.sign(g.scenario.Actor))
	g.push("heads/"+branch, c.SHA)
	g.addEffect(Effect{Kind: KindSave, Branch: branch, Path: name})
	e, _ := g.git.lookup(c.Tree, name)
	status := http.StatusCreated
	if had {
		status = http.StatusOK
	}
	return response{status: status, body: func(http.Header) any {
		return object{"content": g.entryShape(branch, name, e), "commit": g.commitShape(c)}
	}}
}

// refuseSave is the response to a save over something else than the blob that the request names.
func refuseSave(name, sha string, old treeEntry, exists bool) (response, bool) {
	switch {
	case !exists:
		return response{}, false
	case old.Mode == modeTree:
		return errorResponse(http.StatusUnprocessableEntity, "Invalid request.\n\n"+name+" is a directory."), true
	case sha == "":
		return errorResponse(http.StatusUnprocessableEntity, "Invalid request.\n\n\"sha\" wasn't supplied."), true
	case sha != old.SHA:
		return errorResponse(http.StatusConflict, fmt.Sprintf("%s does not match %s", name, sha)), true
	}
	return response{}, false
}
