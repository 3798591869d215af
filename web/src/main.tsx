import "@fontsource-variable/inter/wght.css";
import "@fontsource/fraunces/latin-600.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { createClient } from "@/api/client";
import { liveUrl } from "@/api/live";
import { Alerts } from "@/store/alerts";
import { StudioContext } from "@/store/context";
import { Journal, tabName } from "@/store/journal";
import { Language } from "@/store/language";
import { Studio } from "@/store/studio";
import { Theme } from "@/store/theme";

import { App } from "./App";
import "./main.css";

const studio = new Studio(
  createClient(),
  new Theme(window),
  new Language(window),
  new Alerts(window),
  new Journal(tabName(window.sessionStorage)),
  liveUrl(window.location),
);

// Not awaited at the top: parts that are fetched later share this file, and would wait for it.
void studio.language.start().then(() => {
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <StudioContext value={studio}>
        <App />
      </StudioContext>
    </StrictMode>,
  );
});
