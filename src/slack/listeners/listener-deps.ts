import type { Logger } from "pino";
import type { Flows } from "../../flows/flows.ts";
import type { SlackDirectory } from "../directory.ts";

/** What the listeners work with. */
export interface ListenerDeps {
  readonly flows: Flows;
  readonly directory: SlackDirectory;
  readonly workspaceUrl: () => string;
  readonly log: Logger;
}
