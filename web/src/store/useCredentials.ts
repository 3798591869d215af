import { useEffect } from "react";
import { useStore } from "zustand";

import type { CredentialsState } from "./credentials";
import { useStudio } from "./context";

/** The credentials of the workspace and their kinds, fresh each time they come into sight. */
export function useCredentials(): CredentialsState {
  const { credentials, notices } = useStudio();
  const state = useStore(credentials.store);
  useEffect(() => {
    credentials.load().catch((error: unknown) => notices.fail(error));
  }, [credentials, notices]);
  return state;
}
