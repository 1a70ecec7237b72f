// Command gpx_sglang_nightly is the server part of Grafana's data source SGLang Nightly.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/plugin"
)

const pluginID = "sglang-nightly-datasource"

func main() {
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
