package door

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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

func get(t *testing.T, config Config, url string) (Response, error) {
	t.Helper()
	return New(config).Do(context.Background(), Request{Method: http.MethodGet, URL: url})
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
	}
	for _, request := range []Request{
		{Method: "GET", URL: api.URL + "/"},
		{Method: "GET", URL: api.URL + "/repos/other/repository/actions/runs"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/contents/x"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions/../contents/x"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions/..%2f..%2fcontents"},
		{Method: "GET", URL: api.URL + "/repos/me/fork/actions//x"},
		{Method: "GET", URL: api.URL + `/repos/me/fork/actions/..\x`},
		{Method: "DELETE", URL: api.URL + "/repos/me/fork/actions/runs/1"},
		{Method: "POST", URL: api.URL + "/repos/me/fork/actions/runs"},
		{Method: "GET", URL: api.URL + "/metrics.json?other"},
		{Method: "POST", URL: api.URL + "/c/api/refresh"},
		{Method: "GET", URL: api.URL + "/c/other"},
		{Method: "GET", URL: strings.Replace(api.URL, "http://", "http://user:secret@", 1) + "/repos/me/fork/actions/x"},
		{Method: "GET", URL: "http://169.254.169.254/latest/meta-data"},
		{Method: "GET", URL: "file:///etc/passwd"},
		{Method: "GET", URL: ":"},
	} {
		if _, err := New(full).Do(context.Background(), request); err == nil {
			t.Errorf("%s %s went out", request.Method, request.URL)
		}
	}
	if len(api.asked) != 0 {
		t.Errorf("%d requests came through", len(api.asked))
	}
}

func TestFollowsNoRedirectToThisMachineUnlessItIsConfigured(t *testing.T) {
	inside := record(t, ok)
	// "localhost" is another name than the configured one, for the same machine.
	elsewhere := strings.Replace(inside.URL, "127.0.0.1", "localhost", 1)
	api := record(t, func(writer http.ResponseWriter, request *http.Request) {
		http.Redirect(writer, request, elsewhere, http.StatusFound)
	})
	_, err := get(t, github(api.URL), api.URL+"/repos/me/fork/actions/artifacts/1/zip")
	if err == nil || !strings.Contains(err.Error(), "not configured") {
		t.Fatalf("%v", err)
	}
	if len(inside.asked) != 0 {
		t.Fatal("it was reached")
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
	if _, err := New(config).Do(context.Background(), request); err != nil {
		t.Fatal(err)
	}
	if sent := collector.asked[0].Header.Get("Authorization"); sent != "Bearer "+token {
		t.Fatalf("sent %q", sent)
	}
}
