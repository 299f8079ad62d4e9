#!/bin/sh
# Starts one program, or all of them, in the folder of the image. `node` is replaced, so signals reach the program itself.
set -eu
program="${1:-all}"

case "$program" in
  all)
    exec node .next/recount/start.mjs
    ;;
  prepare)
    exec node .next/recount/prepare-database.mjs
    ;;
  server)
    exec node --max-semi-space-size=32 --heap-growing-percent=120 .next/recount/server.mjs
    ;;
  console)
    export HOSTNAME="${HOST:-0.0.0.0}" KEEP_ALIVE_TIMEOUT=65000 NEXT_TELEMETRY_DISABLED=1
    exec node --heap-growing-percent=100 .next/standalone/server.js
    ;;
  worker)
    export RECOUNT_WORKER_PORT="${RECOUNT_WORKER_PORT:-$PORT}"
    exec node --max-semi-space-size=16 --heap-growing-percent=100 .next/recount/worker.mjs
    ;;
  healthy)
    # Whatever runs in here answers at the same port, the worker at paths of its own.
    exec node --input-type=module -e '
      const base = `http://127.0.0.1:${process.env.PORT ?? 3000}`;
      const answers = await Promise.all(["/api/health/ready", "/health/ready"].map((path) => fetch(base + path).catch(() => ({}))));
      process.exit(answers.some(({ ok }) => ok) ? 0 : 1);'
    ;;
  *)
    echo "There is no program \"$program\": all, server, console, worker, prepare." >&2
    exit 64
    ;;
esac
