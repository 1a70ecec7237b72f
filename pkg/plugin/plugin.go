// Package plugin answers Grafana for one data source each: it hands questions to the program, and its answers back.
package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/egress"
	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/files"
	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/program"
)

const (
	// patience bounds every question; an alert rule has 30 seconds.
	patience = 28 * time.Second
	// largestBody is that of a question: a hundred queries with dozens of models each have some tens of kilobytes.
	largestBody = 256 << 10
	// fromExpression is the header with which Grafana's expressions ask.
	fromExpression = "X-Grafana-From-Expr"
)

// Instance is one data source with its settings.
type Instance struct {
	program *program.Program
	release func()
}

var (
	_ backend.QueryDataHandler      = (*Instance)(nil)
	_ backend.CallResourceHandler   = (*Instance)(nil)
	_ backend.CheckHealthHandler    = (*Instance)(nil)
	_ instancemgmt.InstanceDisposer = (*Instance)(nil)
)

// Factory returns what makes instances. Those with the same settings share a program.
func Factory() datasource.InstanceFactoryFunc {
	programs := &pool{programs: map[string]*pooled{}}
	store := files.New(files.Root())
	shared := newHelpers()
	return func(ctx context.Context, given backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
		start, config, key, err := readSettings(backend.PluginConfigFromContext(ctx).OrgID, given)
		if err != nil {
			return nil, err
		}
		options, err := given.HTTPClientOptions(ctx)
		if err != nil {
			return nil, err
		}
		start.Helpers = shared.count
		out, err := egress.New(config, options)
		if err != nil {
			return nil, err
		}
		logger := log.DefaultLogger.With("datasource", given.UID)
		running, release := programs.acquire(key, func() (*program.Program, func()) {
			measured := newMeter(given.UID)
			started := program.Start(program.Options{
				Host:     &host{out: out, files: store, log: logger, meter: measured, helpers: shared, answers: map[int]*answering{}},
				Settings: start,
				Limits:   limitsOf(start.Options),
				Worked:   measured.worked,
				Broken: func(message string) {
					measured.restarted()
					logger.Error(message)
				},
			})
			return started, func() {
				started.Close()
				out.Close()
				measured.end()
			}
		})
		return &Instance{program: running, release: release}, nil
	}
}

// Dispose gives the program back.
func (i *Instance) Dispose() {
	i.release()
}

type dataQuery struct {
	RefID string          `json:"refId"`
	From  int64           `json:"from"`
	To    int64           `json:"to"`
	Model json.RawMessage `json:"model"`
}

type queryRequest struct {
	Queries   []dataQuery `json:"queries"`
	FromAlert bool        `json:"fromAlert"`
	AsNumbers bool        `json:"asNumbers"`
}

type dataAnswer struct {
	Frames data.Frames `json:"frames"`
	Error  string      `json:"error"`
	Status int         `json:"status"`
}

// QueryData answers alert rules, expressions, public dashboards and reports.
func (i *Instance) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	fromAlert := request.Headers["FromAlert"] == "true"
	asked := queryRequest{FromAlert: fromAlert, AsNumbers: fromAlert || request.GetHTTPHeader(fromExpression) == "true"}
	for _, query := range request.Queries {
		asked.Queries = append(asked.Queries, dataQuery{
			RefID: query.RefID,
			From:  query.TimeRange.From.UnixMilli(),
			To:    query.TimeRange.To.UnixMilli(),
			Model: query.JSON,
		})
	}
	response := backend.NewQueryDataResponse()
	answers := map[string]dataAnswer{}
	err := i.ask(ctx, "queryData", asked, &answers)
	for _, query := range request.Queries {
		response.Responses[query.RefID] = dataResponse(answers[query.RefID], err)
	}
	return response, nil
}

func dataResponse(answer dataAnswer, err error) backend.DataResponse {
	switch {
	case err != nil:
		return backend.ErrDataResponse(backend.StatusInternal, err.Error())
	case answer.Error != "":
		return backend.ErrDataResponseWithSource(backend.Status(answer.Status), backend.ErrorSourceDownstream, answer.Error)
	}
	return backend.DataResponse{Frames: answer.Frames, Status: backend.StatusOK}
}

type resourceRequest struct {
	Method string     `json:"method"`
	Path   string     `json:"path"`
	Query  url.Values `json:"query"`
	Body   string     `json:"body"`
}

type resourceAnswer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// CallResource answers panels, editors and variables in the browser, as a collector answers them.
func (i *Instance) CallResource(ctx context.Context, request *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	if len(request.Body) > largestBody {
		return sendError(sender, http.StatusRequestEntityTooLarge, "tooLarge", "The request is larger than 256 kB. Ask for less at once.")
	}
	_, rawQuery, _ := strings.Cut(request.URL, "?")
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return sendError(sender, http.StatusBadRequest, "badRequest", "The query string can't be read.")
	}
	var answer resourceAnswer
	err = i.ask(ctx, "resource", resourceRequest{
		Method: request.Method,
		Path:   "/" + strings.TrimPrefix(request.Path, "/"),
		Query:  query,
		Body:   string(request.Body),
	}, &answer)
	if err != nil {
		return sendError(sender, http.StatusInternalServerError, "internal", err.Error())
	}
	return sendJSON(sender, answer.Status, answer.Headers, answer.Body)
}

type healthAnswer struct {
	Status  string          `json:"status"`
	Message string          `json:"message"`
	Details json.RawMessage `json:"details"`
}

// CheckHealth answers "Save & test".
func (i *Instance) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	var answer healthAnswer
	if err := i.ask(ctx, "health", struct{}{}, &answer); err != nil {
		return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: err.Error()}, nil
	}
	status := backend.HealthStatusOk
	switch answer.Status {
	case "error":
		status = backend.HealthStatusError
	case "unknown":
		status = backend.HealthStatusUnknown
	}
	return &backend.CheckHealthResult{Status: status, Message: answer.Message, JSONDetails: answer.Details}, nil
}

func (i *Instance) ask(ctx context.Context, method string, given, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	text, err := i.program.Call(ctx, method, given)
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("the program is busy, probably with its first load or with finding changes; ask again")
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

func sendError(sender backend.CallResourceResponseSender, status int, kind, message string) error {
	body, err := json.Marshal(map[string]any{"error": map[string]string{"kind": kind, "message": message}})
	if err != nil {
		return err
	}
	return sendJSON(sender, status, nil, body)
}

func sendJSON(sender backend.CallResourceResponseSender, status int, said map[string]string, body []byte) error {
	headers := map[string][]string{"Content-Type": {"application/json; charset=utf-8"}}
	for name, value := range said {
		headers[name] = []string{value}
	}
	return sender.Send(&backend.CallResourceResponse{Status: status, Headers: headers, Body: body})
}
