import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const manifest = z.looseObject({
  features: z.looseObject({
    slash_commands: z.array(z.looseObject({ command: z.string() })),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({
    event_subscriptions: z.looseObject({ bot_events: z.array(z.string()) }),
  }),
});

/** The Slack app's manifest, as operators install it. */
export function readManifest(): z.infer<typeof manifest> {
  return manifest.parse(
    parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8")),
  );
}
