import { type Fields, textOf } from "../json.ts";
import type { Deliveries } from "./deliver.ts";
import {
  actionFields,
  elementsOf,
  findOption,
  type InputValue,
  initialState,
  type PlacedElement,
  stateWith,
} from "./inputs.ts";
import type { Platform } from "./method.ts";
import type { DeliveryResult } from "./transports.ts";
import type { ResponseTarget } from "./triggers.ts";
import { type SlackView, viewOnWire } from "./views.ts";
import { messageOnWire } from "./wire.ts";
import type { SlackEphemeral, SlackMessage, SlackUser } from "./workspace.ts";

/** What people's doings work on. */
export interface Reach {
  readonly platform: Platform;
  readonly deliveries: Deliveries;
}

/** An id, or the thing that has it. */
export type IdOf = string | { readonly id: string };

/** The id of a user, channel or view. */
export function idOf(thing: IdOf): string {
  return typeof thing === "string" ? thing : thing.id;
}

/** @throws Error naming the id when there is no such person */
export function person({ platform }: Reach, user: IdOf): SlackUser {
  const known = platform.workspace.users.get(idOf(user));
  if (known === undefined) throw new Error(`No user ${idOf(user)} in the fake workspace.`);
  return known;
}

/** The fields that every interaction carries. */
export function interactionFields(reach: Reach, user: SlackUser): Fields {
  const { workspace, triggers } = reach.platform;
  const { identity } = workspace;
  return {
    team: { id: identity.teamId, domain: identity.teamDomain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: identity.appId,
    token: "sandbox-verification-token",
    trigger_id: triggers.newTrigger(user.id),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A new response_url. */
export function responseUrl({ platform }: Reach, target: ResponseTarget): string {
  return `${platform.origin}/response/${platform.triggers.newResponse(target)}`;
}

/** Where a button is: in a message, in one that a person alone sees, or in a view. */
export type PressTarget =
  | SlackEphemeral
  | { readonly channel: string; readonly ts: string; readonly blocks?: readonly Fields[] }
  | { readonly viewId: string };

/** Which of several, and what is picked. */
export interface PressOptions {
  /**
   * Of a menu: the option, by its text or value (several for a multi-select; ids for people and
   * channels). Of buttons with the same text: the one with this value.
   */
  readonly value?: InputValue;
  /** Of buttons with the same text: the one in this block. */
  readonly blockId?: string;
  /** Presses what the given message showed, though it may show something else by now. */
  readonly stale?: boolean;
}

/**
 * Presses a button (a dialog that asks for confirmation is confirmed) or picks from a menu.
 *
 * @param what the button's visible text or action_id; a menu's action_id
 * @returns what the app answered
 * @throws Error with the buttons that there are, when there is none like it or more than one
 */
export async function press(
  reach: Reach,
  user: IdOf,
  target: PressTarget,
  what: string,
  options: PressOptions = {},
): Promise<DeliveryResult> {
  const who = person(reach, user);
  const place = placeOf(reach, who, target, options.stale === true);
  const { block, element } = chosen(place.blocks, what, options);
  if (block.type === "input" && block.dispatch_action !== true) {
    throw new Error(`"${what}" is an input that tells the app nothing: fill the form instead.`);
  }
  const state = stateAfter(element, what, options);
  const blockId = textOf(block.block_id);
  const actionId = textOf(element.action_id);
  if (place.view !== undefined && state !== undefined) {
    reach.platform.views.setValue(place.view, blockId, actionId, state);
  }
  return sendAction(reach, who, place, { block, element }, state);
}

/** Delivers `block_actions` for one element, with the state that it now has. */
export async function sendAction(
  reach: Reach,
  who: SlackUser,
  place: Place,
  { block, element }: PlacedElement,
  state: Fields | undefined,
): Promise<DeliveryResult> {
  const action: Fields = {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(element.type === "button"
      ? {
          text: element.text,
          ...(element.value === undefined ? {} : { value: element.value }),
          ...(element.style === undefined ? {} : { style: element.style }),
        }
      : {}),
    ...(state === undefined ? {} : actionFields(element, state)),
    action_ts: reach.platform.workspace.nextTs(),
  };
  return reach.deliveries.sendOnce("interactive", {
    type: "block_actions",
    ...interactionFields(reach, who),
    ...place.describe({ block, element }, state),
    actions: [action],
  });
}

/** Where something is pressed, and how the payload describes that. */
export interface Place {
  readonly blocks: readonly Fields[];
  readonly view?: SlackView;
  readonly describe: (pressed: PlacedElement, state: Fields | undefined) => Fields;
}

/** A view as a place to press in. */
export function viewPlace(reach: Reach, viewId: string): Place {
  const view = reach.platform.views.find(viewId);
  return {
    blocks: view.blocks,
    view,
    describe: () => ({
      container: { type: "view", view_id: viewId },
      view: viewOnWire(reach.platform.views.find(viewId), reach.platform.workspace),
    }),
  };
}

function placeOf(reach: Reach, who: SlackUser, target: PressTarget, stale: boolean): Place {
  if ("viewId" in target) {
    const place = viewPlace(reach, target.viewId);
    if (place.view?.user !== who.id) throw new Error(`${who.name} does not see ${target.viewId}.`);
    return place;
  }
  const { workspace } = reach.platform;
  const channel = workspace.channels.get(target.channel);
  if (channel === undefined) throw new Error(`No channel ${target.channel}.`);
  const shownIn = { id: channel.id, name: channel.isIm ? "directmessage" : channel.name };
  if ("ephemeral" in target) {
    if (target.user !== who.id) throw new Error(`${who.name} does not see that message.`);
    const shown = workspace.ephemerals.find(({ ts }) => ts === target.ts);
    if (shown === undefined && !stale) throw new Error("That message is not shown any more.");
    return {
      blocks: stale ? target.blocks : (shown ?? target).blocks,
      // Payloads about ephemeral messages carry no message.
      describe: () => ({
        channel: shownIn,
        container: container(target, true),
        response_url: responseUrl(reach, {
          user: who.id,
          channel: channel.id,
          source: { ts: target.ts, ephemeral: true },
          ...(target.threadTs === undefined ? {} : { threadTs: target.threadTs }),
        }),
        state: { values: {} },
      }),
    };
  }
  if (!channel.members.has(who.id)) throw new Error(`${who.name} is not in #${channel.name}.`);
  const message = workspace.messageAt(target.channel, target.ts);
  if (message === undefined) throw new Error(`No message ${target.ts} in #${channel.name}.`);
  const { threadTs } = message;
  return {
    blocks: stale ? (target.blocks ?? []) : message.blocks,
    describe: (pressed, state) => ({
      channel: shownIn,
      container: container(message, false),
      message: messageOnWire(message, workspace, reach.platform.origin, true),
      response_url: responseUrl(reach, {
        user: who.id,
        channel: channel.id,
        source: { ts: message.ts, ephemeral: false },
        ...(threadTs === undefined ? {} : { threadTs }),
      }),
      state: { values: messageState(message, pressed, state) },
    }),
  };
}

function container(message: SlackMessage | SlackEphemeral, ephemeral: boolean): Fields {
  return {
    type: "message",
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: ephemeral,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  };
}

function messageState(
  message: SlackMessage,
  pressed: PlacedElement,
  state: Fields | undefined,
): Fields {
  const values: Record<string, Fields> = {};
  for (const { block, element } of elementsOf(message.blocks)) {
    const isPressed =
      element.action_id === pressed.element.action_id && block.block_id === pressed.block.block_id;
    const held = (isPressed ? state : undefined) ?? initialState(element);
    if (held === undefined) continue;
    const blockId = textOf(block.block_id);
    values[blockId] = { ...values[blockId], [textOf(element.action_id)]: held };
  }
  return values;
}

function chosen(blocks: readonly Fields[], what: string, options: PressOptions): PlacedElement {
  const all = elementsOf(blocks).filter(
    ({ block }) => options.blockId === undefined || block.block_id === options.blockId,
  );
  const byText = all.filter(({ element }) => buttonText(element) === what);
  const named =
    byText.length > 0 ? byText : all.filter(({ element }) => element.action_id === what);
  const fitting =
    named.length > 1 && options.value !== undefined
      ? named.filter(({ element }) => element.value === options.value)
      : named;
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return only;
  const offered = all.map(
    ({ block, element }) =>
      `${textOf(element.type)} "${buttonText(element) ?? ""}" (action_id ${String(element.action_id)}, block_id ${String(block.block_id)}, value ${String(element.value)})`,
  );
  const problem =
    only === undefined ? "Nothing to press like" : "More than one thing to press like";
  throw new Error(`${problem} "${what}". There is: ${offered.join("; ") || "nothing"}.`);
}

function buttonText(element: Fields): string | undefined {
  const { text } = element;
  if (element.type !== "button" || typeof text !== "object" || text === null) return undefined;
  return "text" in text && typeof text.text === "string" ? text.text : undefined;
}

function stateAfter(element: Fields, what: string, options: PressOptions): Fields | undefined {
  if (element.type === "button") return undefined;
  const { value } = options;
  if (value === undefined) throw new Error(`"${what}" is a menu: say with \`value\` what to pick.`);
  if (element.type === "overflow") {
    return { type: "overflow", selected_option: findOption(element, String(value), what) };
  }
  return stateWith(element, value, what);
}
