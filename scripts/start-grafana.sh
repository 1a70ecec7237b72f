#!/bin/sh
# Starts Grafana with SGLang's nights where there is a token for GitHub, and with the demo where there is none:
# provisioning/datasources reads what is exported here.
set -eu
if [ -n "${GITHUB_TOKEN:-}" ]; then
  SGLANG_NIGHTLY_SOURCE=github
else
  SGLANG_NIGHTLY_SOURCE=demo
fi
export SGLANG_NIGHTLY_SOURCE
exec /run.sh "$@"
