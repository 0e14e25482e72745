package linkcheck

// Which IP addresses belong to the public internet.

import (
	"net/netip"
	"slices"
)

// reserved lists unicast ranges that hold no public servers: those marked as not globally reachable in IANA's special-purpose
// address registries, and those whose IPv6 addresses contain an IPv4 address. Private, loopback and link-local addresses are
// not listed, because [netip.Addr] recognizes them. The metadata services of clouds are link-local.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),    // shared address space of internet providers
	netip.MustParsePrefix("168.63.129.16/32"), // the host of a virtual machine on Azure, where GitHub's runners are
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
}

// globalUnicast is the only IPv6 range that holds public servers.
var globalUnicast = netip.MustParsePrefix("2000::/3")

// Public says whether an IP address belongs to the public internet.
func Public(address netip.Addr) bool {
	address = address.Unmap()
	return address.IsGlobalUnicast() && !address.IsPrivate() && (address.Is4() || globalUnicast.Contains(address)) &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(address) })
}
