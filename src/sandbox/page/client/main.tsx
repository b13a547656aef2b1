import { render } from "preact";
import { App } from "./app.tsx";
import { connect } from "./state/connection.ts";

const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no element #page.");
connect();
render(<App />, root);
