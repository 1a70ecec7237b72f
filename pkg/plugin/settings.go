package plugin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/door"
)

// settings are those that the door must know; all of them are the program's.
type settings struct {
	Source       string `json:"source"`
	GitHubURL    string `json:"githubUrl"`
	Repository   string `json:"repository"`
	MetricsURL   string `json:"metricsUrl"`
	CollectorURL string `json:"collectorUrl"`
}

// startSettings is what the program starts with. Tokens are not among it.
type startSettings struct {
	Options         json.RawMessage `json:"options"`
	GitHubWithToken bool            `json:"githubWithToken"`
}

// readSettings returns what the program and the door start with, and a key that is the same for the same settings.
func readSettings(given backend.DataSourceInstanceSettings) (startSettings, door.Config, string, error) {
	options := given.JSONData
	if len(options) == 0 {
		options = json.RawMessage("{}")
	}
	var read settings
	if err := json.Unmarshal(options, &read); err != nil {
		return startSettings{}, door.Config{}, "", fmt.Errorf("the settings can't be read: %w", err)
	}
	tokens := given.DecryptedSecureJSONData
	config := door.Config{}
	switch read.Source {
	case "github":
		config.GitHubURL, config.Repository, config.GitHubToken = read.GitHubURL, read.Repository, tokens["githubToken"]
	case "url":
		config.MetricsURL = read.MetricsURL
	case "demo":
	default:
		config.CollectorURL, config.CollectorToken = read.CollectorURL, tokens["collectorToken"]
	}
	start := startSettings{Options: options, GitHubWithToken: config.GitHubToken != ""}
	text, err := json.Marshal([]any{start, config})
	if err != nil {
		return startSettings{}, door.Config{}, "", err
	}
	sum := sha256.Sum256(text)
	return start, config, hex.EncodeToString(sum[:]), nil
}
