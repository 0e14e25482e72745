package cli

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnEnterpriseServer has its API below /api/v3, behind a certificate of its own, and knows neither run ids nor more than
// ten inputs. Only a process of its own reads SSL_CERT_FILE.
func TestAnEnterpriseServer(t *testing.T) {
	st := newStage(t, "run-details=400,inputs-limit=10")
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/v3/") {
			t.Errorf("asked for %s", r.URL)
		}
		st.ServeHTTP(w, r)
	}))
	defer server.Close()
	st.url = server.URL + "/api/v3"
	authority := filepath.Join(st.folder, "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	program := exec.Command(os.Args[0])
	program.Env = append(st.environ(), asProgram+"="+weatherArgs, "SSL_CERT_FILE="+authority)
	out, err := program.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	shows(t, string(out), []string{`: 6 of 6 days covered; 3 runs sent`})

	program = exec.Command(os.Args[0])
	program.Env = append(st.environ(), asProgram+"="+weatherArgs)
	out, err = program.CombinedOutput()
	if program.ProcessState.ExitCode() != 3 {
		t.Errorf("not believed: %v", err)
	}
	shows(t, string(out), []string{`^error: .*certificate signed by unknown authority$`, `^hint: for a server with a certificate of its own give SSL_CERT_FILE`})
}
