// What a person can do about GitHub's refusals, as far as their words are known.

package workflow

import "strings"

// refusals are tried in order; an empty text fits any message of the status. The messages are as observed, see
// https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api where they are documented.
var refusals = []struct {
	status int
	text   string
	hint   string
}{
	{301, "", moved}, {302, "", moved}, {307, "", moved}, {308, "", moved},
	{401, "", "the token has expired or was revoked; tokens of GitHub Apps live an hour: give a shorter time-budget or a token that lives longer"},
	{403, "not accessible by integration", "give the job `permissions: { actions: write, contents: write }`; GITHUB_TOKEN reaches only its own repository"},
	{403, "not accessible by personal access token", "give the token read and write access to Actions and Contents of the repository"},
	{403, "admin rights", "the token's owner needs write access to the repository"},
	{403, "archived", "unarchive the repository"},
	{403, "SAML", "authorize the token for the organization's single sign-on"},
	{404, "", "check repository, workflow and ref; a private repository that the token may not see looks the same"},
	{410, "", "GitHub has retired this version of its API: use a newer release of this action"},
	{422, "disabled workflow", enable},
	{422, "'workflow_dispatch' trigger", "add `workflow_dispatch:` with its inputs to the workflow's `on:`, on the default branch and on ref"},
	{422, "Unexpected inputs", "declare them under on.workflow_dispatch.inputs of the workflow, on ref as well"},
	{422, "Required input", "give that input a default in the workflow"},
	{422, "No ref found", "ref must be a branch or a tag of the repository"},
	{422, "inputs are too large", "GitHub takes 65,535 characters of inputs: split the event"},
}

const (
	moved    = "the repository was renamed or moved: give its present name"
	enable   = "enable the workflow on the repository's Actions page, or with `gh workflow enable`"
	proxied  = "give the proxy's user and password, or its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT; or name GitHub's host in NO_PROXY"
	distrust = "for a server with a certificate of its own give SSL_CERT_FILE, a file with the certificates of its authority"
)

func hintFor(status int, message string) string {
	for _, r := range refusals {
		if r.status == status && strings.Contains(message, r.text) {
			return r.hint
		}
	}
	return ""
}
