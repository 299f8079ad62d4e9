#!/bin/sh
# Starts one program, or all of them, in the folder of the image. `node` is replaced, so signals reach the program itself.
set -eu
program="${1:-all}"
[ $# -gt 0 ] && shift

case "$program" in
  all|prepare|server|console|worker|rebuild|reset-password|rotate-secret|signing-key|verify)
    if [ -z "${DATABASE_URL:-}" ]; then
      echo "DATABASE_URL is not set: the image holds no PostgreSQL, so name one as postgres://user:password@host:5432/database." >&2
      exit 78
    fi
    ;;
esac

case "$program" in
  all)
    exec node .next/recount/start.mjs
    ;;
  prepare)
    exec node .next/recount/prepare-database.mjs
    ;;
  server)
    # As the supervisor does: runtime/supervise.ts says why.
    export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=262144 MALLOC_TRIM_THRESHOLD_=1048576
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
  rebuild|reset-password|rotate-secret|signing-key|verify)
    exec node ".next/recount/$program.mjs" "$@"
    ;;
  healthy)
    # Whatever runs in here answers at this port, the worker at paths and perhaps a port of its own.
    exec node --input-type=module -e '
      const { PORT = "3000", RECOUNT_WORKER_PORT } = process.env;
      const addresses = [`${PORT}/api/health/ready`, `${RECOUNT_WORKER_PORT || PORT}/health/ready`];
      const ask = (address) => fetch(`http://127.0.0.1:${address}`, { signal: AbortSignal.timeout(5_000) }).catch(() => ({}));
      const answers = await Promise.all(addresses.map(ask));
      process.exit(answers.some(({ ok }) => ok) ? 0 : 1);'
    ;;
  *)
    echo "There is no program \"$program\": all, server, console, worker, prepare, rebuild, reset-password, rotate-secret, signing-key, verify." >&2
    exit 64
    ;;
esac
