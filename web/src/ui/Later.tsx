import { Component, createContext, type ContextType, type ReactNode } from "react";

/** Who says that a part of the page could not be fetched. */
export const NotFetched = createContext<() => void>(() => undefined);

interface LaterProps {
  /** Takes back what asked for the parts, as they cannot be fetched or drawn. */
  onError?: () => void;
  /** Nothing is said of it. */
  quiet?: boolean;
  children: ReactNode;
}

interface LaterState {
  broken: boolean;
}

/** Room for parts that are fetched when they are wanted; a fault of one does not take the page with it. */
export class Later extends Component<LaterProps, LaterState> {
  static override contextType = NotFetched;
  declare context: ContextType<typeof NotFetched>;
  override state: LaterState = { broken: false };

  static getDerivedStateFromError(): LaterState {
    return { broken: true };
  }

  override componentDidCatch(): void {
    this.props.onError?.();
    if (!this.props.quiet) this.context();
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
