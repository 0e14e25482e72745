package simulate

// Users and repositories as JSON objects, with every field that GitHub's API description requires.

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

type object = map[string]any

func userShape(login string) object {
	kind, id := "User", int64(583231)
	if strings.HasSuffix(login, "[bot]") {
		kind, id = "Bot", 41898282
	}
	api, web := apiURL+"/users/"+url.PathEscape(login), webURL+"/"+url.PathEscape(login)
	return object{
		"login": login, "id": id, "node_id": "U_" + login, "avatar_url": web + ".png", "gravatar_id": "",
		"url": api, "html_url": web, "type": kind, "site_admin": false,
		"followers_url": api + "/followers", "following_url": api + "/following{/other_user}",
		"gists_url": api + "/gists{/gist_id}", "starred_url": api + "/starred{/owner}{/repo}",
		"subscriptions_url": api + "/subscriptions", "organizations_url": api + "/orgs", "repos_url": api + "/repos",
		"events_url": api + "/events{/privacy}", "received_events_url": api + "/received_events",
	}
}

// repositoryURLs are the URLs of a repository object: field, and what follows the URL of the repository.
var repositoryURLs = map[string]string{
	"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
	"branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}",
	"comments_url": "/comments{/number}", "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}",
	"contents_url": "/contents/{+path}", "contributors_url": "/contributors", "deployments_url": "/deployments",
	"downloads_url": "/downloads", "events_url": "/events", "forks_url": "/forks", "git_commits_url": "/git/commits{/sha}",
	"git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}", "hooks_url": "/hooks",
	"issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
	"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}",
	"languages_url": "/languages", "merges_url": "/merges", "milestones_url": "/milestones{/number}",
	"notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
	"releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags", "teams_url": "/teams",
	"trees_url": "/git/trees{/sha}", "url": "",
}

const repositoryID = 345345345

func (g *GitHub) minimalRepository() object {
	shape := object{
		"id": repositoryID, "node_id": "R_1", "name": g.scenario.name(), "full_name": g.scenario.Repository, "private": false,
		"owner": userShape(g.scenario.owner()), "html_url": g.webURL(""), "description": nil, "fork": false,
	}
	for field, rest := range repositoryURLs {
		shape[field] = g.apiURL(rest)
	}
	return shape
}

// withoutURLs empties the URLs of an object but its own two, and those of objects in it. Runs hold such objects: a simulated
// backfill reads a hundred thousand runs, and no client uses these URLs.
func withoutURLs(shape object) object {
	short := maps.Clone(shape)
	for field, value := range shape {
		if inner, nested := value.(object); nested {
			short[field] = withoutURLs(inner)
		} else if strings.HasSuffix(field, "_url") && field != "html_url" {
			short[field] = ""
		}
	}
	return short
}

const (
	apiURL = "https://api.github.com"
	webURL = "https://github.com"
)

func (g *GitHub) apiURL(rest string) string { return apiURL + "/repos/" + g.scenario.Repository + rest }
func (g *GitHub) webURL(rest string) string { return webURL + "/" + g.scenario.Repository + rest }

func (g *GitHub) getRepository(*http.Request) response {
	return ok(g.git.version, func(http.Header) any {
		shape := g.minimalRepository()
		maps.Copy(shape, object{
			"default_branch": g.scenario.Branch, "archived": false, "disabled": false, "visibility": "public",
			"permissions": object{"admin": false, "maintain": false, "push": true, "triage": true, "pull": true},
			"created_at":  stamp(g.created), "updated_at": stamp(g.git.pushed), "pushed_at": stamp(g.git.pushed),
			"clone_url": g.webURL(".git"), "git_url": "git://github.com/" + g.scenario.Repository + ".git",
			"ssh_url": "git@github.com:" + g.scenario.Repository + ".git", "svn_url": g.webURL(""),
			"homepage": nil, "language": "Python", "license": nil, "mirror_url": nil, "size": 100, "topics": []string{},
			"forks": 0, "forks_count": 0, "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "open_issues": 0,
			"open_issues_count": 0, "network_count": 0, "subscribers_count": 0, "has_issues": true, "has_projects": false,
			"has_wiki": false, "has_pages": true, "has_discussions": false,
		})
		return shape
	})
}
