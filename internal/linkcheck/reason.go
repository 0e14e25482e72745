package linkcheck

// Why a link does not work, in words that are safe to print.

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
)

// maxRedirects is how many redirects of a link are followed.
const maxRedirects = 10

var (
	errNotPublic = errors.New("it leads into a private or reserved network")
	errRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
	errScheme    = errors.New("it leads to something that is neither http:// nor https://")
)

// reason says why a request was not answered with 200. It never repeats the text of an error or of a server: that may contain
// a password from the link, or anything else that a stranger wrote.
func reason(status int, err error) string {
	if err == nil {
		if text := http.StatusText(status); text != "" {
			return fmt.Sprintf("%d %s", status, text)
		}
		return fmt.Sprintf("status %d", status)
	}
	for _, known := range []error{errNotPublic, errRedirects, errScheme} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	var lookup *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "no such host"
	case errors.As(err, &lookup):
		return "the host's name could not be looked up"
	case isCertificateError(err):
		return "its certificate is not valid"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.As(err, &network) && network.Timeout():
		return "no answer in time"
	}
	return "no answer"
}

func isCertificateError(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// isTLSError says whether a server answered, but not in TLS as it should. To the pipelines it is there, and the address isn't.
func isTLSError(err error) bool {
	_, alert := errors.AsType[tls.AlertError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return alert || record || isCertificateError(err) || errors.Is(err, http.ErrSchemeMismatch)
}

// isDialError says whether a request failed because no connection could be made.
func isDialError(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && operation.Op == "dial"
}
