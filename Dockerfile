# Builds the plugin, its server part and the collector once; `docker compose up` runs a target of each.
ARG GRAFANA_IMAGE=grafana
ARG GRAFANA_VERSION=12.4.10

FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm run build:server -- --program

FROM golang:1.26-bookworm AS server
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY pkg pkg
COPY --from=build /src/pkg/program/program.js pkg/program/program.js
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/ ./pkg \
    && mv /out/pkg "/out/gpx_sglang_nightly_$(go env GOOS)_$(go env GOARCH)"

FROM node:22-bookworm-slim AS collector
COPY --from=build /src/dist-collector/sglang-nightly.cjs /app/sglang-nightly.cjs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/sglang-nightly.cjs"]
CMD ["serve", "--host", "0.0.0.0", "--data-dir", "/data", "--fetch-on-start"]

# The built plugin with its server part for the machine that builds the image.
FROM node:22-bookworm-slim AS plugin
WORKDIR /src
COPY --from=build /src/dist dist
COPY --from=build /src/scripts/add-server-part.mjs scripts/
COPY --from=server /out dist
RUN node scripts/add-server-part.mjs dist

FROM grafana/${GRAFANA_IMAGE}:${GRAFANA_VERSION} AS grafana
# Outside /var/lib/grafana, which is a volume.
ENV GF_PATHS_PLUGINS=/opt/grafana-plugins \
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=sglang-nightly-datasource \
    GF_PLUGIN_SGLANG_NIGHTLY_DATASOURCE_DATA_DIR=/var/lib/grafana/sglang-nightly
COPY --from=plugin /src/dist /opt/grafana-plugins/sglang-nightly-datasource
COPY provisioning /etc/grafana/provisioning
COPY --chmod=755 scripts/start-grafana.sh /start-grafana.sh
ENTRYPOINT ["/start-grafana.sh"]
