import type { VNode } from "preact";
import type { Person } from "../model.ts";
import { becomePerson } from "../state/ui.ts";
import { personHasNews } from "../state/unread.ts";
import { usePage, useUi } from "../state/viewer.ts";
import { Avatar } from "./avatar.tsx";

/** Chooses with whose eyes Slack is looked at. */
export function PeopleSwitch({ me }: { readonly me: Person }): VNode {
  const page = usePage();
  const now = useUi();
  return (
    <fieldset class="people">
      <legend>You are</legend>
      {page.people
        .filter(({ deleted }) => !deleted)
        .map((person) => (
          <label class={person.id === me.id ? "person chosen" : "person"} key={person.id}>
            <input
              type="radio"
              name="who"
              class="hidden"
              checked={person.id === me.id}
              onChange={() => becomePerson(person.id)}
            />
            <Avatar user={person.id} />
            <span class="person-name">
              <b>{person.name}</b> <small>{person.role}</small>
            </span>
            {person.id !== me.id && personHasNews(page, now, person) && (
              <span class="dot">
                <span class="hidden">, has something new</span>
              </span>
            )}
          </label>
        ))}
    </fieldset>
  );
}
