package egress

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"
)

const dialTimeout = 15 * time.Second

// guard connects to the configured host and to the proxies of the environment, wherever they are, and to other hosts, which
// only a redirect can name, where those are public or in the same network as the configured host.
type guard struct {
	configured string
	proxies    map[string]bool
	lookUp     func(ctx context.Context, host string) ([]netip.Addr, error)
	connect    func(ctx context.Context, network, address string) (net.Conn, error)
}

func newGuard(configured string) *guard {
	dialer := &net.Dialer{Timeout: dialTimeout}
	return &guard{
		configured: hostOf(configured),
		proxies:    environmentProxies(configured),
		connect:    dialer.DialContext,
		lookUp: func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		},
	}
}

func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	host = strings.ToLower(host)
	if host == g.configured || g.proxies[host] {
		return g.connect(ctx, network, address)
	}
	addresses, err := g.lookUp(ctx, host)
	if err != nil {
		return nil, err
	}
	// What was checked is what is connected to: asked once more, a name could lead elsewhere.
	refused := fmt.Errorf("%s has no address", host)
	for _, one := range addresses {
		if !g.permits(ctx, one) {
			return nil, fmt.Errorf("the address %s of a redirect is not on the internet, and the configured host is not there", one)
		}
		connection, err := g.connect(ctx, network, net.JoinHostPort(one.Unmap().String(), port))
		if err == nil {
			return connection, nil
		}
		refused = err
	}
	return nil, refused
}

func (g *guard) permits(ctx context.Context, address netip.Addr) bool {
	wanted := zoneOf(address)
	if wanted == public || wanted == nowhere {
		return wanted == public
	}
	own, err := g.lookUp(ctx, g.configured)
	if err != nil {
		return false
	}
	for _, one := range own {
		if zoneOf(one) == wanted {
			return true
		}
	}
	return false
}

// environmentProxies are the hosts of the proxies that the environment names, for the configured address and in general.
func environmentProxies(configured string) map[string]bool {
	hosts := map[string]bool{}
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		if proxy := hostOf(os.Getenv(name)); proxy != "" {
			hosts[proxy] = true
		}
	}
	target, err := url.Parse(configured)
	if err != nil {
		return hosts
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: target}); err == nil && proxy != nil {
		hosts[strings.ToLower(proxy.Hostname())] = true
	}
	return hosts
}

// hostOf returns the host of an address, which proxies may be given without a scheme.
func hostOf(address string) string {
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	target, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(target.Hostname())
}
