#!/usr/bin/env bash
# What action.yml runs: one conformance run, which puts its Markdown into the job's summary by itself; its exit code is the step's.
# Reads TARGET, MQTT_VERSION, PROFILE, BASELINE, ARGS, OUT and ACTION from the environment; all but ACTION may be empty.
set -uo pipefail

[ -n "${MQTT_BENCH_USERNAME:-}" ] || unset MQTT_BENCH_USERNAME
[ -n "${MQTT_BENCH_PASSWORD:-}" ] || unset MQTT_BENCH_PASSWORD

out=${OUT:-mqtt-bench-report}
options=(--out "$out" --no-color)
[ -z "${TARGET:-}" ] || options+=(--target "$TARGET")
[ -z "${MQTT_VERSION:-}" ] || options+=(--protocol "$MQTT_VERSION")
[ -z "${PROFILE:-}" ] || options+=(--profile "$PROFILE")
[ -z "${BASELINE:-}" ] || options+=(--baseline "$BASELINE")
read -r -a further <<<"${ARGS:-}"

node "$ACTION/bin/mqtt-bench.js" conformance "${options[@]}" ${further[@]+"${further[@]}"}
code=$?

report=$(find "$out/conformance" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | sort | tail -n 1)
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "report=$report" >>"$GITHUB_OUTPUT"
  echo "exit-code=$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
