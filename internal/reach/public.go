package reach

// Which addresses are the public internet's.

import (
	"net/netip"
	"slices"
)

// reserved are the parts of the unicast space that no public server has: those that IANA's registries of special-purpose
// addresses call not globally reachable, and those that lead to an IPv4 address hidden in an IPv6 one. Private, loopback and
// link-local ones, clouds' metadata among them, are known to [netip.Addr].
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),    // carriers' networks
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

// allocated is the part of IPv6 that has public servers.
var allocated = netip.MustParsePrefix("2000::/3")

// Public says whether a stranger may have us talk to an address: whether it is a server's on the public internet.
func Public(address netip.Addr) bool {
	address = address.Unmap()
	return address.IsGlobalUnicast() && !address.IsPrivate() && (address.Is4() || allocated.Contains(address)) &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(address) })
}
