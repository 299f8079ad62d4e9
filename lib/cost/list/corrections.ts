import type { ListedModel } from "./format";

/**
 * Where the lists are wrong and the vendor's own page says what is right. Asked before the lists, by exact name.
 * Each says where it was read; one that the lists have caught up with goes.
 */

type Correction = Omit<ListedModel, "source" | "id"> & { note: string };

/** DeepSeek's V3 and R1, as https://api-docs.deepseek.com/quick_start/pricing and /news told it. */
const DEEPSEEK_NEWS =
  "Off-peak discount from 2025-02-26 to 2025-09-05T16:00Z (https://api-docs.deepseek.com/quick_start/pricing); prices of V3.1 from then (/news/news250821), of V3.2-Exp from 2025-09-29 (/news/news250929). genai-prices goes on discounting the nights.";
const v3x = [
  {
    from: "2025-09-05T16:00Z",
    units: { input_mtok: "0.56", cache_read_mtok: "0.07", output_mtok: "1.68" },
  },
  { from: "2025-09-29", units: { input_mtok: "0.28", cache_read_mtok: "0.028", output_mtok: "0.42" } },
];

const DEEPSEEK_V4 =
  "From 2026-08-16T16:00Z with peak hours (01:00-04:00 and 06:00-10:00 UTC), none at weekends from 2026-08-23 and none on Chinese public holidays; V4.1 Flash from 2026-09-10 (https://api-docs.deepseek.com/quick_start/pricing, /updates). Same figures as genai-prices, whose form cannot say a date, hours and days at once; LiteLLM has the peak price for all hours.";
type Units = Record<string, string>;
const units = (input: string, read: string, output: string): Units => ({
  input_mtok: input,
  cache_read_mtok: read,
  output_mtok: output,
});
const V4_HOURS: [string, string][] = [
  ["01:00", "04:00"],
  ["06:00", "10:00"],
];
/** Mid-Autumn and National Day of 2026. */
const HOLIDAYS = [
  ["2026-09-25", "2026-09-28"],
  ["2026-10-01", "2026-10-08"],
] as const;
/** From a moment on: off-peak, peak hours, and the days that have none. */
const peaks = (from: string, off: Units, peak: Units): ListedModel["prices"] => [
  { from, units: off },
  ...V4_HOURS.map((hours) => ({ from, hours, units: peak })),
  { from: from > "2026-08-23" ? from : "2026-08-23", days: [0, 6], units: off },
  ...HOLIDAYS.map(([first, until]) => ({ from: first, until, units: off })),
];

const FLASH_V4 = units("0.14", "0.0028", "0.28");
const PRO_V4 = units("0.435", "0.003625", "0.87");

const SONAR =
  "The request fee depends on search_context_size, which is low unless the call asks for more (https://docs.perplexity.ai/getting-started/pricing). genai-prices charges the highest, LiteLLM by size.";
const sonar = (name: string, fee: string, input: string, output: string): Correction => ({
  provider: "perplexity",
  names: [name],
  prices: [{ units: { input_mtok: input, output_mtok: output, requests_kcount: fee } }],
  note: SONAR,
});

export const CORRECTIONS: readonly Correction[] = [
  {
    provider: "anthropic",
    names: ["claude-2.0", "claude-2.1"],
    prices: [{ units: { input_mtok: "8", output_mtok: "24" } }],
    note: "Both versions cost the same until they were retired (https://www.anthropic.com/news/claude-2-1). genai-prices means them by the beginning claude-2, which would mean any later version as well.",
  },
  {
    provider: "google",
    names: ["claude-3-5-sonnet-v2", "claude-3-5-sonnet-v2@20241022"],
    prices: [
      { units: { input_mtok: "3", cache_read_mtok: "0.3", cache_write_mtok: "3.75", output_mtok: "15" } },
    ],
    note: "Vertex AI's name of the second snapshot, at the price of the first (https://cloud.google.com/vertex-ai/generative-ai/pricing). genai-prices means it by a part of the name.",
  },
  {
    provider: "mistral",
    names: ["mistral-large-latest"],
    prices: [
      { units: { input_mtok: "2", output_mtok: "6" } },
      { from: "2025-12-02", units: { input_mtok: "0.5", cache_read_mtok: "0.05", output_mtok: "1.5" } },
    ],
    note: "Mistral Large 3 (25.12) answers under this alias since 2025-12-02 (https://docs.mistral.ai/models/mistral-large-3-25-12). genai-prices has it at Mistral Large 2's price.",
  },
  {
    provider: "deepseek",
    names: ["deepseek-chat", "deepseek-chat-v3-0324"],
    prices: [
      { units: units("0.27", "0.07", "1.1") },
      { from: "2025-02-26", hours: ["16:30", "00:30"], units: units("0.135", "0.035", "0.55") },
      ...v3x,
    ],
    note: DEEPSEEK_NEWS,
  },
  {
    provider: "deepseek",
    names: ["deepseek-v3.2", "deepseek-v3.2-exp"],
    prices: [{ units: units("0.28", "0.028", "0.42") }],
    note: "https://api-docs.deepseek.com/quick_start/pricing",
  },
  {
    provider: "deepseek",
    names: ["deepseek-r1", "deepseek-r1-0528"],
    prices: [
      { units: units("0.55", "0.14", "2.19") },
      {
        from: "2025-02-26",
        until: "2025-09-05T16:00Z",
        hours: ["16:30", "00:30"],
        units: units("0.135", "0.035", "0.55"),
      },
    ],
    note: DEEPSEEK_NEWS,
  },
  {
    provider: "deepseek",
    names: ["deepseek-reasoner"],
    prices: [
      { units: units("0.55", "0.14", "2.19") },
      { from: "2025-02-26", hours: ["16:30", "00:30"], units: units("0.135", "0.035", "0.55") },
      ...v3x,
    ],
    note: DEEPSEEK_NEWS,
  },
  {
    provider: "deepseek",
    names: ["deepseek-v4-flash", "deepseek-flash", "deepseek-flash-latest"],
    prices: [
      { units: FLASH_V4 },
      { from: "2026-08-16T16:00Z", units: units("0.22", "0.007", "0.66") },
      ...V4_HOURS.map((hours) => ({
        from: "2026-08-16T16:00Z",
        hours,
        units: units("0.44", "0.014", "1.32"),
      })),
      { from: "2026-08-23", days: [0, 6], units: units("0.22", "0.007", "0.66") },
      ...peaks("2026-09-10", units("0.15", "0.003", "0.6"), units("0.3", "0.006", "1.2")),
    ],
    note: DEEPSEEK_V4,
  },
  {
    provider: "deepseek",
    names: ["deepseek-v4-pro", "deepseek-pro-latest"],
    prices: [
      { units: PRO_V4 },
      ...peaks("2026-08-16T16:00Z", units("0.66", "0.022", "1.98"), units("1.32", "0.044", "3.96")),
    ],
    note: DEEPSEEK_V4,
  },
  sonar("sonar", "5", "1", "1"),
  sonar("sonar-pro", "6", "3", "15"),
  sonar("sonar-reasoning", "5", "1", "5"),
  sonar("sonar-reasoning-pro", "6", "2", "8"),
  {
    provider: "openai",
    names: ["gpt-4o-audio-preview", "gpt-4o-audio-preview-2024-12-17", "gpt-4o-audio-preview-2025-06-03"],
    prices: [
      {
        units: {
          input_mtok: "2.5",
          input_audio_mtok: "40",
          output_mtok: "10",
          output_audio_mtok: "80",
        },
      },
    ],
    note: "Audio has prices of its own, and the first snapshot dearer ones (https://platform.openai.com/docs/models/gpt-4o-audio-preview). genai-prices has those of text alone.",
  },
  {
    provider: "openai",
    names: ["gpt-4o-audio-preview-2024-10-01"],
    prices: [
      {
        units: { input_mtok: "2.5", input_audio_mtok: "100", output_mtok: "10", output_audio_mtok: "200" },
      },
    ],
    note: "As above.",
  },
  {
    provider: "openai",
    names: ["gpt-4o-mini-audio-preview", "gpt-4o-mini-audio-preview-2024-12-17"],
    prices: [
      {
        units: {
          input_mtok: "0.15",
          input_audio_mtok: "10",
          output_mtok: "0.6",
          output_audio_mtok: "20",
        },
      },
    ],
    note: "Audio has prices of its own (https://platform.openai.com/docs/models/gpt-4o-mini-audio-preview). genai-prices has those of text alone.",
  },
];
