import type { Pace } from "../../src/domain/pace.ts";
import { assertInvariants } from "./invariants.ts";
import { type SlackMode, type Stage, startStage } from "./stage.ts";
import { createVerbs, type Verbs } from "./verbs.ts";

export { BOB, CAROL, DAVE, LINE, OTHER_LINE } from "./numbers.ts";
export type { SlackMode } from "./stage.ts";

/** The app between the fakes, with everything that people do and see there. */
export interface World extends Stage, Verbs {
  /** Asserts SPEC 3's invariants, then stops everything. */
  close(): Promise<void>;
}

/** @param env over the usual environment */
export async function startWorld(
  mode: SlackMode,
  env: Readonly<Record<string, string>> = {},
  pace?: Pace,
): Promise<World> {
  const stage = await startStage(mode, env, pace);
  const world: World = Object.assign(stage, createVerbs(stage), {
    async close() {
      try {
        await assertInvariants(world);
      } finally {
        await stage.stop();
      }
    },
  });
  return world;
}

/**
 * A story in a world of its own, with the usual queue and with Ana and Ben as its agents, so that
 * stories that mostly wait can be told side by side.
 */
export function story(
  tell: (world: World) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  pace?: Pace,
): () => Promise<void> {
  return async () => {
    const world = await startWorld("http", env, pace);
    try {
      await world.makeQueue();
      await world.addAgents("Support", [world.people.ana, world.people.ben]);
      await tell(world);
    } catch (error) {
      // What went wrong in the story says more than the invariants that it left broken.
      await world.stop();
      throw error;
    }
    await world.close();
  };
}
