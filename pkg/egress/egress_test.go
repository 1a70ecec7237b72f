package egress

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

const token = "token-for-tests"

// recorder answers, and remembers what it was asked with.
type recorder struct {
	*httptest.Server
	asked []*http.Request
}

func record(t *testing.T, answer http.HandlerFunc) *recorder {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		r.asked = append(r.asked, request)
		answer(writer, request)
	}))
	t.Cleanup(r.Close)
	return r
}

func ok(writer http.ResponseWriter, _ *http.Request) {
	_, _ = writer.Write([]byte("ok"))
}

// answered is an answer that was read to its end.
type answered struct {
	Status int
	Body   []byte
}

func ask(t *testing.T, out *Egress, request Request) (answered, error) {
	t.Helper()
	response, err := out.Do(context.Background(), request)
	if err != nil {
		return answered{}, err
	}
	defer response.Close()
	body := []byte{}
	for {
		part, more, err := response.Next(false)
		body = append(body, part...)
		if err != nil || !more {
			return answered{Status: response.Status, Body: body}, err
		}
	}
}

func open(t *testing.T, config Config) *Egress {
	t.Helper()
	out, err := New(config, httpclient.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(out.Close)
	return out
}

func get(t *testing.T, config Config, url string) (answered, error) {
	t.Helper()
	return ask(t, open(t, config), Request{Method: http.MethodGet, URL: url})
}

func github(url string) Config {
	return Config{GitHubURL: url, Repository: "me/fork", GitHubToken: token}
}

func TestSendsTheTokenToGitHub(t *testing.T) {
	api := record(t, ok)
	answer, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/runs/1")
	if err != nil || string(answer.Body) != "ok" {
		t.Fatalf("%v, %v", answer, err)
	}
	if sent := api.asked[0].Header.Get("Authorization"); sent != "Bearer "+token {
		t.Fatalf("sent %q", sent)
	}
}

func TestLeavesTheTokenBehindWhereTheOriginChanges(t *testing.T) {
	storage := record(t, ok)
	api := record(t, func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, storage.URL+"/1.zip?sig=secret", http.StatusFound)
	})
	answer, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/artifacts/1/zip")
	if err != nil || string(answer.Body) != "ok" {
		t.Fatalf("%v, %v", answer, err)
	}
	if sent := storage.asked[0].Header.Get("Authorization"); sent != "" {
		t.Fatalf("the storage got %q", sent)
	}
}

func TestReachesNothingThatIsNotConfigured(t *testing.T) {
	api := record(t, ok)
	full := Config{
		GitHubURL: api.URL, Repository: "me/fork", MetricsURL: api.URL + "/metrics.json", CollectorURL: api.URL + "/c",
		PublicURL: api.URL + "/folder",
	}
	for _, request := range []Request{
		{Method: "GET", URL: api.URL + "/"},
		{Method: "GET", URL: api.URL + "/repos/other/repository/actions/runs"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/contents/x"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/compare"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/compare/../contents/x"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/compare/..%2f..%2fcontents"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/commitsx/1"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/releases/1/assets"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/releases/"},
		{Method: "GET", URL: api.URL + "/search/issues"},
		{Method: "GET", URL: api.URL + "/search/issues?q=repo:other/private+is:pr"},
		{Method: "GET", URL: api.URL + "/search/issues?q=repo:me/fork2+is:pr+is:merged+merged:1..2"},
		{Method: "GET", URL: api.URL + "/search/issues?q=repo:me/fork+repo:other/private"},
		{Method: "GET", URL: api.URL + "/search/issues?q=repo:me/fork+is:pr+is:merged+merged:1..2+OR+repo:other/private"},
		{Method: "GET", URL: api.URL + "/search/issues?q=repo:me/fork+is:pr+is:merged+merged:1..2&q=repo:other/private"},
		{Method: "GET", URL: api.URL + "/search/code?q=repo:me/fork+is:pr+is:merged+merged:1..2"},
		{Method: "POST", URL: api.URL + "/repos/me/fork/releases"},
		{Method: "GET", URL: api.URL + "/repos/other/repository/commits/1"},
		{Method: "POST", URL: api.URL + "/repos/me/fork/commits/1"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions/../contents/x"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions/..%2f..%2fcontents"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions//x"},
		{Method: "GET", URL: api.URL + `/repos/me/fork/actions/..\x`},
		{Method: "DELETE", URL: api.URL + "/repos/me/fork/actions/runs/1"},
		{Method: "POST", URL: api.URL + "/repos/me/fork/actions/runs"},
		{Method: "GET", URL: api.URL + "/metrics.json?other"},
		{Method: "POST", URL: api.URL + "/c/api/refresh"},
		{Method: "GET", URL: api.URL + "/c/other"},
		{Method: "GET", URL: api.URL + "/folder"},
		{Method: "GET", URL: api.URL + "/folders/index.json"},
		{Method: "GET", URL: api.URL + "/folder/../x"},
		{Method: "GET", URL: api.URL + "/folder/%2e%2e/x"},
		{Method: "POST", URL: api.URL + "/folder/index.json"},
		{Method: "GET", URL: strings.Replace(api.URL, "http://", "http://user:secret@", 1) + "/repos/me/fork/actions/x"},
		{Method: "GET", URL: "http://169.254.169.254/latest/meta-data"},
		{Method: "GET", URL: "file:///etc/passwd"},
		{Method: "GET", URL: ":"},
	} {
		if _, err := ask(t, open(t, full), request); err == nil {
			t.Errorf("%s %s went out", request.Method, request.URL)
		}
	}
	if len(api.asked) != 0 {
		t.Errorf("%d requests came through", len(api.asked))
	}
}

func TestReadsThePublicFolderWithoutASecret(t *testing.T) {
	api := record(t, ok)
	config := Config{PublicURL: api.URL + "/folder/", GitHubToken: "token", MetricsSecret: "secret"}
	for _, name := range []string{"index.json", "2026-10-09_37942261386.json"} {
		if _, err := ask(t, open(t, config), Request{Method: "GET", URL: api.URL + "/folder/" + name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, asked := range api.asked {
		if asked.Header.Get("Authorization") != "" {
			t.Errorf("%s has a secret", asked.URL)
		}
	}
	if len(api.asked) != 2 {
		t.Errorf("%d requests came through", len(api.asked))
	}
}

func TestReadsTheListingOfAPublicFolderAndNoOther(t *testing.T) {
	api := record(t, ok)
	listing := api.URL + "/repos/o/r/git/trees/main?recursive=1"
	config := Config{PublicURL: api.URL + "/raw/o/r/main/perf", PublicListing: listing, GitHubToken: "token"}
	if _, err := ask(t, open(t, config), Request{Method: "GET", URL: listing}); err != nil {
		t.Fatal(err)
	}
	if sent := api.asked[0].Header.Get("Authorization"); sent != "" {
		t.Fatalf("the listing got %q", sent)
	}
	for _, request := range []Request{
		{Method: "GET", URL: api.URL + "/repos/o/r/git/trees/other?recursive=1"},
		{Method: "GET", URL: api.URL + "/repos/o/r/git/trees/main"},
		{Method: "POST", URL: listing},
		{Method: "GET", URL: api.URL + "/raw/o/r/main/other/x"},
	} {
		if _, err := ask(t, open(t, config), request); err == nil {
			t.Errorf("%s %s went out", request.Method, request.URL)
		}
	}
}

// namedAs connects every name to one server, and lets a test say where the names lie.
func namedAs(t *testing.T, config Config, server *recorder, addresses map[string]string) *Egress {
	t.Helper()
	guarded := newGuard(config.configured())
	guarded.lookUp = func(_ context.Context, host string) ([]netip.Addr, error) {
		if address, err := netip.ParseAddr(host); err == nil {
			return []netip.Addr{address}, nil
		}
		return []netip.Addr{netip.MustParseAddr(addresses[host])}, nil
	}
	guarded.connect = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	out, err := newEgress(config, httpclient.Options{}, guarded)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(out.Close)
	return out
}

func TestFollowsRedirectsToTheInternetAndToTheConfiguredHostsOwnNetworkAlone(t *testing.T) {
	for _, one := range []struct {
		api, storage string
		follows      bool
	}{
		{"140.82.112.5", "20.60.1.1", true},
		{"140.82.112.5", "127.0.0.1", false},
		{"140.82.112.5", "10.0.0.5", false},
		{"140.82.112.5", "100.64.0.1", false},
		{"140.82.112.5", "fc00::1", false},
		{"140.82.112.5", "64:ff9b::a00:1", false},
		{"140.82.112.5", "2002:a00:1::1", false},
		{"140.82.112.5", "169.254.169.254", false},
		{"10.0.0.1", "10.0.0.5", true},
		{"10.0.0.1", "192.168.0.5", true},
		{"10.0.0.1", "127.0.0.1", false},
		{"10.0.0.1", "169.254.169.254", false},
		{"10.0.0.1", "20.60.1.1", true},
		{"127.0.0.1", "127.0.0.2", true},
		{"127.0.0.1", "10.0.0.5", false},
	} {
		server := record(t, func(writer http.ResponseWriter, request *http.Request) {
			if request.Host == "api.test" {
				http.Redirect(writer, request, "http://storage.test/1.zip?sig=secret", http.StatusFound)
				return
			}
			ok(writer, request)
		})
		names := map[string]string{"api.test": one.api, "storage.test": one.storage}
		out := namedAs(t, github("http://api.test"), server, names)
		_, err := ask(t, out, Request{Method: "GET", URL: "http://api.test/repos/me/fork/actions/artifacts/1/zip"})
		if one.follows != (err == nil) {
			t.Errorf("from %s to %s: %v", one.api, one.storage, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error says %v", err)
		}
	}
}

func TestReadsAnAddressThatIsWrittenInAnotherWay(t *testing.T) {
	server := record(t, ok)
	for configured, asked := range map[string]string{
		server.URL:                        server.URL + "/",
		server.URL + "/":                  server.URL,
		server.URL + "/a%2Fb/m.json":      server.URL + "/a%2Fb/m.json",
		server.URL + "/N\u00e4chte.json":  server.URL + "/N%C3%A4chte.json",
		server.URL + "/m.json/?a=1&b=%20": server.URL + "/m.json/?a=1&b=%20",
	} {
		if _, err := get(t, Config{MetricsURL: configured}, asked); err != nil {
			t.Errorf("%s asked as %s: %v", configured, asked, err)
		}
	}
	for _, other := range []string{"/b/m.json", "/a/b/m.json", "/a%2Fb/m.json/", "/a%2Fb/m.json?x"} {
		if _, err := get(t, Config{MetricsURL: server.URL + "/a%2Fb/m.json"}, server.URL+other); err == nil {
			t.Errorf("%s went out", other)
		}
	}
}

func TestSendsTheSecretOfAFileInItsHeaderToItsOriginAlone(t *testing.T) {
	elsewhere := record(t, ok)
	file := record(t, func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, elsewhere.URL, http.StatusFound)
	})
	config := Config{MetricsURL: file.URL + "/m.json", MetricsHeader: "X-Api-Key", MetricsSecret: token}
	if _, err := get(t, config, file.URL+"/m.json"); err != nil {
		t.Fatal(err)
	}
	if sent := file.asked[0].Header.Get("X-Api-Key"); sent != token {
		t.Errorf("sent %q", sent)
	}
	if sent := elsewhere.asked[0].Header.Get("X-Api-Key"); sent != "" {
		t.Errorf("another origin got %q", sent)
	}
}

func TestEndsAnAnswerThatHasNoEnd(t *testing.T) {
	endless := func(writer http.ResponseWriter, request *http.Request) {
		for request.Context().Err() == nil {
			if _, err := writer.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}
	api := record(t, endless)
	_, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/runs/1")
	if !errors.Is(err, ErrTooLarge) {
		t.Fatalf("%v", err)
	}
}

func TestGivesTextThatEndsWhereCharactersDo(t *testing.T) {
	text := strings.Repeat("x", chunk-1) + strings.Repeat("\u00e4\u20ac\U0001F600", 50_000)
	api := record(t, func(writer http.ResponseWriter, _ *http.Request) { _, _ = writer.Write([]byte(text)) })
	response, err := open(t, github(api.URL)).Do(context.Background(), Request{Method: "GET", URL: api.URL + "/repos/me/fork/actions/x"})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Close()
	got := ""
	for more := true; more; {
		var part []byte
		part, more, err = response.Next(true)
		if err != nil || !utf8.Valid(part) {
			t.Fatalf("%v, %d bytes", err, len(part))
		}
		got += string(part)
	}
	if got != text {
		t.Fatal("the text is another")
	}
}

func TestFollowsNoRedirectToAnotherScheme(t *testing.T) {
	api := record(t, func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, "ftp://example.org/1.zip", http.StatusFound)
	})
	if _, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/artifacts/1/zip"); err == nil {
		t.Fatal("it was followed")
	}
}

func TestTellsNoQueryStringInAnError(t *testing.T) {
	api := record(t, func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, "http://127.0.0.2:1/1.zip?sig=secret", http.StatusFound)
	})
	_, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/artifacts/1/zip")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Fatalf("%v", err)
	}
}

func TestAsksACollectorWithItsToken(t *testing.T) {
	collector := record(t, ok)
	config := Config{CollectorURL: collector.URL, CollectorToken: token}
	request := Request{Method: http.MethodPost, URL: collector.URL + "/api/query", Body: "{}"}
	if _, err := ask(t, open(t, config), request); err != nil {
		t.Fatal(err)
	}
	if sent := collector.asked[0].Header.Get("Authorization"); sent != "Bearer "+token {
		t.Fatalf("sent %q", sent)
	}
}
