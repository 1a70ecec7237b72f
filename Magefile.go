//go:build mage

// Mage's targets, where Grafana's tools expect them: `mage buildAll` builds the server part from a clean clone, and
// `npm run build:server` does the same.
package main

import (
	"os"
	"sync"

	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
	"github.com/magefile/mage/sh"
)

// Default builds for all platforms.
var Default = build.BuildAll

// The SDK takes no error here.
var _ = build.SetBeforeBuildCallback(prepare)

// builtPlugin is where the manifest names the executables, which the one in src does not: the plugin works without them.
const builtPlugin = "dist"

// prepare makes what Go embeds and what the SDK reads, once for all platforms.
func prepare(config build.Config) (build.Config, error) {
	if err := prepared(); err != nil {
		return config, err
	}
	config.PluginJSONPath = builtPlugin
	if config.Env != nil {
		config.Env["GOFLAGS"] = "-trimpath"
	}
	return config, nil
}

var prepared = sync.OnceValue(func() error {
	steps := [][]string{
		{"node", "scripts/build-server.mjs", "--program"},
		{"node", "scripts/add-server-part.mjs", builtPlugin},
	}
	if isMissing(builtPlugin + "/plugin.json") {
		steps = append([][]string{{"npm", "run", "build:plugin"}}, steps...)
	}
	if isMissing("node_modules") {
		steps = append([][]string{{"npm", "ci"}}, steps...)
	}
	for _, step := range steps {
		if err := sh.RunV(step[0], step[1:]...); err != nil {
			return err
		}
	}
	return nil
})

func isMissing(path string) bool {
	_, err := os.Stat(path)
	return os.IsNotExist(err)
}
