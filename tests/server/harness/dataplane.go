package main

import (
	"fmt"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// readDataplane reads frames as Grafana's alert rules and expressions do, and says what it found: "numeric 3",
// "timeseries 8", or why they can't be read.
func readDataplane(frames data.Frames) string {
	kind, err := reader.CanReadBasedOnMeta(frames)
	if err != nil {
		return err.Error()
	}
	if kind.Kind() == data.KindTimeSeries {
		series, err := timeseries.CollectionReaderFromFrames(frames)
		if err != nil {
			return err.Error()
		}
		collection, err := series.GetCollection(false)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("timeseries %d%s", len(collection.Refs), warning(collection.Warning))
	}
	numbers, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		return err.Error()
	}
	collection, err := numbers.GetCollection(false)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("numeric %d%s", len(collection.Refs), warning(collection.Warning))
}

func warning(err error) string {
	if err == nil {
		return ""
	}
	return ", warning: " + err.Error()
}
