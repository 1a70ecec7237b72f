package plugin

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// runsNow returns the runs of each data source, as Grafana collects them.
func runsNow(t *testing.T) []float64 {
	t.Helper()
	families, err := prometheus.DefaultGatherer.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var found []float64
	for _, family := range families {
		if family.GetName() == namespace+"_runs" {
			for _, metric := range family.GetMetric() {
				found = append(found, metric.GetGauge().GetValue())
			}
		}
	}
	return found
}

func TestKeepsTheMetricsOfADataSourceWhileOneOfItsProgramsRuns(t *testing.T) {
	before := newMeter("uid")
	before.state(state{Runs: 3})
	after := newMeter("uid")
	after.state(state{Runs: 5})
	before.end()
	if runs := runsNow(t); len(runs) != 1 || runs[0] != 5 {
		t.Errorf("%v runs after the settings changed", runs)
	}
	after.end()
	if runs := runsNow(t); len(runs) != 0 {
		t.Errorf("%v runs are left", runs)
	}
}
