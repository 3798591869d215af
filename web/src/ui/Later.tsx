import { Suspense, type ReactNode } from "react";
import { Boundary } from "./Boundary";

interface LaterProps {
  /** Told once, when a part below cannot be fetched or drawn. */
  onError: (error: Error) => void;
  children: ReactNode;
}

/** Room for parts that are fetched when they are wanted: empty until they are here. */
export function Later({ onError, children }: LaterProps) {
  return (
    <Boundary onError={onError}>
      <Suspense fallback={null}>{children}</Suspense>
    </Boundary>
  );
}
