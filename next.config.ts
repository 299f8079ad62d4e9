import type { NextConfig } from "next";

const config: NextConfig = {
  // The console as one folder with the few packages that it needs: `.next/standalone`.
  output: "standalone",
  // Read by its readiness, to know the schema that it was built for.
  outputFileTracingIncludes: { "/api/health/ready": ["./db/migrations/*.sql"] },
  // No picture is resized here: half of what would be copied.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run verify` checks types, tests included; a build on somebody's server need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Paths that the server in front has not answered are passed on as they were asked.
  skipTrailingSlashRedirect: true,
  // Native or binary-carrying packages stay outside the bundle.
  serverExternalPackages: ["postgres", "pino", "prom-client"],
};

export default config;
