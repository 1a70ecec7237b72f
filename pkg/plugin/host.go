package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/door"
	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/files"
)

// host does for a program what an engine can't: network, files, clock, log.
type host struct {
	door  *door.Door
	files *files.Store
	log   log.Logger
}

type httpAnswer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Text    *string           `json:"text,omitempty"`
	Base64  string            `json:"base64,omitempty"`
}

// Ask answers what the program asks for.
func (h *host) Ask(ctx context.Context, what string, given json.RawMessage) (any, error) {
	var asked struct {
		Names  []string `json:"names"`
		Name   string   `json:"name"`
		Text   string   `json:"text"`
		Base64 []byte   `json:"base64"`
		Line   string   `json:"line"`
		Ms     float64  `json:"ms"`
	}
	if err := json.Unmarshal(given, &asked); err != nil {
		return nil, err
	}
	switch what {
	case "http":
		return h.http(ctx, given)
	case "open":
		path, err := h.files.Open(asked.Names)
		return map[string]string{"path": path}, err
	case "list":
		return h.files.List(asked.Names)
	case "read":
		return h.files.Read(asked.Names, asked.Name)
	case "write":
		return nil, h.files.Write(asked.Names, asked.Name, asked.Text)
	case "remove":
		return nil, h.files.Remove(asked.Names, asked.Name)
	case "size":
		return h.files.Size(asked.Names)
	case "sha256":
		sum := sha256.Sum256(append(asked.Base64, asked.Text...))
		return hex.EncodeToString(sum[:]), nil
	case "sleep":
		return nil, sleep(ctx, time.Duration(asked.Ms*float64(time.Millisecond)))
	case "log":
		h.log.Info(asked.Line)
		return nil, nil
	}
	return nil, fmt.Errorf("the host has no %q", what)
}

func (h *host) http(ctx context.Context, given json.RawMessage) (any, error) {
	var request door.Request
	if err := json.Unmarshal(given, &request); err != nil {
		return nil, err
	}
	response, err := h.door.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	answer := httpAnswer{Status: response.Status, Headers: map[string]string{}}
	for name, values := range response.Headers {
		answer.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	if utf8.Valid(response.Body) {
		text := string(response.Body)
		answer.Text = &text
	} else {
		answer.Base64 = base64.StdEncoding.EncodeToString(response.Body)
	}
	return answer, nil
}

func sleep(ctx context.Context, duration time.Duration) error {
	if duration <= 0 {
		return nil
	}
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
