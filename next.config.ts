import type { NextConfig } from "next";

import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "./lib/http/security-headers";

const listed = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }));

const config: NextConfig = {
  // The console as one folder with the few packages that it needs: `.next/standalone`.
  output: "standalone",
  // By its readiness, to know the schema that it was built for.
  outputFileTracingIncludes: {
    "/api/health/ready": ["./db/migrations/*.sql"],
    // Served at /docs.
    "/docs/[[...page]]": ["./docs/**/*.md"],
  },
  // No picture is resized here: half of what would be copied.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  // Pages get a policy of their own, with a nonce, from proxy.ts.
  headers: async () => [
    { source: "/:path*", headers: listed(SECURITY_HEADERS) },
    {
      source: "/:path*",
      has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
      headers: listed(TRANSPORT_SECURITY),
    },
  ],
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
