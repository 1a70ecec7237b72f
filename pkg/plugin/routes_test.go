package plugin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type route struct {
	Path    string `json:"path"`
	Method  string `json:"method"`
	URL     string `json:"url"`
	Headers []struct {
		Name    string `json:"name"`
		Content string `json:"content"`
	} `json:"headers"`
}

func routesOf(t *testing.T) []route {
	t.Helper()
	text, err := os.ReadFile("../../src/plugin.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Routes []route `json:"routes"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Routes
}

// matchRoute chooses a route as Grafana does (pkg/api/pluginproxy/ds_proxy.go, validateRequest): the first of the same method
// whose cleaned path begins the cleaned path of the request, which is still encoded then.
func matchRoute(routes []route, method, escapedPath string) *route {
	clean := func(path string) string {
		relative, _ := filepath.Rel("/", filepath.Clean(filepath.Join("/", path)))
		return relative
	}
	for at, one := range routes {
		if one.Method != "" && one.Method != "*" && one.Method != method {
			continue
		}
		if strings.HasPrefix(clean(escapedPath), clean(one.Path)) {
			return &routes[at]
		}
	}
	return nil
}

// A path is decoded after its route was chosen, so that `..` in it may lead anywhere on the host: a token must not go along.
func TestNoRouteLendsGitHubsToken(t *testing.T) {
	routes := routesOf(t)
	beginnings := []string{"github", "github-token", "github/workflows", "github-token/actions", "github/workflows/x.yml/runs", "url", "collector/api"}
	rest := []string{
		"", "/", "/actions/artifacts/1/zip", "/actions/secrets", "/actions/jobs/1/logs", "/%2e%2e/secrets", "/..%2fsecrets",
		"/%2e%2e%2f%2e%2e/contents/x", "/../secrets", "//actions/secrets", "/%252e%252e/secrets", "/.%2e/.%2e/hooks", "%2f..%2fsecrets",
	}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		for _, beginning := range beginnings {
			for _, end := range rest {
				if _, err := url.PathUnescape(beginning + end); err != nil {
					t.Fatal(err)
				}
				matched := matchRoute(routes, method, beginning+end)
				if matched == nil {
					continue
				}
				for _, header := range matched.Headers {
					if strings.Contains(header.Content, "githubToken") {
						t.Errorf("%s %s%s carries the token", method, beginning, end)
					}
				}
			}
		}
	}
}

func TestEveryRouteHasOneMethodAndAHostOfTheSettings(t *testing.T) {
	routes := routesOf(t)
	if len(routes) == 0 {
		t.Fatal("no routes were read")
	}
	for _, one := range routes {
		if one.Method != http.MethodGet && one.Method != http.MethodPost {
			t.Errorf("%s has the method %q", one.Path, one.Method)
		}
		if !strings.HasPrefix(one.URL, "{{ .JsonData.") {
			t.Errorf("%s leads to %s", one.Path, one.URL)
		}
	}
}
