import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { Registered } from "./snapshot.ts";

const manifest = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), description: z.string(), usage_hint: z.string() }),
    ),
    shortcuts: z
      .array(z.object({ name: z.string(), type: z.string(), callback_id: z.string() }))
      .default([]),
  }),
});

/**
 * The commands and shortcuts of manifest.yml, as Slack would offer them.
 *
 * @throws ZodError where the file is not as Slack wants it
 */
export function readRegistered(): Registered {
  const file = new URL("../../../manifest.yml", import.meta.url);
  const { features } = manifest.parse(parse(readFileSync(file, "utf8")));
  return {
    commands: features.slash_commands.map(({ command, description, usage_hint }) => ({
      command,
      description,
      usageHint: usage_hint,
    })),
    messageShortcuts: features.shortcuts
      .filter(({ type }) => type === "message")
      .map(({ name, callback_id }) => ({ name, callbackId: callback_id })),
  };
}
