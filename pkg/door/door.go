// Package door is the only way out to the network: it reaches what is configured, and nothing else.
package door

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

const (
	timeout       = 60 * time.Second
	mostRedirects = 5
	// largestAnswer bounds every answer; a published file of years is the largest that is asked for.
	largestAnswer = 256 << 20
	userAgent     = "sglang-nightly-grafana"
)

// Config says what may be reached, and with which tokens. Addresses that are empty reach nothing.
type Config struct {
	// GitHubURL is the base of GitHub's API, Repository the only one of which the Actions API is reached.
	GitHubURL, Repository, GitHubToken string
	// MetricsURL is the one address of a published file.
	MetricsURL string
	// CollectorURL is the base address of a collector.
	CollectorURL, CollectorToken string
}

// Request is what the program asks for.
type Request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// Response is what came of it; the body is complete.
type Response struct {
	Status  int
	Headers http.Header
	Body    []byte
}

// Door lets requests out. Tokens are added here, so that the program never has them.
type Door struct {
	config Config
	client *http.Client
}

// allowed is a request's permission: which token goes with it, and only to this origin.
type allowed struct {
	origin, token string
	// redirects are followed for downloads alone.
	redirects bool
}

type permissionKey struct{}

// New returns a door for a configuration.
func New(config Config) *Door {
	hosts := trustedHosts(config.GitHubURL, config.MetricsURL, config.CollectorURL)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = guardedDial(hosts)
	transport.MaxConnsPerHost = 16
	return &Door{config: config, client: &http.Client{Transport: transport, CheckRedirect: checkRedirect}}
}

// Close ends idle connections.
func (d *Door) Close() {
	d.client.CloseIdleConnections()
}

// Do asks for one address and returns the complete answer. Redirects of downloads are followed, the token stays behind
// wherever the origin changes.
func (d *Door) Do(ctx context.Context, request Request) (Response, error) {
	target, err := url.Parse(request.URL)
	if err != nil {
		return Response{}, errors.New("the address can't be read")
	}
	permission, err := d.permit(request.Method, target)
	if err != nil {
		return Response{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, permissionKey{}, permission), timeout)
	defer cancel()
	outgoing, err := http.NewRequestWithContext(ctx, request.Method, target.String(), strings.NewReader(request.Body))
	if err != nil {
		return Response{}, errors.New("the request can't be made")
	}
	for _, name := range []string{"Accept", "Content-Type", "If-None-Match", "X-Github-Api-Version"} {
		for given, value := range request.Headers {
			if http.CanonicalHeaderKey(given) == name {
				outgoing.Header.Set(name, value)
			}
		}
	}
	outgoing.Header.Set("User-Agent", userAgent)
	if permission.token != "" {
		outgoing.Header.Set("Authorization", "Bearer "+permission.token)
	}
	return d.send(outgoing)
}

func (d *Door) send(request *http.Request) (Response, error) {
	answer, err := d.client.Do(request)
	if err != nil {
		return Response{}, withoutQuery(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, largestAnswer+1))
	if err != nil {
		return Response{}, withoutQuery(err)
	}
	if len(body) > largestAnswer {
		return Response{Status: http.StatusRequestEntityTooLarge, Headers: http.Header{}}, nil
	}
	return Response{Status: answer.StatusCode, Headers: answer.Header, Body: body}, nil
}

// permit says whether a request may go out. Paths are compared as they will be sent: one that would be cleaned on the
// way, or hides a separator, is refused.
func (d *Door) permit(method string, target *url.URL) (allowed, error) {
	c := d.config
	escaped := strings.ToLower(target.EscapedPath())
	if target.User != nil || strings.Contains(escaped, "%2f") || strings.Contains(escaped, "%5c") ||
		strings.Contains(escaped, `\`) || path.Clean("/"+target.Path) != "/"+strings.TrimPrefix(target.Path, "/") {
		return allowed{}, errRefused
	}
	address := target.Scheme + "://" + target.Host + target.Path
	below := func(base string) bool { return strings.HasPrefix(address, base+"/") }
	github := strings.TrimRight(c.GitHubURL, "/") + "/repos/" + c.Repository + "/actions"
	collector := strings.TrimRight(c.CollectorURL, "/")
	switch {
	case c.GitHubURL != "" && c.Repository != "" && method == http.MethodGet && below(github):
		return allowed{origin: origin(target), token: c.GitHubToken, redirects: true}, nil
	case c.MetricsURL != "" && method == http.MethodGet && target.String() == c.MetricsURL:
		return allowed{origin: origin(target), redirects: true}, nil
	case c.CollectorURL != "" && method == http.MethodGet && below(collector+"/api"),
		c.CollectorURL != "" && method == http.MethodPost && address == collector+"/api/query":
		return allowed{origin: origin(target), token: c.CollectorToken}, nil
	}
	return allowed{}, errRefused
}

var errRefused = errors.New("only what the data source's settings name is reached")

// checkRedirect follows downloads to their storage: by https, or by the scheme of what was configured.
func checkRedirect(next *http.Request, via []*http.Request) error {
	permission, _ := next.Context().Value(permissionKey{}).(allowed)
	if !permission.redirects || len(via) > mostRedirects {
		return http.ErrUseLastResponse
	}
	scheme, _, _ := strings.Cut(permission.origin, ":")
	if next.URL.Scheme != "https" && next.URL.Scheme != scheme {
		return fmt.Errorf("a redirect by %s is not followed", next.URL.Scheme)
	}
	// Go keeps it for the same host on another port, where a storage refuses it.
	if origin(next.URL) != permission.origin {
		next.Header.Del("Authorization")
	}
	next.Header.Del("Referer")
	return nil
}

func origin(target *url.URL) string {
	return target.Scheme + "://" + target.Host
}

// withoutQuery takes an address out of an error: its query string may be a signature.
func withoutQuery(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
