import { type Fields, isFields } from "../json.ts";
import { refuseBadView } from "./blocks-check.ts";
import { argument, type Methods, type Platform, requiredArgument } from "./method.ts";
import { type SlackView, viewOnWire } from "./views.ts";
import { SlackError } from "./workspace.ts";

/** views.* */
export const viewMethods: Methods = {
  "views.open": {
    run(platform, args) {
      const given = viewArgument(args, "modal");
      refuseTwin(platform, given);
      const user = platform.triggers.useTrigger(requiredArgument(args, "trigger_id"));
      return answer(platform, platform.views.open(user, given));
    },
  },
  "views.push": {
    run(platform, args) {
      const given = viewArgument(args, "modal");
      refuseTwin(platform, given);
      const user = platform.triggers.useTrigger(requiredArgument(args, "trigger_id"));
      return answer(platform, platform.views.push(user, given));
    },
  },
  "views.update": {
    run(platform, args) {
      const viewId = argument(args, "view_id");
      const externalId = argument(args, "external_id");
      if (viewId !== "" && externalId !== "") {
        throw new SlackError("invalid_arguments", {
          response_metadata: {
            messages: ["[ERROR] Cannot provide both `view_id` and `external_id`"],
          },
        });
      }
      const given = viewArgument(args, "modal");
      const view =
        externalId === "" ? platform.views.find(viewId) : platform.views.findExternal(externalId);
      if (view === undefined) throw new SlackError("not_found");
      return answer(
        platform,
        platform.views.update(view, given, argument(args, "hash") || undefined),
      );
    },
  },
  "views.publish": {
    run(platform, args) {
      const user = requiredArgument(args, "user_id");
      const given = viewArgument(args, "home");
      if (!platform.workspace.users.has(user)) throw new SlackError("user_not_found");
      const hash = argument(args, "hash") || undefined;
      return answer(platform, platform.views.publish(user, given, hash));
    },
  },
};

function viewArgument(args: Fields, wanted: "modal" | "home"): Fields {
  const { view } = args;
  refuseBadView(view, wanted);
  return isFields(view) ? view : {};
}

function refuseTwin(platform: Platform, given: Fields): void {
  const { external_id: id } = given;
  if (typeof id === "string" && id !== "" && platform.views.findExternal(id) !== undefined) {
    throw new SlackError("duplicate_external_id");
  }
}

function answer(platform: Platform, view: SlackView): Fields {
  return { view: viewOnWire(view, platform.workspace) };
}
