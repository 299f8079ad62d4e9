import { readdirSync } from "node:fs";

/**
 * The folders of lib, from the bottom: each row may import those above it in this list, its own and none below. A new folder gets
 * its place here, or the linter does not start.
 */
const LIB_ROWS = [
  ["context"],
  ["errors", "model", "money", "time", "stats", "env"],
  ["log", "format"],
  ["http"],
  ["audit", "auth", "privacy", "jobs"],
  ["users", "members", "api-keys", "projects", "setup", "notify", "scores", "sent", "emit"],
  ["bodies", "import"],
  ["derive"],
  ["cost", "ingest-usage"],
  ["seals"],
  ["traces"],
  [
    "ingest",
    "metrics",
    "sessions",
    "retention",
    "signals",
    "findings",
    "replay",
    "replay-server",
    "compare",
    "share",
    "erasures",
    "decisions",
    "comments",
    "judgements",
    "bookmarks",
    "views",
    "providers",
  ],
  ["budgets", "latency", "traffic", "prompts", "experiments", "end-users"],
  ["spend", "rebuild", "telemetry", "health", "incidents", "drift", "monitors"],
  ["evidence", "palette"],
  ["openapi", "docs"],
];

const folders = readdirSync(new URL("./lib", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const named = LIB_ROWS.flat();
const missing = folders.filter((name) => !named.includes(name));
if (missing.length > 0) throw new Error(`oxlint.config.mjs has no row for lib/${missing.join(", lib/")}`);

const DRAWS = {
  group: ["next", "next/**", "next-auth/**", "react", "react-dom", "react/**", "@tanstack/react-*", "nuqs"],
  message: "The domain knows neither Next.js nor React.",
};
const APP = { group: ["@/app", "@/app/**"], message: "Only app meets app: hand it in." };
const COMPONENTS = {
  group: ["@/components", "@/components/**"],
  message: "lib, db and the programs know nothing of what draws.",
};
const PROGRAMS = {
  group: ["@/server/**", "@/runtime/**", "@/worker/**", "@/e2e/**", "@/scripts/**"],
  message: "Programs import the project, not the other way round.",
};
const LIB = { group: ["@/lib", "@/lib/**"], message: "db imports nothing of ours." };
const DB = { group: ["@/db", "@/db/**"], message: "What draws gets its data handed in." };

const TRANSACTIONS = {
  group: ["@/db/tenant"],
  message: "A question opens its own transaction, in lib.",
};

const LINKS = {
  group: ["next/link"],
  message: "components/ui/link.tsx: it fetches ahead what is pointed at, not all that is in sight.",
};

/** The same folders, reached by going up: `../traces/…` goes where `@/lib/traces/…` does. */
const goingUp = ({ group, message }) => {
  const folders = group
    .filter((name) => name.startsWith("@/"))
    .map((name) =>
      name
        .slice(2)
        .replace(/\/\*\*$/, "")
        .replace(/^lib\//, "(lib/)?"),
    );
  return folders.length === 0
    ? []
    : [{ regex: String.raw`^(\.\./)+(${[...new Set(folders)].join("|")})(/|$)`, message }];
};

const restrict = (files, patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [...patterns, ...patterns.flatMap(goingUp)] }] },
});

/** A row of lib: what stands in the rows below it in the list may not be imported. */
const rowOfLib = (row, index) => {
  const higher = LIB_ROWS.slice(index + 1).flat();
  const patterns = [APP, COMPONENTS, DRAWS, PROGRAMS];
  if (higher.length > 0)
    patterns.push({
      group: higher.flatMap((name) => [`@/lib/${name}`, `@/lib/${name}/**`]),
      message: "A lower row of lib does not import a higher one (LIB_ROWS in oxlint.config.mjs).",
    });
  return restrict(
    row.flatMap((name) => [`lib/${name}/**`, `lib/${name}.ts`]),
    patterns,
  );
};

export default {
  plugins: ["typescript", "unicorn", "react", "import", "node", "oxc"],
  categories: {
    correctness: "error",
  },
  options: {
    typeAware: true,
  },
  ignorePatterns: ["**/generated/**", "next-env.d.ts"],
  rules: {
    "typescript/no-floating-promises": [
      "error",
      {
        checkThenables: true,
      },
    ],
    "typescript/no-misused-promises": [
      "error",
      {
        checksVoidReturn: false,
      },
    ],
    "typescript/await-thenable": "error",
    "typescript/no-explicit-any": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/require-array-sort-compare": "off",
    "typescript/no-base-to-string": "off",
    "typescript/no-misused-spread": "off",
    "typescript/unbound-method": "off",
    "typescript/restrict-template-expressions": "off",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "node/no-process-env": "error",
    "unicorn/no-useless-spread": "off",
    "unicorn/no-new-array": "off",
    "react/purity": "off",
    "unicorn/prefer-string-starts-ends-with": "off",
    "no-unused-vars": [
      "error",
      {
        argsIgnorePattern: "^_",
        varsIgnorePattern: "^_",
        destructuredArrayIgnorePattern: "^_",
      },
    ],
  },
  overrides: [
    restrict(["db/**"], [APP, COMPONENTS, LIB, DRAWS, PROGRAMS]),
    ...LIB_ROWS.map(rowOfLib),
    restrict(["components/**"], [APP, DB, PROGRAMS, LINKS]),
    restrict(["app/**"], [PROGRAMS, TRANSACTIONS, LINKS]),
    { files: ["components/ui/link.tsx"], rules: { "no-restricted-imports": "off" } },
    restrict(["server/**", "worker/**", "runtime/**"], [APP, COMPONENTS, DRAWS]),
    // What measures and what plays a client may know each other's types.
    { files: ["bench/**", "clients/**"], rules: { "import/no-cycle": "error" } },
    // A test sets a scene with whatever it takes.
    {
      files: ["**/*.test.ts", "**/*.test.tsx", "**/testing.ts", "**/*.testing.ts"],
      rules: { "no-restricted-imports": "off" },
    },
    {
      files: [
        "lib/env.ts",
        "*.config.ts",
        "scripts/**/*.mjs",
        "e2e/**",
        "clients/**",
        "bench/**",
        "**/*.test.ts",
        "**/*.testing.ts",
      ],
      rules: { "node/no-process-env": "off" },
    },
  ],
};
