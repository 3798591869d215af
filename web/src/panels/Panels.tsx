import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";

import { Dialogs } from "./Dialogs";
import { Drawers } from "./Drawers";
import { SidePanel } from "./SidePanel";

/** All that opens beside the canvas and over it, with what it has asked the server for. */
export function Panels() {
  const [queries] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } }),
  );
  return (
    <QueryClientProvider client={queries}>
      <Drawers />
      <SidePanel />
      <Dialogs />
    </QueryClientProvider>
  );
}
