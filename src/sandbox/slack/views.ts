import { randomBytes } from "node:crypto";
import { type Fields, fieldsOf, textOf } from "../json.ts";
import { elementsOf, initialState, withIds } from "./inputs.ts";
import { SlackError, type Workspace } from "./workspace.ts";

/** What a view's inputs hold, by block_id and action_id. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** A modal that a person has open, or their App Home. */
export interface SlackView {
  readonly id: string;
  readonly type: "modal" | "home";
  /** Who sees it. */
  readonly user: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly title: string;
  readonly blocks: readonly Fields[];
  /** The view as the app gave it, its blocks with ids. */
  readonly given: Fields;
  readonly values: ViewValues;
  readonly rootViewId: string;
  readonly previousViewId: string | null;
}

/** Where an input is in its view. */
export interface InputPlace {
  readonly blockId: string;
  readonly actionId: string;
}

/** The views that people have open. Each person's modals are a stack, the topmost last. */
export interface Views {
  stack(user: string): readonly SlackView[];
  home(user: string): SlackView | undefined;
  /** @throws SlackError `not_found` */
  find(viewId: string): SlackView;
  findExternal(externalId: string): SlackView | undefined;
  open(user: string, given: Fields): SlackView;
  /** @throws SlackError `push_limit_reached` at more than three views */
  push(user: string, given: Fields): SlackView;
  /**
   * Inputs with the same block_id and action_id keep what was put in.
   *
   * @throws SlackError `hash_conflict` when `hash` is given and not the present one
   */
  update(view: SlackView, given: Fields, hash?: string): SlackView;
  publish(user: string, given: Fields, hash?: string): SlackView;
  setValue(view: SlackView, blockId: string, actionId: string, state: Fields): SlackView;
  /** Notes what the app offered last for a menu of its own. */
  offer(view: SlackView, place: InputPlace, options: readonly Fields[]): void;
  offered(view: SlackView, place: InputPlace): readonly Fields[];
  /** Closes the topmost modal. */
  closeTop(user: string): void;
  /** Closes all modals. */
  clear(user: string): void;
}

/** No views yet. */
export function createViews(workspace: Workspace): Views {
  const stacks = new Map<string, SlackView[]>();
  const homes = new Map<string, SlackView>();
  const offers = new Map<string, readonly Fields[]>();
  const offerKey = ({ id }: SlackView, { blockId, actionId }: InputPlace): string =>
    [id, blockId, actionId].join(" ");

  const stackOf = (user: string): SlackView[] => {
    const stack = stacks.get(user) ?? [];
    stacks.set(user, stack);
    return stack;
  };

  const build = (
    user: string,
    given: Fields,
    place: Pick<SlackView, "id" | "rootViewId" | "previousViewId">,
    before: ViewValues,
  ): SlackView => {
    const blocks = withIds(given.blocks, () => workspace.nextId("b"));
    const values: Record<string, Record<string, Fields>> = {};
    for (const { block, element } of elementsOf(blocks)) {
      const blockId = textOf(block.block_id);
      const actionId = textOf(element.action_id);
      const held = before[blockId]?.[actionId];
      const state = held?.type === element.type ? held : initialState(element);
      if (state !== undefined) values[blockId] = { ...values[blockId], [actionId]: state };
    }
    return {
      ...place,
      type: given.type === "home" ? "home" : "modal",
      user,
      hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString("hex")}`,
      callbackId: textOf(given.callback_id),
      privateMetadata: textOf(given.private_metadata),
      title: textOf(fieldsOf(given.title).text),
      blocks,
      given: { ...given, blocks },
      values,
    };
  };

  const put = (view: SlackView): SlackView => {
    if (view.type === "home") {
      homes.set(view.user, view);
      return view;
    }
    const stack = stackOf(view.user);
    const at = stack.findIndex(({ id }) => id === view.id);
    if (at >= 0) stack[at] = view;
    return view;
  };

  const refuseOldHash = (view: SlackView | undefined, hash: string | undefined): void => {
    if (view !== undefined && hash !== undefined && hash !== view.hash) {
      throw new SlackError("hash_conflict");
    }
  };

  const all = (): readonly SlackView[] => [...[...stacks.values()].flat(), ...homes.values()];

  const views: Views = {
    stack: (user) => [...(stacks.get(user) ?? [])],
    home: (user) => homes.get(user),
    find(viewId) {
      const view = all().find(({ id }) => id === viewId);
      if (view === undefined) throw new SlackError("not_found");
      return view;
    },
    findExternal: (externalId) => all().find(({ given }) => given.external_id === externalId),
    open(user, given) {
      const id = workspace.nextId("V");
      const view = build(user, given, { id, rootViewId: id, previousViewId: null }, {});
      stacks.set(user, [view]);
      return view;
    },
    push(user, given) {
      const stack = stackOf(user);
      const top = stack.at(-1);
      if (top === undefined) throw new SlackError("not_found");
      if (stack.length >= 3) throw new SlackError("push_limit_reached");
      const place = { rootViewId: top.rootViewId, previousViewId: top.id };
      const view = build(user, given, { id: workspace.nextId("V"), ...place }, {});
      stack.push(view);
      return view;
    },
    update(view, given, hash) {
      refuseOldHash(view, hash);
      const { id, rootViewId, previousViewId } = view;
      return put(build(view.user, given, { id, rootViewId, previousViewId }, view.values));
    },
    publish(user, given, hash) {
      const before = homes.get(user);
      refuseOldHash(before, hash);
      const id = before?.id ?? workspace.nextId("V");
      const place = { id, rootViewId: id, previousViewId: null };
      return put(build(user, given, place, before?.values ?? {}));
    },
    setValue(view, blockId, actionId, state) {
      const block = { ...view.values[blockId], [actionId]: state };
      return put({ ...view, values: { ...view.values, [blockId]: block } });
    },
    offer(view, place, options) {
      offers.set(offerKey(view, place), options);
    },
    offered: (view, place) => offers.get(offerKey(view, place)) ?? [],
    closeTop(user) {
      stackOf(user).pop();
    },
    clear(user) {
      stacks.delete(user);
    },
  };
  return views;
}

/** The view object of views.* answers and interaction payloads. */
export function viewOnWire(view: SlackView, workspace: Workspace): Fields {
  const { identity } = workspace;
  return {
    ...view.given,
    id: view.id,
    team_id: identity.teamId,
    app_id: identity.appId,
    app_installed_team_id: identity.teamId,
    bot_id: identity.botId,
    hash: view.hash,
    callback_id: view.callbackId,
    private_metadata: view.privateMetadata,
    external_id: textOf(view.given.external_id),
    state: { values: view.values },
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
    clear_on_close: view.given.clear_on_close === true,
    notify_on_close: view.given.notify_on_close === true,
  };
}
