import type { UserId } from "../domain/ids.ts";
import type { Pace } from "../domain/pace.ts";
import type { Inbox } from "../lanes/inbox.ts";
import type { Database } from "../store/database.ts";
import type { Desk, Directory } from "./ports.ts";
import type { FilePreparer, MediaFetcher, ParseTelnyxEvent, SmsGateway } from "./telnyx-ports.ts";
import type { ThreadMessageReader } from "./thread-messages.ts";

/** What the flows are given by the composition root. */
export interface FlowDeps {
  readonly db: Database;
  readonly inbox: Inbox;
  readonly desk: Desk;
  readonly directory: Directory;
  readonly sms: SmsGateway;
  readonly media: MediaFetcher;
  readonly files: FilePreparer;
  readonly parseTelnyxEvent: ParseTelnyxEvent;
  readonly threadMessages: ThreadMessageReader;
  /** Where Telnyx reaches us; null: the messaging profile's address is used for receipts. */
  readonly publicUrl: string | null;
  /** Supervisors by configuration (`SUPERVISORS`). */
  readonly supervisors: readonly UserId[];
  /** How fast posts may follow one another in a channel. */
  readonly pace: Pace;
  /** For texts that don't say their messaging profile. */
  readonly messagingProfile: string;
}
