//go:build mage

// Mage's targets, where Grafana's tools expect them. `npm run build:server` bundles the program and builds all this needs.
package main

import (
	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
)

// Default builds for all platforms.
var Default = build.BuildAll
