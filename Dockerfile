# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:22-bookworm-slim
LABEL org.opencontainers.image.title="mqtt-bench" \
      org.opencontainers.image.description="Protocol conformance and load tests for MQTT brokers" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE README.md ./
COPY bin ./bin
COPY schema ./schema
COPY scenarios ./scenarios
COPY targets ./targets
RUN mkdir /reports && chown node:node /reports
USER node
# Scenarios of your own are mounted into /work, reports come out at /reports: -v "$PWD:/work:ro" -v mqtt-bench-reports:/reports
WORKDIR /work
VOLUME ["/reports"]
# A command that ends: there is no service whose health could be asked.
HEALTHCHECK NONE
ENTRYPOINT ["node", "/app/bin/mqtt-bench.js"]
CMD ["--help"]
