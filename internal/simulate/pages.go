package simulate

// Pagination of lists.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// page is the page of a list that a request asks for.
type page struct{ number, size int }

func pageOf(query url.Values) page {
	p := page{number: 1, size: 30}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 1 {
		p.number = n
	}
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		p.size = min(n, 100)
	}
	return p
}

// itemsOf are the items on a page, of all items.
func itemsOf[T any](p page, all []T) []T {
	from := min((p.number-1)*p.size, len(all))
	return all[from:min(from+p.size, len(all))]
}

// setLink sets the Link header of a list of total items, unless they all fit on one page.
func (p page) setLink(h http.Header, u *url.URL, total int) {
	last := max(1, (total+p.size-1)/p.size)
	var links []string
	add := func(number int, rel string) {
		q := u.Query()
		q.Set("page", strconv.Itoa(number))
		links = append(links, "<"+apiURL+u.Path+"?"+q.Encode()+`>; rel="`+rel+`"`)
	}
	if p.number > 1 {
		add(p.number-1, "prev")
	}
	if p.number < last {
		add(p.number+1, "next")
		add(last, "last")
	}
	if p.number > 1 {
		add(1, "first")
	}
	if links != nil {
		h.Set("Link", strings.Join(links, ", "))
	}
}
