// Command harness starts the plugin's executable as Grafana does, and offers its calls as JSON over HTTP on 127.0.0.1:
// so that tests in TypeScript drive the real process. Its first line of output is the address.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

const pluginID = "sglang-nightly-datasource"

type plugin struct {
	client   *goplugin.Client
	data     grpcplugin.DataClient
	resource grpcplugin.ResourceClient
	health   grpcplugin.DiagnosticsClient
}

// instance is the data source that a request is about.
type instance struct {
	// Organisation is that of who asks; 1 where none is given.
	Organisation int64             `json:"organisation"`
	Options      map[string]any    `json:"options"`
	Secrets      map[string]string `json:"secrets"`
}

func main() {
	started := time.Now()
	running, err := start(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer running.client.Kill()
	handshake := time.Since(started)
	http.HandleFunc("/resource", handle(running.callResource))
	http.HandleFunc("/query", handle(running.queryData))
	http.HandleFunc("/health", handle(running.checkHealth))
	http.HandleFunc("/metrics", handle(running.collectMetrics))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	reattach := running.client.ReattachConfig()
	fmt.Printf("{\"url\":\"http://%s\",\"pid\":%d,\"handshakeMs\":%d}\n", listener.Addr(), reattach.Pid, handshake.Milliseconds())
	go func() { _ = http.Serve(listener, nil) }()
	// The test ends it by closing its input.
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func start(executable string) (*plugin, error) {
	client := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
			"data":        &grpcplugin.DataGRPCPlugin{},
		}},
		Cmd:              exec.Command(executable), //nolint:gosec // the test names it
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Output: os.Stderr, Level: hclog.Info, JSONFormat: true}),
	})
	rpc, err := client.Client()
	if err != nil {
		return nil, err
	}
	running := &plugin{client: client}
	for name, keep := range map[string]func(any){
		"data":        func(raw any) { running.data = raw.(grpcplugin.DataClient) },
		"resource":    func(raw any) { running.resource = raw.(grpcplugin.ResourceClient) },
		"diagnostics": func(raw any) { running.health = raw.(grpcplugin.DiagnosticsClient) },
	} {
		raw, err := rpc.Dispense(name)
		if err != nil {
			return nil, err
		}
		keep(raw)
	}
	return running, nil
}

func (i instance) context() (*pluginv2.PluginContext, error) {
	options, err := json.Marshal(i.Options)
	if err != nil {
		return nil, err
	}
	// Other settings, secrets or organisations are another data source.
	hash := fnv.New32a()
	_, _ = fmt.Fprintln(hash, string(options), i.Secrets, i.Organisation)
	id := int64(hash.Sum32())
	return backend.ToProto().PluginContext(backend.PluginContext{
		Namespace: "default",
		PluginID:  pluginID,
		OrgID:     max(i.Organisation, 1),
		User:      &backend.User{Login: "viewer", Role: "Viewer"},
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: id, UID: fmt.Sprint("under-test-", id), Name: "Under test", JSONData: options, DecryptedSecureJSONData: i.Secrets,
			Updated: time.Unix(0, 0),
		},
	}), nil
}

type resourceRequest struct {
	instance
	Method string `json:"method"`
	Path   string `json:"path"`
	URL    string `json:"url"`
	Body   string `json:"body"`
}

func (p *plugin) callResource(ctx context.Context, asked resourceRequest) (any, error) {
	about, err := asked.context()
	if err != nil {
		return nil, err
	}
	stream, err := p.resource.CallResource(ctx, &pluginv2.CallResourceRequest{
		PluginContext: about, Method: asked.Method, Path: asked.Path, Url: asked.URL, Body: []byte(asked.Body),
	})
	if err != nil {
		return nil, err
	}
	answer, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": answer.Code, "body": string(answer.Body)}, nil
}

type queryRequest struct {
	instance
	From      int64             `json:"from"`
	To        int64             `json:"to"`
	FromAlert bool              `json:"fromAlert"`
	Queries   []json.RawMessage `json:"queries"`
}

type queryAnswer struct {
	Error  string `json:"error,omitempty"`
	Frames []any  `json:"frames"`
	// Dataplane is what Grafana's own reader of frames made of them.
	Dataplane string `json:"dataplane"`
}

func (p *plugin) queryData(ctx context.Context, asked queryRequest) (any, error) {
	about, err := asked.context()
	if err != nil {
		return nil, err
	}
	request := &pluginv2.QueryDataRequest{PluginContext: about, Headers: map[string]string{}}
	if asked.FromAlert {
		request.Headers["FromAlert"] = "true"
	}
	for _, model := range asked.Queries {
		var query struct {
			RefID string `json:"refId"`
		}
		if err := json.Unmarshal(model, &query); err != nil {
			return nil, err
		}
		request.Queries = append(request.Queries, &pluginv2.DataQuery{
			RefId: query.RefID, Json: model, IntervalMS: 1000, MaxDataPoints: 1000,
			TimeRange: &pluginv2.TimeRange{FromEpochMS: asked.From, ToEpochMS: asked.To},
		})
	}
	response, err := p.data.QueryData(ctx, request)
	if err != nil {
		return nil, err
	}
	answers := map[string]queryAnswer{}
	for refID, one := range response.Responses {
		answer := queryAnswer{Error: one.Error}
		frames, err := data.UnmarshalArrowFrames(one.Frames)
		if err != nil {
			return nil, err
		}
		for _, frame := range frames {
			answer.Frames = append(answer.Frames, frame)
		}
		answer.Dataplane = readDataplane(frames)
		answers[refID] = answer
	}
	return answers, nil
}

func (p *plugin) checkHealth(ctx context.Context, asked instance) (any, error) {
	about, err := asked.context()
	if err != nil {
		return nil, err
	}
	answer, err := p.health.CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: about})
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": answer.Status.String(), "message": answer.Message}, nil
}

// collectMetrics returns what Grafana offers at /metrics/plugins, as Prometheus reads it.
func (p *plugin) collectMetrics(ctx context.Context, _ struct{}) (any, error) {
	answer, err := p.health.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return nil, err
	}
	return string(answer.Metrics.Prometheus), nil
}

func handle[Asked any](answer func(context.Context, Asked) (any, error)) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		var asked Asked
		err := json.NewDecoder(request.Body).Decode(&asked)
		var answered any
		if err == nil {
			answered, err = answer(request.Context(), asked)
		}
		if err != nil {
			http.Error(writer, err.Error(), http.StatusInternalServerError)
			return
		}
		writer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(writer).Encode(answered)
	}
}
