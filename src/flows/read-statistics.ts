import type { UserId } from "../domain/ids.ts";
import {
  type AgentTally,
  EMPTY_TALLY,
  type Figures,
  figuresOf,
  isQuiet,
  type Refusals,
  sumAgentTallies,
  sumTallies,
  tallyAgents,
  tallyByQueue,
  tallyStays,
} from "../domain/statistics.ts";
import type { Tx } from "../store/database.ts";
import {
  agentStaysOfMoved,
  countRefusals,
  staysOfMoved,
  tallyAgentsSettled,
  tallySettled,
} from "../store/statistics.ts";
import type { AskedQueue, AskedStatistics } from "./ask-statistics.ts";
import type { FlowDeps } from "./deps.ts";

export interface QueueLine {
  readonly name: string;
  readonly figures: Figures;
  readonly refusals: Refusals;
}

export interface AgentLine {
  readonly agent: UserId;
  readonly tally: AgentTally;
}

export interface StatisticsReport extends CountedFigures {
  readonly asked: AskedStatistics;
}

export interface CountedFigures {
  readonly queues: readonly QueueLine[];
  /** Over all queues: a session that was in two counts once. */
  readonly total: QueueLine;
  /** Sessions that count in more than one queue. */
  readonly inSeveralQueues: number;
  /** Those who owned a session, the busiest first. */
  readonly agents: readonly AgentLine[];
}

const NO_REFUSALS: Refusals = { noAgents: 0, unkeyed: 0 };

/** All figures of SPEC 9; deleted queues are left out where nothing of theirs counts. */
export function readStatistics(
  deps: Pick<FlowDeps, "db">,
  asked: AskedStatistics,
): Promise<StatisticsReport> {
  return deps.db.transaction(async (tx) => ({ asked, ...(await countFigures(tx, asked.queues)) }));
}

/** The same, for those who have a transaction. */
export async function countFigures(tx: Tx, wanted: readonly AskedQueue[]): Promise<CountedFigures> {
  const settled = await tallySettled(tx, wanted);
  const moved = await staysOfMoved(tx, wanted);
  const refused = await countRefusals(tx, wanted);
  const movedByQueue = tallyByQueue(moved);
  const joined = tallyStays(moved);
  const queues = wanted.flatMap(({ queue, name, deleted }) => {
    const tally = sumTallies([
      settled.get(queue) ?? EMPTY_TALLY,
      movedByQueue.get(queue) ?? EMPTY_TALLY,
    ]);
    const refusals = refused.get(queue) ?? NO_REFUSALS;
    const figures = figuresOf(tally);
    return deleted && isQuiet(figures, refusals) ? [] : [{ name, figures, refusals }];
  });
  const agents = sumAgentTallies([
    await tallyAgentsSettled(tx, wanted),
    tallyAgents(await agentStaysOfMoved(tx, wanted)),
  ]);
  return {
    queues,
    total: {
      name: "All queues",
      figures: figuresOf(sumTallies([...settled.values(), joined])),
      refusals: {
        noAgents: queues.reduce((sum, { refusals }) => sum + refusals.noAgents, 0),
        unkeyed: queues.reduce((sum, { refusals }) => sum + refusals.unkeyed, 0),
      },
    },
    inSeveralQueues: sessionsInSeveral(moved),
    agents: [...agents]
      .map(([agent, tally]) => ({ agent, tally }))
      .sort((a, b) => b.tally.sessions - a.tally.sessions || (a.agent < b.agent ? -1 : 1)),
  };
}

function sessionsInSeveral(
  stays: readonly { readonly session: string; readonly queue: string }[],
): number {
  const queues = new Map<string, Set<string>>();
  for (const { session, queue } of stays) {
    queues.set(session, (queues.get(session) ?? new Set()).add(queue));
  }
  return [...queues.values()].filter((set) => set.size > 1).length;
}
