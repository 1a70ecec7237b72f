// Package egress is the only way out to the network: it reaches what is configured, and nothing else.
package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

const (
	// timeout bounds one request with its answer; a published file of years takes longest.
	timeout       = 5 * time.Minute
	mostRedirects = 5
	userAgent     = "sglang-nightly-grafana"
	// mostOpen bounds the answers that are being read at once; further requests wait.
	mostOpen = 16
	// chunk is how much of an answer is in memory here.
	chunk = 256 << 10
)

// What an answer may have at most, by what it is for.
const (
	largestListing  = 16 << 20
	largestArtifact = 64 << 20
	largestAnswer   = 64 << 20
	largestFile     = 512 << 20
)

// ownSearch is what is searched for in the one repository: what was merged between two times.
var ownSearch = regexp.MustCompile(`^is:pr is:merged merged:[0-9TZ:-]+\.\.[0-9TZ:-]+$`)

// Config says what may be reached, and with which secrets. Addresses that are empty reach nothing.
type Config struct {
	// GitHubURL is the base of GitHub's API, Repository the only one of which the Actions API is reached.
	GitHubURL, Repository, GitHubToken string
	// MetricsURL is the one address of a published file; MetricsHeader and MetricsSecret go along where both are given.
	MetricsURL, MetricsHeader, MetricsSecret string
	// PublicURL is a folder of published files, PublicListing the one address at which its files are listed, where that is another.
	PublicURL, PublicListing string
	// CollectorURL is the base address of a collector.
	CollectorURL, CollectorToken string
}

// configured is the one base address that the data source names.
func (c Config) configured() string {
	for _, address := range []string{c.GitHubURL, c.MetricsURL, c.PublicURL, c.CollectorURL} {
		if address != "" {
			return address
		}
	}
	return ""
}

// Request is what the program asks for.
type Request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// Response is the beginning of an answer. Its body is read by chunks, and must be closed.
type Response struct {
	Status  int
	Headers http.Header

	body  io.ReadCloser
	left  int64
	begun []byte
	close func()
}

// Egress lets requests out. Secrets are added here, so that the program never has them.
type Egress struct {
	config Config
	client *http.Client
	open   chan struct{}
}

// allowed is a request's permission: which header goes with it, only to this origin, and how large its answer may be.
type allowed struct {
	origin, header, secret string
	largest                int64
	// redirects are followed for downloads alone.
	redirects bool
}

type permissionKey struct{}

// New returns a way out for a configuration. The options are those of the data source that concern HTTP, such as a
// certificate authority of its own or a secure socks proxy.
func New(config Config, options httpclient.Options) (*Egress, error) {
	return newEgress(config, options, newGuard(config.configured()))
}

func newEgress(config Config, options httpclient.Options, guarded *guard) (*Egress, error) {
	options.ConfigureTransport = func(_ httpclient.Options, transport *http.Transport) {
		transport.DialContext = guarded.dial
		transport.MaxConnsPerHost = mostOpen
	}
	transport, err := httpclient.GetTransport(options)
	if err != nil {
		return nil, fmt.Errorf("the HTTP settings of the data source can't be used: %w", err)
	}
	client := &http.Client{Transport: transport, CheckRedirect: checkRedirect}
	return &Egress{config: config, client: client, open: make(chan struct{}, mostOpen)}, nil
}

// Close ends idle connections.
func (e *Egress) Close() {
	e.client.CloseIdleConnections()
}

// Do asks for one address and returns the beginning of its answer. Redirects of downloads are followed, the secret stays
// behind wherever the origin changes. Where as many answers are being read as may be, it waits for one of them to end.
func (e *Egress) Do(ctx context.Context, request Request) (*Response, error) {
	target, err := url.Parse(request.URL)
	if err != nil {
		return nil, errors.New("the address can't be read")
	}
	permission, err := e.permit(request.Method, target)
	if err != nil {
		return nil, err
	}
	select {
	case e.open <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	release := sync.OnceFunc(func() { <-e.open })
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, permissionKey{}, permission), timeout)
	answer, err := e.send(ctx, request, target, permission)
	if err != nil {
		cancel()
		release()
		return nil, err
	}
	done := sync.OnceFunc(func() {
		_ = answer.Body.Close()
		cancel()
		release()
	})
	switch {
	case answer.ContentLength > permission.largest:
		done()
		return &Response{Status: http.StatusRequestEntityTooLarge, Headers: http.Header{}, close: done}, nil
	case answer.ContentLength == 0 || answer.StatusCode == http.StatusNotModified:
		done()
		return &Response{Status: answer.StatusCode, Headers: answer.Header, close: done}, nil
	}
	return &Response{
		Status: answer.StatusCode, Headers: answer.Header, body: answer.Body, left: permission.largest, close: done,
	}, nil
}

func (e *Egress) send(ctx context.Context, request Request, target *url.URL, permission allowed) (*http.Response, error) {
	outgoing, err := http.NewRequestWithContext(ctx, request.Method, target.String(), strings.NewReader(request.Body))
	if err != nil {
		return nil, errors.New("the request can't be made")
	}
	for _, name := range []string{"Accept", "Content-Type", "If-None-Match", "X-Github-Api-Version"} {
		for given, value := range request.Headers {
			if http.CanonicalHeaderKey(given) == name {
				outgoing.Header.Set(name, value)
			}
		}
	}
	outgoing.Header.Set("User-Agent", userAgent)
	if permission.secret != "" {
		outgoing.Header.Set(permission.header, permission.secret)
	}
	answer, err := e.client.Do(outgoing)
	if err != nil {
		return nil, withoutQuery(err)
	}
	return answer, nil
}

// ErrTooLarge says that an answer is larger than what it is for may have.
var ErrTooLarge = errors.New("the answer is larger than it may be")

// Next returns the next chunk of an answer, and whether more may follow. A text ends where a character does.
func (r *Response) Next(asText bool) ([]byte, bool, error) {
	if r.body == nil {
		return nil, false, nil
	}
	buffer := append(make([]byte, 0, chunk+utf8.UTFMax), r.begun...)
	read, err := io.ReadFull(r.body, buffer[len(buffer):chunk])
	buffer = buffer[:len(r.begun)+read]
	r.begun = nil
	r.left -= int64(read)
	if r.left < 0 {
		r.Close()
		return nil, false, ErrTooLarge
	}
	isOver := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !isOver {
		r.Close()
		return nil, false, withoutQuery(err)
	}
	if isOver {
		r.Close()
		return buffer, false, nil
	}
	if asText {
		whole := wholeCharacters(buffer)
		r.begun = append(r.begun, buffer[whole:]...)
		buffer = buffer[:whole]
	}
	return buffer, true, nil
}

// Close ends an answer, whether it was read or not.
func (r *Response) Close() {
	r.close()
}

// wholeCharacters returns how many bytes from the first on do not end in the middle of a character.
func wholeCharacters(bytes []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(bytes); back++ {
		at := len(bytes) - back
		if utf8.RuneStart(bytes[at]) {
			if !utf8.FullRune(bytes[at:]) {
				return at
			}
			return len(bytes)
		}
	}
	return len(bytes)
}

// permit says whether a request may go out. Paths are compared as they will be sent: one that would be cleaned on the
// way, or hides a separator, is refused, but for the one address of a published file, which is as somebody wrote it.
func (e *Egress) permit(method string, target *url.URL) (allowed, error) {
	c := e.config
	if isSameAddress(c.MetricsURL, target) && method == http.MethodGet {
		return allowed{
			origin: origin(target), header: c.MetricsHeader, secret: c.MetricsSecret, largest: largestFile, redirects: true,
		}, nil
	}
	escaped := strings.ToLower(target.EscapedPath())
	if target.User != nil || strings.Contains(escaped, "%2f") || strings.Contains(escaped, "%5c") ||
		strings.Contains(escaped, `\`) || path.Clean("/"+target.Path) != "/"+strings.TrimPrefix(target.Path, "/") {
		return allowed{}, errRefused
	}
	address := target.Scheme + "://" + target.Host + target.Path
	below := func(base string) bool { return strings.HasPrefix(address, base+"/") }
	repository := strings.TrimRight(c.GitHubURL, "/") + "/repos/" + c.Repository
	collector := strings.TrimRight(c.CollectorURL, "/")
	switch {
	case c.GitHubURL != "" && c.Repository != "" && method == http.MethodGet &&
		(below(repository+"/actions") || below(repository+"/compare") || below(repository+"/commits") ||
			address == repository+"/releases" || c.isOwnSearch(address, target.RawQuery)):
		largest := int64(largestListing)
		if strings.HasSuffix(target.Path, "/zip") {
			largest = largestArtifact
		}
		return withToken(target, c.GitHubToken, largest, true), nil
	case c.PublicURL != "" && method == http.MethodGet &&
		(below(strings.TrimRight(c.PublicURL, "/")) || isSameAddress(c.PublicListing, target)):
		return allowed{origin: origin(target), largest: largestArtifact, redirects: true}, nil
	case c.CollectorURL != "" && method == http.MethodGet && below(collector+"/api"),
		c.CollectorURL != "" && method == http.MethodPost && address == collector+"/api/query":
		return withToken(target, c.CollectorToken, largestAnswer, false), nil
	}
	return allowed{}, errRefused
}

// isOwnSearch says whether a request searches the pull requests of the configured repository, and of no other: the token
// may be able to read more.
func (c Config) isOwnSearch(address, query string) bool {
	if address != strings.TrimRight(c.GitHubURL, "/")+"/search/issues" {
		return false
	}
	values, err := url.ParseQuery(query)
	if err != nil || len(values["q"]) != 1 {
		return false
	}
	rest, isOwn := strings.CutPrefix(values.Get("q"), "repo:"+c.Repository+" ")
	return isOwn && ownSearch.MatchString(rest)
}

func withToken(target *url.URL, token string, largest int64, redirects bool) allowed {
	permission := allowed{origin: origin(target), largest: largest, redirects: redirects}
	if token != "" {
		permission.header, permission.secret = "Authorization", "Bearer "+token
	}
	return permission
}

// isSameAddress compares what two addresses mean, however they are written. Neither may carry a user.
func isSameAddress(configured string, target *url.URL) bool {
	if configured == "" || target.User != nil {
		return false
	}
	own, err := url.Parse(configured)
	if err != nil || own.User != nil {
		return false
	}
	withSlash := func(one *url.URL) string {
		if escaped := one.EscapedPath(); escaped != "" {
			return escaped
		}
		return "/"
	}
	return strings.EqualFold(own.Scheme, target.Scheme) && strings.EqualFold(own.Host, target.Host) &&
		withSlash(own) == withSlash(target) && own.RawQuery == target.RawQuery
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
	// Go keeps headers for the same host on another port, where a storage refuses them, and its own for other hosts too.
	if origin(next.URL) != permission.origin {
		next.Header.Del("Authorization")
		next.Header.Del(permission.header)
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
