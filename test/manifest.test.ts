import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readManifest } from "./support/manifest.ts";

const register = readFileSync(
  new URL("../src/slack/listeners/register.ts", import.meta.url),
  "utf8",
);

describe("the Slack app's manifest", () => {
  it("has exactly the commands that the app listens to", () => {
    const listened = [...register.matchAll(/app\.command\("([^"]+)"/g)].map(
      ([, name = ""]) => name,
    );
    const installed = readManifest().features.slash_commands.map(({ command }) => command);
    expect(installed.sort()).toEqual(listened.sort());
  });

  it("subscribes to exactly the events that the app listens to, and to messages in channels", () => {
    const listened = [...register.matchAll(/app\.event\("([^"]+)"/g)].map(([, name = ""]) => name);
    const subscribed = readManifest().settings.event_subscriptions.bot_events;
    expect([...subscribed].sort()).toEqual(
      [...listened, "message.channels", "message.groups"].sort(),
    );
  });

  it("asks for no scope that reads people's direct messages or posts where it was not invited", () => {
    const { bot } = readManifest().oauth_config.scopes;
    for (const scope of bot)
      expect(scope).not.toMatch(/^(im|mpim|search|admin)[:.]|public|customize/);
  });
});
