package reach

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
)

var (
	errRefused   = errors.New("it leads into a private or reserved network")
	errRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
	errScheme    = errors.New("it leads to something that is neither http:// nor https://")
)

// reason says in our words why there was no 200. Those of servers and of package net can hold anything: a password in an
// address, what a stranger wrote.
func reason(status int, err error) string {
	if err == nil {
		if text := http.StatusText(status); text != "" {
			return fmt.Sprintf("%d %s", status, text)
		}
		return fmt.Sprintf("status %d", status)
	}
	for _, ours := range []error{errRefused, errRedirects, errScheme} {
		if errors.Is(err, ours) {
			return ours.Error()
		}
	}
	var lookup *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "no such host"
	case errors.As(err, &lookup):
		return "the host's name could not be looked up"
	case isCertificate(err):
		return "its certificate is not valid"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return "no answer"
}

func isCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// isDial says whether there was no connection to ask anything.
func isDial(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && operation.Op == "dial"
}
