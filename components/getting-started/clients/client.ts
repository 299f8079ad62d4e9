/** Where snippets send to. */
export interface Target {
  /** Without a slash at the end. */
  origin: string;
  /** A real key, or what stands for one. */
  apiKey: string;
}

export interface Step {
  /** What to do with it: "Install", "first-trace.mjs". */
  title: string;
  /** One sentence when the code does not say it. */
  note?: string;
  code: string;
}

/** How one client is pointed here: pure text, so that tests can run it. */
export interface ClientGuide {
  /** In the URL. */
  id: string;
  label: string;
  steps: (target: Target) => Step[];
}

/** The two variables that every OpenTelemetry SDK reads. Values of headers are percent-encoded. */
export const otelVariables = ({ origin, apiKey }: Target): Step => ({
  title: "Terminal: where to send, and with which key",
  code: [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`,
    `export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20${apiKey}"`,
    "export OTEL_SERVICE_NAME=my-app",
  ].join("\n"),
});
