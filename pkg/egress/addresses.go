package egress

import (
	"encoding/binary"
	"net/netip"
)

// zone is where an address lies, as seen from this machine.
type zone int

const (
	// nowhere is what nobody may be sent to: link-local (cloud metadata is there), multicast, reserved.
	nowhere zone = iota
	machine
	private
	public
)

// Address blocks that IANA lists as not globally reachable, without those that netip knows itself:
// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
var (
	privateBlocks = prefixes("100.64.0.0/10", "fec0::/10", "64:ff9b:1::/48")
	nowhereBlocks = prefixes(
		"0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "::/96", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
	)
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
	teredo    = netip.MustParsePrefix("2001::/32")
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for at, text := range texts {
		all[at] = netip.MustParsePrefix(text)
	}
	return all
}

// zoneOf returns where an address lies. One that carries an IPv4 address inside lies where that does.
func zoneOf(address netip.Addr) zone {
	address = carried(address.WithZone(""))
	switch {
	case address.IsLoopback():
		return machine
	case !address.IsValid() || address.IsUnspecified() || address.IsLinkLocalUnicast() || address.IsMulticast():
		return nowhere
	case address.IsPrivate() || isIn(privateBlocks, address):
		return private
	case isIn(nowhereBlocks, address):
		return nowhere
	}
	return public
}

// carried returns the IPv4 address that an address stands for by a rule of translation (RFC 4291, 6052, 3056, 4380), or else
// the address itself.
func carried(address netip.Addr) netip.Addr {
	address = address.Unmap()
	if !address.Is6() {
		return address
	}
	bytes := address.As16()
	switch {
	case nat64.Contains(address):
		return netip.AddrFrom4([4]byte(bytes[12:16]))
	case sixToFour.Contains(address):
		return netip.AddrFrom4([4]byte(bytes[2:6]))
	case teredo.Contains(address):
		var client [4]byte
		binary.BigEndian.PutUint32(client[:], ^binary.BigEndian.Uint32(bytes[12:16]))
		return netip.AddrFrom4(client)
	}
	return address
}

func isIn(blocks []netip.Prefix, address netip.Addr) bool {
	for _, block := range blocks {
		if block.Contains(address) {
			return true
		}
	}
	return false
}
