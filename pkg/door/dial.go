package door

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

const dialTimeout = 15 * time.Second

// guardedDial connects to hosts that are configured, and to others unless they are this machine or its neighbours: a
// redirect must not reach what only this machine can reach. The address is checked after names are resolved.
func guardedDial(trusted map[string]bool) func(context.Context, string, string) (net.Conn, error) {
	open := &net.Dialer{Timeout: dialTimeout}
	guarded := &net.Dialer{Timeout: dialTimeout, Control: refuseLocal}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err == nil && trusted[strings.ToLower(host)] {
			return open.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

func refuseLocal(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast() || ip.IsMulticast() ||
		ip.IsUnspecified() {
		return fmt.Errorf("the address %s is of this machine or its network, and is not configured", host)
	}
	return nil
}

// trustedHosts are those that somebody configured: of the addresses, and of the proxy that the environment names.
func trustedHosts(addresses ...string) map[string]bool {
	hosts := map[string]bool{}
	for _, address := range addresses {
		target, err := url.Parse(address)
		if err != nil || target.Hostname() == "" {
			continue
		}
		hosts[strings.ToLower(target.Hostname())] = true
		proxy, err := http.ProxyFromEnvironment(&http.Request{URL: target})
		if err == nil && proxy != nil {
			hosts[strings.ToLower(proxy.Hostname())] = true
		}
	}
	return hosts
}
