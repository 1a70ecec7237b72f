package plugin

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Metrics that Grafana offers at /metrics/plugins/sglang-nightly-datasource, by data source.
var (
	runsHeld = gauge("runs", "Runs that the data source answers from.")
	lastRead = gauge("last_refresh_timestamp_seconds", "When the source was last read, in seconds since 1970.")
	failures = gauge("refresh_failures_in_a_row", "Refreshes that failed since the last one without a failure.")
	unread   = gauge("unread_runs", "Runs that the last refresh could not read.")
	restarts = counter("program_restarts_total", "How often the program exceeded its limits and was restarted.")
	busy     = counter("program_busy_seconds_total", "How long the program has worked.")
	received = counter("received_bytes_total", "Bytes of answers that the source sent.")
)

const (
	namespace = "sglang_nightly_datasource"
	byUID     = "datasource_uid"
)

func gauge(name, help string) *prometheus.GaugeVec {
	return promauto.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, []string{byUID})
}

func counter(name, help string) *prometheus.CounterVec {
	return promauto.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, []string{byUID})
}

// state is what the program says of itself after each refresh; times are milliseconds since 1970.
type state struct {
	Runs           float64 `json:"runs"`
	Refreshed      float64 `json:"refreshed"`
	FailuresInARow float64 `json:"failuresInARow"`
	Unread         float64 `json:"unread"`
}

// meter measures one data source.
type meter struct {
	uid string
}

// meters counts the programs of each data source: after a change of its settings the one before lingers for a while.
var meters = struct {
	mu    sync.Mutex
	ofUID map[string]int
}{ofUID: map[string]int{}}

func newMeter(uid string) meter {
	meters.mu.Lock()
	defer meters.mu.Unlock()
	meters.ofUID[uid]++
	return meter{uid: uid}
}

func (m meter) state(now state) {
	runsHeld.WithLabelValues(m.uid).Set(now.Runs)
	failures.WithLabelValues(m.uid).Set(now.FailuresInARow)
	unread.WithLabelValues(m.uid).Set(now.Unread)
	if now.Refreshed > 0 {
		lastRead.WithLabelValues(m.uid).Set(now.Refreshed / 1000)
	}
}

func (m meter) worked(duration time.Duration) {
	busy.WithLabelValues(m.uid).Add(duration.Seconds())
}

func (m meter) restarted() {
	restarts.WithLabelValues(m.uid).Inc()
}

func (m meter) received(bytes int) {
	received.WithLabelValues(m.uid).Add(float64(bytes))
}

// end takes the data source out of the metrics with its last program: what is not there any more has no age.
func (m meter) end() {
	meters.mu.Lock()
	defer meters.mu.Unlock()
	if meters.ofUID[m.uid]--; meters.ofUID[m.uid] > 0 {
		return
	}
	delete(meters.ofUID, m.uid)
	for _, all := range []*prometheus.GaugeVec{runsHeld, lastRead, failures, unread} {
		all.DeleteLabelValues(m.uid)
	}
	for _, all := range []*prometheus.CounterVec{restarts, busy, received} {
		all.DeleteLabelValues(m.uid)
	}
}
