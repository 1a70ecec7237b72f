package egress

import (
	"net/netip"
	"testing"
)

func TestKnowsWhereAddressesLie(t *testing.T) {
	for _, one := range []struct {
		address string
		want    zone
	}{
		{"140.82.112.5", public},
		{"8.8.8.8", public},
		{"2606:50c0:8000::153", public},
		{"127.0.0.1", machine},
		{"127.255.255.254", machine},
		{"::1", machine},
		{"::ffff:127.0.0.1", machine},
		{"10.0.0.1", private},
		{"172.16.0.1", private},
		{"172.31.255.255", private},
		{"172.32.0.1", public},
		{"192.168.1.1", private},
		{"100.64.0.1", private},
		{"100.127.255.255", private},
		{"100.128.0.1", public},
		{"fc00::1", private},
		{"fd12:3456::1", private},
		{"::ffff:10.0.0.1", private},
		{"64:ff9b::a00:1", private},      // NAT64 of 10.0.0.1
		{"64:ff9b::7f00:1", machine},     // NAT64 of 127.0.0.1
		{"64:ff9b::a9fe:a9fe", nowhere},  // NAT64 of 169.254.169.254
		{"64:ff9b::808:808", public},     // NAT64 of 8.8.8.8
		{"64:ff9b:1::1", private},        // local NAT64
		{"2002:a00:1::", private},        // 6to4 of 10.0.0.1
		{"2002:7f00:1::1", machine},      // 6to4 of 127.0.0.1
		{"2002:c0a8:101::1", private},    // 6to4 of 192.168.1.1
		{"2001:0:1::f5ff:fffe", private}, // Teredo of 10.0.0.1
		{"169.254.169.254", nowhere},     // metadata of clouds
		{"::ffff:169.254.169.254", nowhere},
		{"fe80::1", nowhere},
		{"fe80::1%eth0", nowhere},
		{"224.0.0.1", nowhere},
		{"255.255.255.255", nowhere},
		{"0.0.0.0", nowhere},
		{"0.1.2.3", nowhere},
		{"::", nowhere},
		{"::7f00:1", nowhere},
		{"192.0.0.1", nowhere},
		{"198.18.0.1", nowhere},
		{"203.0.113.7", nowhere},
		{"240.0.0.1", nowhere},
		{"ff02::1", nowhere},
		{"2001:db8::1", nowhere},
	} {
		if got := zoneOf(netip.MustParseAddr(one.address)); got != one.want {
			t.Errorf("%s lies in %d, not in %d", one.address, got, one.want)
		}
	}
	if zoneOf(netip.Addr{}) != nowhere {
		t.Error("no address at all lies somewhere")
	}
}
