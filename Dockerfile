# Builds the plugin and the collector once; `docker compose up` runs a target of each.
ARG GRAFANA_IMAGE=grafana
ARG GRAFANA_VERSION=12.3.0

FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

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

FROM grafana/${GRAFANA_IMAGE}:${GRAFANA_VERSION} AS grafana
# Outside /var/lib/grafana, which is a volume.
ENV GF_PATHS_PLUGINS=/opt/grafana-plugins \
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=sglang-nightly-datasource
COPY --from=build /src/dist /opt/grafana-plugins/sglang-nightly-datasource
COPY provisioning /etc/grafana/provisioning
