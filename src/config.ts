import { resolve } from "node:path";
import { z } from "zod";
import { isUserId, type UserId } from "./domain/ids.ts";

/** Everything that the environment decides. */
export interface Config {
  readonly http: { readonly host: string; readonly port: number };
  readonly database:
    | { readonly kind: "url"; readonly url: string }
    /** A PostgreSQL of our own, with its data under this folder. */
    | { readonly kind: "embedded"; readonly dataDir: string };
  readonly slack: {
    readonly botToken: string;
    /** Ends with a slash. */
    readonly apiUrl: string;
    readonly transport:
      | { readonly kind: "http"; readonly signingSecret: string }
      | { readonly kind: "socket"; readonly appToken: string };
  };
  readonly telnyx: {
    readonly apiKey: string;
    /** base64 of 32 bytes. */
    readonly publicKey: string;
    /** With `/v2`, without a slash at the end. */
    readonly baseUrl: string;
    readonly messagingProfileId: string | null;
  };
  /** Where Telnyx reaches us, without a slash at the end. */
  readonly publicUrl: string | null;
  readonly supervisors: readonly UserId[];
  readonly logLevel: string;
  /** At least 1; what must be remembered for longer is (src/schedule/maintenance.ts). */
  readonly retentionDays: number;
}

export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
}

/** Everything that is wrong with the environment, at once. Values are not quoted: some are secrets. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`The environment is not complete:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

const ADDRESS = "must be an address that begins with https:// (or http:// on this machine)";
const BARE = "must end with its path, without ?, # or a password";

/** Without slashes at the end. */
const webUrl = z
  .string()
  .transform((text) => text.replace(/\/+$/, ""))
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
    error: ADDRESS,
    abort: true,
  })
  .refine((text) => !/[?#@]/.test(text), { error: BARE });

/** Ours in the eyes of the world: texts and their receipts come there, so never in the clear. */
const publicUrl = webUrl.refine((text) => isSecure(new URL(text)), { error: ADDRESS });

function isSecure({ protocol, hostname }: URL): boolean {
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  return protocol === "https:" || isLoopback;
}

/** Digits alone: 0x10 and 1e3 are numbers only to programs. */
function wholeNumber(min: number, max: number, error: string) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error,
    })
    .transform(Number);
}

const publicKey = z
  .string({ error: "is missing: the public key of your Telnyx account" })
  .refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text) && !/^A+=$/.test(text), {
    error: "must be the base64 of 32 bytes, as Telnyx shows it under Keys & Credentials",
  });

const environment = z.object({
  PORT: wholeNumber(0, 65_535, "must be a port number, 0 to 65535").default(3000),
  HOST: z.string().default("0.0.0.0"),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
      error: "must be an address that begins with postgres:// or postgresql://",
    })
    .optional(),
  DATA_DIR: z.string().default("./data"),
  SLACK_BOT_TOKEN: z
    .string({ error: "is missing: the bot token of your Slack app (xoxb-…)" })
    .regex(/^xoxb-/, { error: "must be a bot token, which begins with xoxb-" }),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, { error: "must be an app-level token, which begins with xapp-" })
    .optional(),
  SLACK_API_URL: webUrl.default("https://slack.com/api"),
  TELNYX_API_KEY: z.string({ error: "is missing: an API key of your Telnyx account" }),
  TELNYX_PUBLIC_KEY: publicKey,
  TELNYX_BASE_URL: webUrl.default("https://api.telnyx.com/v2"),
  TELNYX_MESSAGING_PROFILE_ID: z.string().optional(),
  PUBLIC_URL: publicUrl.optional(),
  SUPERVISORS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((id) => id.trim())
        .filter((id) => id !== ""),
    )
    .refine((ids) => ids.every(isUserId), {
      error: "must be Slack user ids (U…) with commas between them",
    }),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: "must be trace, debug, info, warn, error, fatal or silent",
    })
    .default("info"),
  RETENTION_DAYS: wholeNumber(1, 36_500, "must be a whole number of days, 1 or more").default(90),
});

/**
 * Reads the environment. Blanks and line ends around a value, which pasting brings along, are not
 * part of it; empty variables count as absent.
 *
 * @throws ConfigError with everything that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([variable, value = ""]) => [variable, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({
        variable: String(path[0]),
        problem: message,
      }));
  if (!given["SLACK_APP_TOKEN"] && !given["SLACK_SIGNING_SECRET"]) {
    problems.push({
      variable: "SLACK_SIGNING_SECRET",
      problem: "is missing: your Slack app's signing secret (or SLACK_APP_TOKEN for Socket Mode)",
    });
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function toConfig(env: z.infer<typeof environment>): Config {
  return {
    http: { host: env.HOST, port: env.PORT },
    database:
      env.DATABASE_URL === undefined
        ? { kind: "embedded", dataDir: resolve(env.DATA_DIR) }
        : { kind: "url", url: env.DATABASE_URL },
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      apiUrl: `${env.SLACK_API_URL}/`,
      transport:
        env.SLACK_APP_TOKEN === undefined
          ? { kind: "http", signingSecret: env.SLACK_SIGNING_SECRET ?? "" }
          : { kind: "socket", appToken: env.SLACK_APP_TOKEN },
    },
    telnyx: {
      apiKey: env.TELNYX_API_KEY,
      publicKey: env.TELNYX_PUBLIC_KEY,
      baseUrl: env.TELNYX_BASE_URL,
      messagingProfileId: env.TELNYX_MESSAGING_PROFILE_ID ?? null,
    },
    publicUrl: env.PUBLIC_URL ?? null,
    supervisors: env.SUPERVISORS.filter(isUserId),
    logLevel: env.LOG_LEVEL,
    retentionDays: env.RETENTION_DAYS,
  };
}
