import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Blocks } from "../blocks/blocks.tsx";
import { BlockHostProvider } from "../blocks/host.ts";
import type { Person, View } from "../model.ts";
import { perform } from "../state/deeds.ts";
import { usePage } from "../state/viewer.ts";
import { useViewForm } from "./view-form.ts";

/** The app's home tab, as the person has it. */
export function HomePane({ me }: { readonly me: Person }): VNode {
  const page = usePage();
  const view = page.homes.findLast(({ user }) => user === me.id);
  useEffect(() => {
    void perform({ do: "open_home", user: me.id });
  }, [me.id]);
  return (
    <section class="pane home" aria-label="Home">
      <header class="pane-head">
        <h2>{page.bot.name}</h2>
        <span class="members">Home</span>
      </header>
      <div class="home-body" tabIndex={0} role="region" aria-label={`${me.name}'s home`}>
        {view === undefined ? (
          <p class="empty">The app shows nothing here for {me.name}.</p>
        ) : (
          <HomeView key={view.id} view={view} />
        )}
      </div>
    </section>
  );
}

function HomeView({ view }: { readonly view: View }): VNode {
  const { form } = useViewForm(view);
  return (
    <BlockHostProvider value={{ place: { in: "view", viewId: view.id }, user: view.user, form }}>
      <Blocks blocks={view.blocks} />
    </BlockHostProvider>
  );
}
