package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/egress"
	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/files"
)

// host does for a program what an engine can't: network, files, clock, log.
type host struct {
	out   *egress.Egress
	files *files.Store
	log   log.Logger
	meter meter
	// helpers analyse metrics at the same time.
	helpers *helpers

	mu sync.Mutex
	// answers are those whose bodies are still being read, by the ids that the program gives to its requests.
	answers map[int]*answering
}

// answering is a request on its way, or its answer while it is read.
type answering struct {
	cancel   context.CancelFunc
	response *egress.Response
}

type httpAnswer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
}

// httpChunk is a part of an answer's body: as text, or in base64.
type httpChunk struct {
	Text   *string `json:"text,omitempty"`
	Base64 *string `json:"base64,omitempty"`
	More   bool    `json:"more"`
}

// Ask answers what the program asks for.
func (h *host) Ask(ctx context.Context, what string, given json.RawMessage) (any, error) {
	var asked struct {
		Names  []string `json:"names"`
		Name   string   `json:"name"`
		Text   string   `json:"text"`
		Base64 []byte   `json:"base64"`
		Line   string   `json:"line"`
		Level  string   `json:"level"`
		Ms     float64  `json:"ms"`
		ID     int      `json:"id"`
		As     string   `json:"as"`
	}
	if err := json.Unmarshal(given, &asked); err != nil {
		return nil, err
	}
	switch what {
	case "http":
		return h.http(ctx, asked.ID, given)
	case "analyse":
		return h.helpers.analyse(ctx, given)
	case "httpRead":
		return h.read(asked.ID, asked.As == "text")
	case "httpClose":
		h.closeAnswer(asked.ID)
		return nil, nil
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
		h.write(asked.Level, asked.Line)
		return nil, nil
	case "state":
		var now state
		if err := json.Unmarshal(given, &now); err != nil {
			return nil, err
		}
		h.meter.state(now)
		return nil, nil
	}
	return nil, fmt.Errorf("the host has no %q", what)
}

func (h *host) write(level, line string) {
	switch level {
	case "warn":
		h.log.Warn(line)
	case "debug":
		h.log.Debug(line)
	default:
		h.log.Info(line)
	}
}

// http begins a request, and answers with the head of what comes back. The body is read by chunks afterwards.
func (h *host) http(ctx context.Context, id int, given json.RawMessage) (any, error) {
	var request egress.Request
	if err := json.Unmarshal(given, &request); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	begun := &answering{cancel: cancel}
	h.mu.Lock()
	h.answers[id] = begun
	h.mu.Unlock()
	response, err := h.out.Do(ctx, request)
	if err != nil {
		h.closeAnswer(id)
		return nil, err
	}
	h.mu.Lock()
	begun.response = response
	isWanted := h.answers[id] == begun
	h.mu.Unlock()
	if !isWanted {
		response.Close()
		return nil, errGivenUp
	}
	answer := httpAnswer{Status: response.Status, Headers: map[string]string{}}
	for name, values := range response.Headers {
		answer.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	return answer, nil
}

var errGivenUp = errors.New("the request was given up")

func (h *host) read(id int, asText bool) (any, error) {
	h.mu.Lock()
	reading := h.answers[id]
	h.mu.Unlock()
	if reading == nil || reading.response == nil {
		return nil, errGivenUp
	}
	bytes, more, err := reading.response.Next(asText)
	h.meter.received(len(bytes))
	if !more {
		h.closeAnswer(id)
	}
	if err != nil {
		return nil, err
	}
	part := httpChunk{More: more}
	if asText {
		text := strings.ToValidUTF8(string(bytes), "\ufffd")
		part.Text = &text
	} else {
		encoded := base64.StdEncoding.EncodeToString(bytes)
		part.Base64 = &encoded
	}
	return part, nil
}

// closeAnswer ends a request, wherever it is.
func (h *host) closeAnswer(id int) {
	h.mu.Lock()
	ended := h.answers[id]
	delete(h.answers, id)
	h.mu.Unlock()
	if ended == nil {
		return
	}
	ended.cancel()
	if ended.response != nil {
		ended.response.Close()
	}
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
