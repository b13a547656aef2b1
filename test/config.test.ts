import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Config, ConfigError, type ConfigProblem, readConfig } from "../src/config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const NEEDED = {
  SLACK_BOT_TOKEN: "xoxb-bot",
  SLACK_SIGNING_SECRET: "signing",
  TELNYX_API_KEY: "KEY-api",
  TELNYX_PUBLIC_KEY: KEY,
};

function read(env: Readonly<Record<string, string | undefined>>): Config {
  return readConfig({ ...NEEDED, ...env });
}

/** Reads an environment with nothing in it but this. */
function errorOf(env: Readonly<Record<string, string | undefined>>): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("this environment was taken");
}

function problemsOf(env: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  return errorOf({ ...NEEDED, ...env }).problems;
}

describe("the environment", () => {
  it("needs no more than the credentials", () => {
    expect(readConfig(NEEDED)).toEqual({
      http: { host: "0.0.0.0", port: 3000 },
      database: { kind: "embedded", dataDir: resolve("data") },
      slack: {
        botToken: "xoxb-bot",
        apiUrl: "https://slack.com/api/",
        transport: { kind: "http", signingSecret: "signing" },
      },
      telnyx: {
        apiKey: "KEY-api",
        publicKey: KEY,
        baseUrl: "https://api.telnyx.com/v2",
        messagingProfileId: null,
      },
      publicUrl: null,
      supervisors: [],
      logLevel: "info",
      retentionDays: 90,
    });
  });

  it("decides everything that it names", () => {
    const config = read({
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: "postgresql://sms:secret@db.example.com/sms",
      SLACK_API_URL: "http://127.0.0.1:4000/api/",
      TELNYX_BASE_URL: "http://127.0.0.1:4001/v2/",
      TELNYX_MESSAGING_PROFILE_ID: "profile",
      PUBLIC_URL: "https://sms.example.com/behind/a/proxy/",
      SUPERVISORS: "U0SUE, W0BOSS ,",
      LOG_LEVEL: "silent",
      RETENTION_DAYS: "365",
    });
    expect(config).toMatchObject({
      http: { host: "127.0.0.1", port: 0 },
      database: { kind: "url", url: "postgresql://sms:secret@db.example.com/sms" },
      slack: { apiUrl: "http://127.0.0.1:4000/api/" },
      telnyx: { baseUrl: "http://127.0.0.1:4001/v2", messagingProfileId: "profile" },
      publicUrl: "https://sms.example.com/behind/a/proxy",
      supervisors: ["U0SUE", "W0BOSS"],
      logLevel: "silent",
      retentionDays: 365,
    });
  });

  it("chooses Socket Mode by the app-level token, with or without a signing secret", () => {
    const socket = { kind: "socket", appToken: "xapp-app" };
    expect(read({ SLACK_APP_TOKEN: "xapp-app" }).slack.transport).toEqual(socket);
    expect(
      read({ SLACK_APP_TOKEN: "xapp-app", SLACK_SIGNING_SECRET: undefined }).slack.transport,
    ).toEqual(socket);
  });

  it("gives the embedded database an absolute folder", () => {
    expect(read({ DATA_DIR: "some/where" }).database).toEqual({
      kind: "embedded",
      dataDir: resolve("some/where"),
    });
  });

  it("counts an empty variable as absent", () => {
    const example = readFileSync(".env.example", "utf8").matchAll(/^([A-Z_]+)=/gm);
    const empty = Object.fromEntries([...example].map(([, variable = ""]) => [variable, " "]));
    expect(Object.keys(empty).length).toBeGreaterThan(10);
    expect(readConfig({ ...empty, ...NEEDED })).toEqual(readConfig(NEEDED));
  });

  it("drops what pasting has put around a value", () => {
    const pasted = Object.entries(NEEDED).map(([variable, value]) => [variable, ` ${value}\r\n`]);
    expect(readConfig(Object.fromEntries(pasted))).toEqual(readConfig(NEEDED));
  });
});

describe("what is wrong with the environment", () => {
  it("is told all at once, each with its variable", () => {
    expect(errorOf({ PORT: "http", LOG_LEVEL: "loud" }).problems).toEqual([
      { variable: "PORT", problem: "must be a port number, 0 to 65535" },
      { variable: "SLACK_BOT_TOKEN", problem: expect.stringContaining("is missing") },
      { variable: "TELNYX_API_KEY", problem: expect.stringContaining("is missing") },
      { variable: "TELNYX_PUBLIC_KEY", problem: expect.stringContaining("is missing") },
      { variable: "LOG_LEVEL", problem: expect.stringContaining("trace, debug, info") },
      {
        variable: "SLACK_SIGNING_SECRET",
        problem: expect.stringMatching(/is missing.*SLACK_APP_TOKEN/),
      },
    ]);
  });

  it("is in the message too, a line for each", () => {
    const { message, problems } = errorOf({ PORT: "http" });
    const lines = message.split("\n");
    expect(lines).toHaveLength(problems.length + 1);
    for (const { variable, problem } of problems)
      expect(lines).toContain(`  ${variable}: ${problem}`);
  });

  it("is told without the values: they may be secrets, or secrets in the wrong place", () => {
    const secret = "s3cret";
    const env = {
      ...Object.fromEntries(Object.keys(NEEDED).map((variable) => [variable, secret])),
      SLACK_APP_TOKEN: secret,
      DATABASE_URL: `mysql://sms:${secret}@db.example.com`,
      PUBLIC_URL: `https://me:${secret}@sms.example.com`,
      SUPERVISORS: secret,
      PORT: secret,
      LOG_LEVEL: secret,
      RETENTION_DAYS: secret,
    };
    const { problems, message, stack } = errorOf(env);
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual([
      "DATABASE_URL",
      "LOG_LEVEL",
      "PORT",
      "PUBLIC_URL",
      "RETENTION_DAYS",
      "SLACK_APP_TOKEN",
      "SLACK_BOT_TOKEN",
      "SUPERVISORS",
      "TELNYX_PUBLIC_KEY",
    ]);
    expect(`${message}${stack}`).not.toContain(secret);
  });

  it.each([
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["PORT", "0x50"],
    ["SLACK_BOT_TOKEN", "xoxp-a-user's"],
    ["SLACK_APP_TOKEN", "xoxb-a-bot's"],
    ["TELNYX_PUBLIC_KEY", "not base64!"],
    ["TELNYX_PUBLIC_KEY", Buffer.alloc(31, 7).toString("base64")],
    ["TELNYX_PUBLIC_KEY", Buffer.alloc(33, 7).toString("base64")],
    ["TELNYX_PUBLIC_KEY", Buffer.alloc(32).toString("base64")],
    ["TELNYX_PUBLIC_KEY", `${KEY}\n${KEY}`],
    ["DATABASE_URL", "mysql://db.example.com/sms"],
    ["DATABASE_URL", "db.example.com"],
    ["DATABASE_URL", "postgres://sms@[db/sms"],
    ["SLACK_API_URL", "slack.com/api"],
    ["TELNYX_BASE_URL", "ftp://api.telnyx.com"],
    ["PUBLIC_URL", "sms.example.com"],
    ["PUBLIC_URL", "https://"],
    ["PUBLIC_URL", "http://sms.example.com"],
    ["PUBLIC_URL", "http://127.0.0.1.example.com"],
    ["PUBLIC_URL", "https://sms.example.com/?to=us"],
    ["PUBLIC_URL", "https://sms.example.com/#top"],
    ["SUPERVISORS", "@sue"],
    ["SUPERVISORS", "U0SUE;U0ANA"],
    ["LOG_LEVEL", "INFO"],
    ["RETENTION_DAYS", "0"],
    ["RETENTION_DAYS", "1.5"],
    ["RETENTION_DAYS", "for ever"],
  ])("%s can't be %s", (variable, value) => {
    expect(problemsOf({ [variable]: value }).map((problem) => problem.variable)).toEqual([
      variable,
    ]);
  });

  it.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "PUBLIC_URL may be %s, which is this machine",
    (url) => {
      expect(read({ PUBLIC_URL: url }).publicUrl).toBe(url);
    },
  );
});
