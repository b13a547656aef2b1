import { type Fields, fieldsListOf, fieldsOf, isFields, lengthOf, textOf } from "../json.ts";
import { refuseBadView } from "./blocks-check.ts";
import { allOptions, wrongOptions } from "./elements-check.ts";
import { type InputValue, isEmptyState, stateWith } from "./inputs.ts";
import {
  type IdOf,
  idOf,
  interactionFields,
  person,
  type Reach,
  sendAction,
  viewPlace,
} from "./interactions.ts";
import type { DeliveryResult } from "./transports.ts";
import { type SlackView, viewOnWire } from "./views.ts";
import { SlackError } from "./workspace.ts";

/** What a person puts into a form, by the inputs' labels (or by their `block_id`s). */
export type FormValues = Readonly<Record<string, InputValue>>;

/** What became of a submitted form. */
export interface Submission {
  /**
   * `close`: the view was closed. `errors`: it stays, with `errors` beside its inputs. `update`,
   * `push`, `clear`: as the app asked. `not_acknowledged`: it stays, Slack shows "We had some
   * trouble connecting".
   */
  readonly action: "close" | "errors" | "update" | "push" | "clear" | "not_acknowledged";
  /** By label. */
  readonly errors?: Readonly<Record<string, string>>;
  /** The same by `block_id`. */
  readonly errorsByBlock?: Readonly<Record<string, string>>;
  /** The HTTP status of the app's answer; 0 when there was none. */
  readonly status: number;
}

/**
 * Types into a menu whose options the app gives (`external_select`), which then offers them.
 *
 * @param label of its input, or its `block_id`
 * @returns the options, as Slack shows them
 * @throws Error when it is no such menu, or the app answers with something that Slack would not take
 */
export async function suggest(
  reach: Reach,
  user: IdOf,
  viewId: IdOf,
  label: string,
  typed: string,
): Promise<readonly Fields[]> {
  const who = person(reach, user);
  const view = openView(reach, who.id, idOf(viewId));
  const { block, element } = inputOf(view, label);
  if (element.type !== "external_select") throw new Error(`"${label}" asks the app for nothing.`);
  const least = typeof element.min_query_length === "number" ? element.min_query_length : 3;
  if (lengthOf(typed) < least) return [];
  const place = { blockId: textOf(block.block_id), actionId: textOf(element.action_id) };
  const { trigger_id: _none, ...fields } = interactionFields(reach, who);
  const result = await reach.deliveries.sendOnce("interactive", {
    type: "block_suggestion",
    ...fields,
    container: { type: "view", view_id: view.id },
    view: viewOnWire(view, reach.platform.workspace),
    action_id: place.actionId,
    block_id: place.blockId,
    value: typed,
  });
  // Slack shows "No results" where the app does not answer.
  const answer = result.ok ? fieldsOf(result.body) : { options: [] };
  const wrong = wrongOptions(answer);
  if (wrong.length > 0) throw new Error(`Options that Slack refuses: ${JSON.stringify(wrong)}`);
  const options = fieldsListOf(answer.options);
  reach.platform.views.offer(view, place, options);
  return options;
}

/** Whoever picks from such a menu has typed what they look for. */
async function askForOptions(
  reach: Reach,
  user: string,
  view: SlackView,
  values: FormValues,
): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    const { element } = inputOf(view, label);
    if (element.type !== "external_select" || typeof value !== "string") continue;
    const options = allOptions(withOffered(reach, view, label));
    const isOffered = options.some(
      (option) => option.value === value || textOf(fieldsOf(option.text).text) === value,
    );
    if (!isOffered) await suggest(reach, user, view.id, label, value);
  }
}

/** The input's element, with what the app offered for it. */
function withOffered({ platform }: Reach, view: SlackView, label: string): Fields {
  const { block, element } = inputOf(view, label);
  if (element.type !== "external_select") return element;
  const place = { blockId: textOf(block.block_id), actionId: textOf(element.action_id) };
  return { ...element, options: platform.views.offered(view, place) };
}

/**
 * Puts values into a view without submitting it. Inputs that dispatch actions do so.
 *
 * @returns the view with what was put in
 * @throws Error when a client would not let the person do so
 */
export async function fill(
  reach: Reach,
  user: IdOf,
  viewId: IdOf,
  values: FormValues,
): Promise<SlackView> {
  const who = person(reach, user);
  const view = openView(reach, who.id, idOf(viewId));
  await askForOptions(reach, who.id, view, values);
  for (const { block, element } of putIn(reach, view, values)) {
    if (block.dispatch_action !== true) continue;
    const state = reach.platform.views.find(view.id).values[textOf(block.block_id)];
    const held = state?.[textOf(element.action_id)];
    await sendAction(reach, who, viewPlace(reach, view.id), { block, element }, held);
  }
  return reach.platform.views.find(view.id);
}

/**
 * Puts values into the topmost modal, the others keeping what they hold, and submits it.
 *
 * @throws Error when a client would not submit (a required input is empty, a text is too long), or
 *   when the app answers with something that Slack would not take
 */
export async function submit(
  reach: Reach,
  user: IdOf,
  viewId: IdOf,
  values: FormValues,
): Promise<Submission> {
  const who = person(reach, user);
  const opened = openView(reach, who.id, idOf(viewId));
  if (opened.given.submit === undefined) throw new Error(`"${opened.title}" cannot be submitted.`);
  await askForOptions(reach, who.id, opened, values);
  putIn(reach, opened, values);
  const view = reach.platform.views.find(opened.id);
  refuseMissing(view);
  const result = await reach.deliveries.sendOnce("interactive", {
    type: "view_submission",
    ...interactionFields(reach, who),
    view: viewOnWire(view, reach.platform.workspace),
    response_urls: [],
  });
  return applied(reach, view, result);
}

/**
 * Closes the topmost modal without submitting; the app is told if the view asks for it.
 */
export async function closeView(reach: Reach, user: IdOf, viewId: IdOf): Promise<void> {
  const who = person(reach, user);
  const view = openView(reach, who.id, idOf(viewId));
  reach.platform.views.closeTop(who.id);
  if (view.given.notify_on_close !== true) return;
  await reach.deliveries.sendOnce("interactive", {
    type: "view_closed",
    ...interactionFields(reach, who),
    view: viewOnWire(view, reach.platform.workspace),
    is_cleared: false,
  });
}

function openView({ platform }: Reach, user: string, viewId: string): SlackView {
  const stack = platform.views.stack(user);
  const top = stack.at(-1);
  if (top?.id === viewId) return top;
  const open = stack.map((view) => `"${view.title}" (${view.id})`).join(", ");
  throw new Error(`${viewId} is not the topmost view of ${user}. Open: ${open || "none"}.`);
}

function inputs(view: SlackView): readonly { label: string; block: Fields; element: Fields }[] {
  return view.blocks
    .filter((block) => block.type === "input" && isFields(block.element))
    .map((block) => ({
      label: textOf(fieldsOf(block.label).text),
      block,
      element: fieldsOf(block.element),
    }));
}

/**
 * An input by its label, or by its `block_id`.
 *
 * @throws Error with the inputs that there are
 */
function inputOf(view: SlackView, label: string): { block: Fields; element: Fields } {
  const all = inputs(view);
  const input =
    all.find((candidate) => candidate.label === label) ??
    all.find((candidate) => candidate.block.block_id === label);
  if (input !== undefined) return input;
  const labels = all.map((candidate) => `"${candidate.label}"`).join(", ");
  throw new Error(`"${view.title}" has no input "${label}". It has: ${labels || "none"}.`);
}

function putIn(
  reach: Reach,
  view: SlackView,
  values: FormValues,
): readonly { block: Fields; element: Fields }[] {
  const touched = Object.entries(values).map(([label, value]) => {
    const state = stateWith(withOffered(reach, view, label), value, label);
    return { ...inputOf(view, label), state };
  });
  for (const { block, element, state } of touched) {
    const current = reach.platform.views.find(view.id);
    const blockId = textOf(block.block_id);
    reach.platform.views.setValue(current, blockId, textOf(element.action_id), state);
  }
  return touched;
}

function refuseMissing(view: SlackView): void {
  for (const { label, block, element } of inputs(view)) {
    const state = view.values[textOf(block.block_id)]?.[textOf(element.action_id)] ?? {};
    if (block.optional !== true && isEmptyState(element, state)) {
      throw new Error(`"${label}" is required: a client would not submit the form without it.`);
    }
  }
}

function applied(reach: Reach, view: SlackView, result: DeliveryResult): Submission {
  const { views } = reach.platform;
  const { status } = result;
  if (!result.ok) return { action: "not_acknowledged", status };
  const answer = fieldsOf(result.body);
  const action = answer.response_action;
  switch (action) {
    case undefined:
      // The app may have opened something else meanwhile: only this view closes.
      if (views.stack(view.user).at(-1)?.id === view.id) views.closeTop(view.user);
      return { action: "close", status };
    case "clear":
      views.clear(view.user);
      return { action, status };
    case "errors":
      return { action, status, ...fieldErrors(view, fieldsOf(answer.errors)) };
    case "update":
    case "push": {
      const given = checkedView(answer.view);
      if (action === "push") views.push(view.user, given);
      else views.update(views.find(view.id), given);
      return { action, status };
    }
    default:
      throw new Error(`The app answered with response_action "${String(action)}".`);
  }
}

function checkedView(given: unknown): Fields {
  try {
    refuseBadView(given, "modal");
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const why = JSON.stringify(error.extra.errors ?? []);
    throw new Error(`The app answered with a view that Slack refuses: ${why}`, { cause: error });
  }
  return fieldsOf(given);
}

function fieldErrors(
  view: SlackView,
  errors: Fields,
): Required<Pick<Submission, "errors" | "errorsByBlock">> {
  const labels = new Map(
    inputs(view).map(({ label, block }) => [textOf(block.block_id), label] as const),
  );
  const found = Object.entries(errors).map(([blockId, message]) => {
    const label = labels.get(blockId);
    if (label === undefined) {
      throw new Error(`The app answered with an error at "${blockId}", which is no input block.`);
    }
    return { blockId, label, message: textOf(message) };
  });
  if (found.length === 0) throw new Error("The app answered with response_action errors of none.");
  return {
    errors: Object.fromEntries(found.map(({ label, message }) => [label, message])),
    errorsByBlock: Object.fromEntries(found.map(({ blockId, message }) => [blockId, message])),
  };
}
