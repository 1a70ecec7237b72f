package plugin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/egress"
	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/program"
)

// settings are those that the way out must know; all of them are the program's.
type settings struct {
	Source        string `json:"source"`
	GitHubURL     string `json:"githubUrl"`
	Repository    string `json:"repository"`
	MetricsURL    string `json:"metricsUrl"`
	MetricsHeader string `json:"metricsHeader"`
	PublicURL     string `json:"publicUrl"`
	CollectorURL  string `json:"collectorUrl"`
	// MemoryMegabytes is what the engine may use; 0 is the default.
	MemoryMegabytes float64 `json:"memoryMegabytes"`
}

// startSettings is what the program starts with. Secrets are not among it.
type startSettings struct {
	Options json.RawMessage `json:"options"`
	// Organisation is Grafana's: what one organisation has archived is none of another's business.
	Organisation    int64 `json:"organisation"`
	GitHubWithToken bool  `json:"githubWithToken"`
	// Credential stands for the secret that is sent: the same for the same one, and nothing can be learnt from it.
	Credential string `json:"credential"`
	// Helpers is how many engines work besides the program's own.
	Helpers int `json:"helpers"`
}

// readSettings returns what the program and the way out start with, and a key that is the same for the same settings.
func readSettings(organisation int64, given backend.DataSourceInstanceSettings) (startSettings, egress.Config, string, error) {
	options := given.JSONData
	if len(options) == 0 {
		options = json.RawMessage("{}")
	}
	var read settings
	if err := json.Unmarshal(options, &read); err != nil {
		return startSettings{}, egress.Config{}, "", fmt.Errorf("the settings can't be read: %w", err)
	}
	secrets := given.DecryptedSecureJSONData
	config := egress.Config{}
	switch read.Source {
	case "", "github":
		config.GitHubURL, config.Repository, config.GitHubToken = read.GitHubURL, read.Repository, secrets["githubToken"]
		if config.GitHubURL == "" {
			config.GitHubURL = "https://api.github.com"
		}
		if config.Repository == "" {
			config.Repository = "sgl-project/sglang"
		}
	case "url":
		config.MetricsURL, config.MetricsSecret = read.MetricsURL, secrets["metricsSecret"]
		config.MetricsHeader = read.MetricsHeader
		if config.MetricsHeader == "" {
			config.MetricsHeader = "Authorization"
		}
	case "public":
		config.PublicURL, config.PublicListing = publicFolder(read.PublicURL)
		if config.PublicURL == "" {
			config.PublicURL = "https://raw.githubusercontent.com/sgl-project/ci-data-diffusion/main/diffusion-comparisons"
		}
	case "collector":
		config.CollectorURL, config.CollectorToken = read.CollectorURL, secrets["collectorToken"]
	}
	secret := config.GitHubToken + config.MetricsSecret + config.CollectorToken
	start := startSettings{Options: options, Organisation: organisation, GitHubWithToken: config.GitHubToken != ""}
	if secret != "" {
		start.Credential = digest("credential of " + secret)[:32]
	}
	text, err := json.Marshal([]any{start, config})
	if err != nil {
		return startSettings{}, egress.Config{}, "", err
	}
	return start, config, digest(string(text)), nil
}

// publicFolder returns where the files of a public folder lie and, where it is one of a repository, where they are listed.
func publicFolder(address string) (files, listing string) {
	address = strings.TrimSuffix(strings.TrimRight(strings.TrimSpace(address), "/"), "/index.json")
	parts := repositoryFolder.FindStringSubmatch(address)
	if parts == nil {
		return address, ""
	}
	origin, owner, name, branch, path := parts[1], parts[2], parts[3], parts[4], parts[5]
	api, raw := origin+"/api/v3", origin+"/raw"
	if origin == "https://github.com" {
		api, raw = "https://api.github.com", "https://raw.githubusercontent.com"
	}
	return raw + "/" + owner + "/" + name + "/" + branch + "/" + path,
		api + "/repos/" + owner + "/" + name + "/git/trees/" + branch + "?recursive=1"
}

// repositoryFolder is a folder of a repository as a browser shows it.
var repositoryFolder = regexp.MustCompile(`^(https?://[^/?#]+)/([\w.-]+)/([\w.-]+)/tree/([\w.-]+)/([\w./-]*[\w.-])$`)

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

const (
	leastMemory = 128 << 20
	mostMemory  = 4 << 30
)

// limitsOf returns the limits of a data source's program: those of the settings, within what an administrator would expect.
func limitsOf(options json.RawMessage) program.Limits {
	limits := program.DefaultLimits
	var read settings
	if err := json.Unmarshal(options, &read); err == nil && read.MemoryMegabytes > 0 {
		limits.Memory = uintptr(min(max(read.MemoryMegabytes*(1<<20), leastMemory), mostMemory))
	}
	return limits
}
