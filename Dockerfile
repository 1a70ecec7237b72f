# Builds the plugin, its server part and the collector once; `docker compose up` runs a target of each. All that is built is
# built on the machine's own platform, so that images for another one need no emulation.
ARG GRAFANA_IMAGE=grafana
ARG GRAFANA_VERSION=12.4.10

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && mkdir /data

# Adds the server part for the platform of the image, by the targets of Grafana's SDK.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS plugin
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /src ./
ARG TARGETARCH
RUN case "$TARGETARCH" in amd64) target=build:linux ;; arm64) target=build:linuxARM64 ;; esac \
    && go run github.com/magefile/mage "$target" build:generateManifestFile

FROM node:22-bookworm-slim AS collector
LABEL org.opencontainers.image.title="SGLang Nightly collector" \
      org.opencontainers.image.description="Collects and archives SGLang's nightly benchmarks, and answers questions about them" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/dist-collector/sglang-nightly.cjs /app/sglang-nightly.cjs
COPY --from=build --chown=node:node /data /data
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/sglang-nightly.cjs"]
CMD ["serve", "--host", "0.0.0.0", "--data-dir", "/data", "--fetch-on-start"]

FROM grafana/${GRAFANA_IMAGE}:${GRAFANA_VERSION} AS grafana
LABEL org.opencontainers.image.title="Grafana with SGLang Nightly" \
      org.opencontainers.image.description="Grafana with the data source of SGLang's nightly benchmarks, provisioned" \
      org.opencontainers.image.licenses="Apache-2.0 AND AGPL-3.0-only"
# Outside /var/lib/grafana, which is a volume.
ENV GF_PATHS_PLUGINS=/opt/grafana-plugins \
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=sglang-nightly-datasource \
    GF_PLUGIN_SGLANG_NIGHTLY_DATASOURCE_DATA_DIR=/var/lib/grafana/sglang-nightly
COPY --from=plugin /src/dist /opt/grafana-plugins/sglang-nightly-datasource
COPY provisioning /etc/grafana/provisioning
COPY --chmod=755 scripts/start-grafana.sh /start-grafana.sh
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:3000/api/health"]
ENTRYPOINT ["/start-grafana.sh"]
