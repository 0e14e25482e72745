// The real network, for real clients: the one place in this package where the machine's time counts.

package workflow

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Network sends requests over the network and gives up on each one that is not answered whole within the given time. It
// honours the proxy settings of the environment, as [http.ProxyFromEnvironment] does, and SSL_CERT_FILE, as Go does.
func Network(timeout time.Duration) http.RoundTripper {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		return &proxyError{answer.StatusCode}
	}
	return network{timeout, base}
}

// A proxyError says that a proxy did not connect us to GitHub.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy refuses to connect: %d %s", e.status, http.StatusText(e.status))
}

type network struct {
	timeout time.Duration
	base    *http.Transport
}

func (n network) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), n.timeout, errors.New("no whole answer in "+n.timeout.String()))
	resp, err := n.base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = timedBody{resp.Body, cancel}
	return resp, nil
}

// A timedBody frees the timer of its request when it is closed.
type timedBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b timedBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// isNoServer says that a host has no address, or that nothing answers at it.
func isNoServer(err error) bool {
	var name *net.DNSError
	var dial *net.OpError
	return errors.As(err, &name) || errors.As(err, &dial) && dial.Op == "dial"
}

// isCertificateError says that a handshake ended before anything was sent, because the server was not believed.
func isCertificateError(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record)
}
