// Command gpx_sglang_nightly is the server part of Grafana's data source SGLang Nightly.
package main

import (
	"os"
	"runtime/debug"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/plugin"
)

const pluginID = "sglang-nightly-datasource"

// Nearly all memory is that of the engine, outside of Go's heap: what is in it is cheap to look through more often.
const collectAt = 40

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if len(os.Args) == 2 && os.Args[1] == plugin.HelperArgument {
		if err := plugin.RunHelper(os.Stdin, os.Stdout); err != nil {
			log.DefaultLogger.Error("The helper ended", "error", err)
			os.Exit(1)
		}
		return
	}
	if err := datasource.Manage(pluginID, plugin.Factory(), datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin ended", "error", err)
		os.Exit(1)
	}
}
