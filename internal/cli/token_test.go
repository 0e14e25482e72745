package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

// theToken is what a server repeats in all that it says.
const theToken = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"

// echo is a GitHub that puts the token into every text of its answers that is for people, and into its headers.
type echo struct {
	*stage
	as string // how the token is written in JSON
}

var forPeople = regexp.MustCompile(`"(html_url|display_title|title|message|login|conclusion|run_name|full_name|description)": ?"`)

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	e.stage.ServeHTTP(answer, r)
	body := forPeople.ReplaceAllStringFunc(answer.Body.String(), func(key string) string {
		if strings.Contains(key, "conclusion") || strings.Contains(key, "full_name") {
			return key
		}
		return key + e.as + " "
	})
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("X-Echo", theToken)
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.Code)
	_, _ = w.Write([]byte(body))
}

// Whatever a server makes of the token: no stream, output, summary or ledger has it.
func TestNoTokenLeaves(t *testing.T) {
	t.Parallel()
	escaped := ""
	for _, b := range []byte(theToken) {
		escaped += fmt.Sprintf(`\u%04X`, b)
	}
	for as, scenarios := range map[string][]string{
		theToken: {"gather-failure=#1", "fault=403:dispatch"},
		escaped:  {"gather-failure=#1", "cancelled=#1@5m", "fault=lost-response:dispatch:#1"},
	} {
		for _, scenario := range scenarios {
			t.Run(scenario+" "+as[:2], func(t *testing.T) {
				t.Parallel()
				st := newStage(t, scenario)
				server := httptest.NewServer(&echo{st, as})
				defer server.Close()
				st.url = server.URL
				st.dispatchedByHand(t)
				st.more = append(st.more, "GITHUB_TOKEN="+theToken)
				_, stdout, stderr := st.step(st.ctx, t, weatherArgs+" --retries 0 --also-count="+theToken+".yml")
				_, out, problems := st.step(st.ctx, t, "backfill --begin "+theToken)
				_, more, unknown := st.step(st.ctx, t, "backfill "+theToken+" --"+theToken+"=1 --github-token="+theToken)
				_, all, failed := st.step(st.ctx, t, weatherArgs+" --retries 0")
				told := stdout + stderr + out + problems + more + unknown + all + failed + st.file(t, "output") + st.file(t, "summary")
				var recorded *ledger.Ledger
				if recorded = st.recorded(t); recorded != nil {
					told += string(recorded.Encode())
				}
				told = strings.ReplaceAll(told, "<!-- -->", "") // with which summaries break text
				for _, text := range []string{theToken, strings.ReplaceAll(theToken, "_", `\_`), escaped, theToken[10:30]} {
					if at := strings.Index(told, text); at >= 0 {
						t.Errorf("%q", told[max(0, at-200):min(len(told), at+100)])
					}
				}
				if !bytes.Contains([]byte(told), []byte(redact.Mark)) {
					t.Error("nothing was repeated: this test shows nothing")
				}
			})
		}
	}
}
