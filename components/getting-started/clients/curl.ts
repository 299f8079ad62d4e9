import type { ClientGuide } from "./client";

/** No SDK at all: one interaction in one request, with what it retrieved, called and answered. */
export const curl: ClientGuide = {
  id: "curl",
  label: "curl",
  steps: ({ origin, apiKey }) => [
    {
      title: "Terminal",
      note: "One interaction in one request, for programs without OpenTelemetry. Only name, started_at and ended_at are required.",
      code: `STARTED=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1 # your program asks its model here
curl -sS ${origin}/api/v1/interactions \\
  -H "authorization: Bearer ${apiKey}" \\
  -H "content-type: application/json" \\
  -d @- <<JSON
{
  "name": "first-steps",
  "feature": "first-steps",
  "started_at": "$STARTED",
  "ended_at": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
  "user_id": "user-1",
  "session_id": "session-1",
  "provider": "openai",
  "model": "gpt-4o-mini",
  "prompt": { "name": "support", "system": "You answer questions about orders in one sentence." },
  "messages": [{ "role": "user", "content": "Where is my order?" }],
  "output": "It left the warehouse this morning.",
  "usage": { "input_total": 31, "output_total": 9 }
}
JSON`,
    },
  ],
};
