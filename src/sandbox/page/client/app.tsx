import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Guide } from "./guide/guide.tsx";
import { Phones } from "./phones/phones.tsx";
import { Console } from "./slack/console.tsx";
import { connection } from "./state/connection.ts";
import { useStore } from "./state/store.ts";
import { setGuideOpen, setTroubleOpen, showSide, type Ui } from "./state/ui.ts";
import { beginSeen, personHasNews, phoneIsUnread } from "./state/unread.ts";
import { settle, usePage, useUi } from "./state/viewer.ts";
import { leadInWords } from "./trouble/clock.tsx";
import { TROUBLE_BUTTON_ID, TroubleDrawer } from "./trouble/drawer.tsx";
import { QuestionDialog } from "./ui/question.tsx";
import { Toasts } from "./ui/toasts.tsx";

/** The whole page. */
export function App(): VNode {
  const hasPage = useStore(connection, ({ page }) => page !== null);
  const live = useStore(connection, (now) => now.live);
  return (
    <>
      {!live && (
        <div class="offline" role="alert">
          <span class="spinner" aria-hidden="true" /> Connection to the sandbox lost, reconnecting…
          Is <code>npm run sandbox</code> still running?
        </div>
      )}
      {hasPage ? <Whole /> : <p class="starting">Connecting to the sandbox…</p>}
    </>
  );
}

function Whole(): VNode {
  const now = useUi();
  const page = usePage();
  useEffect(() => {
    beginSeen(page);
    settle(page);
  }, []);
  return (
    <>
      <TopBar />
      {now.guideOpen && <Guide />}
      <SideSwitch side={now.side} />
      <main class={`sides ${now.side} ${now.troubleOpen ? "with-drawer" : ""}`}>
        <h1 class="hidden">SMS call queues: sandbox</h1>
        <Phones />
        <Console />
        {now.troubleOpen && <TroubleDrawer />}
      </main>
      <QuestionDialog />
      <Toasts />
    </>
  );
}

function TopBar(): VNode {
  const now = useUi();
  const page = usePage();
  const armed = page.troubles.filter(({ active }) => active).length;
  return (
    <header class="top">
      <p class="banner">
        <b>Sandbox</b>{" "}
        <span>Nothing leaves this machine, and everything is gone when the sandbox stops.</span>
      </p>
      {page.aheadMs > 0 && <span class="lead">clock +{leadInWords(page.aheadMs)}</span>}
      <button
        type="button"
        class="top-button"
        aria-pressed={now.guideOpen}
        onClick={() => setGuideOpen(!now.guideOpen)}
      >
        Guide
      </button>
      <button
        id={TROUBLE_BUTTON_ID}
        type="button"
        class="top-button"
        aria-expanded={now.troubleOpen}
        onClick={() => setTroubleOpen(!now.troubleOpen)}
      >
        Trouble
        {armed > 0 && <Count what="active" count={armed} />}
        {page.warnings.length > 0 && <Count what="warnings" count={page.warnings.length} />}
      </button>
    </header>
  );
}

function Count(props: { readonly what: string; readonly count: number }): VNode {
  return (
    <span class={`count ${props.what}`} title={`${props.count} ${props.what}`}>
      {props.count}
      <span class="hidden"> {props.what}</span>
    </span>
  );
}

/** On narrow screens, phones and Slack take turns. */
function SideSwitch({ side }: { readonly side: Ui["side"] }): VNode {
  const page = usePage();
  const now = useUi();
  const news = {
    phones: page.phones.some((phone) => phoneIsUnread(now, phone)),
    slack: page.people.some((person) => personHasNews(page, now, person)),
  };
  return (
    <nav class="side-switch" aria-label="Show">
      {(["phones", "slack"] as const).map((one) => (
        <button key={one} type="button" aria-pressed={side === one} onClick={() => showSide(one)}>
          {one === "phones" ? "Phones" : "Slack"}
          {side !== one && news[one] && (
            <span class="dot">
              <span class="hidden">, something new</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
